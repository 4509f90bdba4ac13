"""The event loop of a worker process: what need not wait is answered at once, in the thread that brings the request.

Of granian's threads one speaks with the network and one brings each request to the event loop, in a third. Answers are
ready-made, so the way to the third and the turn there would be most of the work of an answer. A coroutine that is through
at its first step is therefore never put there; one that has to wait (for the body of a message) goes on in the loop.
"""

import asyncio
from collections.abc import Callable
from contextvars import Context
from types import CoroutineType
from typing import TypeVarTuple, Unpack

Given = TypeVarTuple("Given")


class Loop(asyncio.SelectorEventLoop):
    """Takes over only what has to wait."""

    def __init__(self) -> None:
        super().__init__()
        self._done = asyncio.Handle(lambda: None, (), self)

    def call_soon_threadsafe(
        self,
        callback: Callable[[Unpack[Given]], object],
        *args: *Given,
        context: Context | None = None,
    ) -> asyncio.Handle:
        """As ever, unless ``callback`` would go on with a coroutine that is through at its first step."""
        if args and type(args[0]) is CoroutineType:
            try:
                args[0].send(None)
            except StopIteration:
                return self._done
        return super().call_soon_threadsafe(callback, *args, context=context)


def start() -> Loop:
    """A loop for this thread."""
    loop = Loop()
    asyncio.set_event_loop(loop)
    return loop
