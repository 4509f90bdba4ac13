"""A process and the one that started it: it ends with that one, however that ended, and is waited for until it answers."""

import multiprocessing
import os
import threading
import time
import urllib.request
from http.client import HTTPException

KILLED = 137  # the exit code of what was killed


def end_with_parent() -> None:
    """In a worker process: end when the process that started it is gone, so that no port stays taken."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os._exit(KILLED)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def until_it_answers(address: str) -> None:
    """Wait until a server of this machine answers well; an office's proxy does not lead here, so none is asked."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            with direct.open(address, timeout=2) as answer:
                answer.read()
            return
        except (OSError, HTTPException):
            time.sleep(0.05)
