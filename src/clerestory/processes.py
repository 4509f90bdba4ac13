"""A process that another one started ends with it, however that one ended."""

import multiprocessing
import os
import threading

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
