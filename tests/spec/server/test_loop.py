"""A worker's event loop: what need not wait never reaches it, what has to wait goes on in it."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import wraps
from types import SimpleNamespace

from granian import _futures

from clerestory.public.server.loop import start


def alone(test):
    """In a thread of its own: a browser of other tests may have its loop running in this one."""

    @wraps(test)
    def run():
        with ThreadPoolExecutor(1) as thread:
            thread.submit(test).result()

    return run


def handed_over(loop, coroutine):
    """As granian does it: from a thread of its own, the coroutine first."""
    went_on = []

    def go_on(given):
        went_on.append(loop.create_task(given))

    thread = threading.Thread(target=loop.call_soon_threadsafe, args=(go_on, coroutine))
    thread.start()
    thread.join()
    return went_on


@alone
def test_what_is_through_at_its_first_step_is_done_by_whoever_brings_it():
    loop, done_in = start(), []

    async def answer():
        done_in.append(threading.current_thread())

    went_on = handed_over(loop, answer())
    assert done_in[0] is not threading.current_thread(), "done before the loop runs at all"
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert went_on == []


@alone
def test_what_has_to_wait_goes_on_in_the_loop_where_it_stopped():
    loop, told = start(), []

    async def answer():
        told.append("begun")
        await asyncio.sleep(0)
        told.append(threading.current_thread())
        await asyncio.sleep(0.01)
        told.append("done")

    went_on = handed_over(loop, answer())
    assert told == ["begun"]
    loop.run_until_complete(asyncio.sleep(0))
    loop.run_until_complete(went_on[0])
    loop.close()
    assert told == ["begun", threading.current_thread(), "done"]


@alone
def test_everything_else_is_called_in_the_loop():
    loop, called = start(), []
    loop.call_soon_threadsafe(called.append, "shut down")
    assert called == []
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    assert called == ["shut down"]


@alone
def test_granian_brings_the_coroutine_first():
    """Where this fails after an update of granian, everything is right still, but slower: look at ``loop`` again."""
    loop, told = start(), []

    async def answer(scope, protocol):
        told.append((scope, protocol))

    watcher = SimpleNamespace(scope="scope", proto="protocol", done=lambda: told.append("done"))
    _futures._cbsched_aioschedule(loop, None, _futures._future_watcher_wrapper(answer))(watcher)
    loop.close()
    assert told == [("scope", "protocol"), "done"]
