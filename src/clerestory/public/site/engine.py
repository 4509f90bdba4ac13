"""The renderer of charts, figures and tables: the same JavaScript that readers run, run here at build time."""

import json
from collections.abc import Mapping
from importlib.resources import files

from py_mini_racer import JSEvalException, MiniRacer

from clerestory.errors import InputError

Model = Mapping[str, object]


class Renderer:
    """One JavaScript engine with the renderer and every cube of the release loaded."""

    def __init__(self) -> None:
        self._engine = MiniRacer()
        self._engine.eval(_asset("renderer.js"))

    def load_cube(self, text: str) -> None:
        """Hand over one JSON-stat cube; it is kept under its table's id."""
        self._call("loadCube", "a cube", text)

    def load_map(self, text: str) -> None:
        """Hand over the map."""
        self._call("loadMap", "the map", text)

    def page(self, model: Model, state: str = "") -> dict[str, str]:
        """The regions of a dashboard, as HTML."""
        return self._regions("renderText", model, "", state, "")

    def table_page(self, model: Model, state: str = "") -> dict[str, str]:
        """The regions of a full-table page, as HTML."""
        return self._regions("renderTablePageText", model, "", state)

    def full_view(self, model: Model) -> dict[str, object] | None:
        """What the full-table page opens with, if that is not every row of the page's own table."""
        answer = self._call("fullText", f"page {model['id']}", json.dumps(model, ensure_ascii=False), "")
        view: dict[str, object] | None = json.loads(str(answer))
        return view

    def card(self, model: Model) -> dict[str, str]:
        """Figure, sentence and small line for the home page."""
        return self._regions("cardText", model, "")

    def _regions(self, function: str, model: Model, *rest: str) -> dict[str, str]:
        answer = self._call(function, f"page {model['id']}", json.dumps(model, ensure_ascii=False), *rest)
        regions: dict[str, str] = json.loads(str(answer))
        return regions

    def _call(self, function: str, what: str, *arguments: str) -> object:
        given = ", ".join(json.dumps(argument) for argument in arguments)
        try:
            return self._engine.eval(f"String(Clerestory.{function}({given}))")
        except JSEvalException as error:
            reason = str(error).strip().splitlines()[0]
            raise InputError(f"{what} cannot be drawn ({reason}); see its file under pages/") from None


def _asset(name: str) -> str:
    return (files("clerestory.public.site") / "assets" / name).read_text("utf-8")
