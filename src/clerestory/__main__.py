"""``python -m clerestory``."""

from clerestory.cli.main import run

run()
