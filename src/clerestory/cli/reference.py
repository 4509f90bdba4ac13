"""Every command with its arguments as a page of the documentation: ``python -m clerestory.cli.reference FILE``."""

import argparse
import sys
from importlib import import_module
from pathlib import Path

from clerestory.cli.main import COMMANDS

OPENING = """# Commands

Made from the code by `just generate`. Every command takes `--json` (one object on stdout). Exit codes: 0 clean or
done, 1 found or refused, 2 could not look or usage. stdout is the result, stderr is for people.
"""


def page() -> str:
    """The whole page."""
    return OPENING + "".join(_section(command, module) for command, module in sorted(COMMANDS.items()))


def _section(command: str, module: str) -> str:
    loaded = import_module(module)
    parser = argparse.ArgumentParser(prog=f"clerestory {command}", add_help=False)
    loaded.arguments(parser)
    rows = "".join(f"| `{_name(action)}` | {_told(action)} |\n" for action in parser._actions)
    table = f"\n| argument | |\n|---|---|\n{rows}" if rows else ""
    return f"\n## clerestory {command}\n\n{loaded.HELP[0].upper()}{loaded.HELP[1:]}.\n{table}"


def _name(action: argparse.Action) -> str:
    shown = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return f"[{shown}]" if action.nargs in ("?", "*") else shown
    return action.option_strings[0] if action.nargs == 0 else f"{action.option_strings[0]} {shown}"


def _told(action: argparse.Action) -> str:
    told = (
        (action.help or "").replace("|", "\\|").replace("%(default)s", str(action.default)).replace("%%", "%")
    )
    return f"{told} (required)" if action.option_strings and action.required else told


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(page())
