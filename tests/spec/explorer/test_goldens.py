"""Every drawing is held by a golden file."""

from tests.spec.explorer.engine import Renderer
from tests.spec.explorer.goldens import FOLDER, drawn


def test_every_card_and_table_is_drawn_as_its_golden_file_says(engine: Renderer) -> None:
    now = drawn(engine)
    held = {
        str(path.relative_to(FOLDER)): path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.html")
    }
    changed = sorted(name for name in now.keys() | held.keys() if now.get(name) != held.get(name))
    assert not changed, f"look, then run: python -m tests.spec.explorer.goldens ({', '.join(changed[:5])})"
