"""The page of commands is what the code says, and every command of the documents exists."""

import re
from pathlib import Path

from clerestory.cli import reference
from clerestory.cli.main import COMMANDS, GROUPS

DOCS = Path(__file__).parents[2] / "docs"
NAMED = re.compile(rf"(?<!import )clerestory ((?:{'|'.join(GROUPS)}) [a-z-]+|[a-z]+)")


def test_the_page_of_commands_is_current() -> None:
    told = (DOCS / "reference" / "commands.md").read_text()
    assert told == reference.page(), "run `just generate`"


def test_every_command_that_the_readme_and_the_documents_name_exists() -> None:
    texts = [DOCS.parent / "README.md", *DOCS.glob("tutorial/*.md"), *DOCS.glob("how-to/*.md")]
    shown = [
        block
        for text in texts
        for block in re.findall(r"```.*?```|`\S*clerestory [^`]+`", text.read_text(), re.DOTALL)
    ]
    named = {name for block in shown for name in NAMED.findall(block)}
    assert len(named) >= 8
    assert named <= set(COMMANDS), named - set(COMMANDS)
