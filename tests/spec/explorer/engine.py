"""The committed renderer in the embedded engine, as the site builder runs it."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from py_mini_racer import MiniRacer

ROOT = Path(__file__).parents[3]
ASSETS = ROOT / "src/clerestory/public/site/assets"


class Renderer:
    """Calls into the bundle; JSON in, JSON out."""

    def __init__(self, engine: MiniRacer) -> None:
        self._engine = engine
        self._engine.eval((ASSETS / "renderer.js").read_text())
        self.land = (ASSETS / "california.json").read_text()

    def page(
        self, model: object, cubes: object, state: str = "", land: str | None = None
    ) -> Mapping[str, str]:
        """Every region of a dashboard in a state."""
        told = self._engine.call(
            "Clerestory.renderText",
            json.dumps(model),
            json.dumps(cubes),
            state,
            self.land if land is None else land,
        )
        return json.loads(told)

    def table_page(self, model: object, cubes: object, state: str = "") -> Mapping[str, str]:
        """Every region of the full-table page."""
        return json.loads(
            self._engine.call("Clerestory.renderTablePageText", json.dumps(model), json.dumps(cubes), state)
        )

    def needed(self, model: object, state: str = "") -> list[str]:
        """The tables a view is drawn from."""
        return json.loads(self._engine.call("Clerestory.neededText", json.dumps(model), state))

    def card(self, model: object, cubes: object) -> Mapping[str, str]:
        """The page's card for the home page."""
        return json.loads(self._engine.call("Clerestory.cardText", json.dumps(model), json.dumps(cubes)))

    def full(self, model: object, cubes: object) -> Mapping[str, object] | None:
        """What the full table should open with, if not the page's view."""
        return json.loads(self._engine.call("Clerestory.fullText", json.dumps(model), json.dumps(cubes)))

    def query(self, model: object, state: str) -> str:
        """A query read into a state and written again."""
        code = f"Clerestory.queryOf({json.dumps(model)}, Clerestory.readState({json.dumps(model)}, {json.dumps(state)}))"
        return str(self._engine.eval(code))


@contextmanager
def renderer() -> Iterator[Renderer]:
    """An engine with the bundle, closed again."""
    engine = MiniRacer()
    try:
        yield Renderer(engine)
    finally:
        engine.close()
