"""Print a batch: compose, typeset, read back, check, write; run in a process of its own.

The same batch gives the same bytes, and a file is written whole or not at all, so a batch that was
under way when the machine stopped is simply printed again.
"""

import hashlib
import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import wait as wait_for
from pathlib import Path

from clerestory.errors import Refused
from clerestory.governance.notices import private, produced
from clerestory.governance.notices.addressee import Addressee
from clerestory.governance.notices.clauses import check
from clerestory.governance.notices.compose import letter
from clerestory.governance.notices.notice import Notice
from clerestory.governance.notices.typeset import typeset

BATCHES_A_PROCESS = 40  # typst remembers every word it set; a fresh process forgets


@dataclass(frozen=True, repr=False)
class Job:
    """One batch to print."""

    number: int
    file: Path
    notice: Notice
    entries: tuple[tuple[Addressee, str, str], ...]  # person, number of the notice, code


@dataclass(frozen=True)
class Print:
    """One batch that was printed."""

    number: int
    letters: int
    pages: int
    sha256: str


def print_batch(job: Job) -> Print:
    """Make the file of a batch; ``Refused`` if a letter does not keep every clause."""
    letters = [letter(job.notice, person, number, code) for person, number, code in job.entries]
    content = typeset(letters)
    pages = _check(content, job)
    private.write(job.file, content)
    return Print(job.number, len(letters), pages, hashlib.sha256(content).hexdigest())


def _check(content: bytes, job: Job) -> int:
    """The first letter as it came out, clause by clause; all of a batch differ in name, columns and code alone."""
    read = produced.parse(content, job.file.name, first=1)
    found = check(read)
    if found.faults:
        raise Refused(f"{job.file.name}: {found.faults[0]}; nothing of this batch was written")
    told = " ".join(passage.text for passage in read.letters[0].passages)
    _, number, code = job.entries[0]
    if number not in told or code not in told:
        raise Refused(f"{job.file.name}: letter {number} does not hold its own number and code")
    return produced.pages_of(content)


def print_all(jobs: Iterable[Job], workers: int) -> Iterator[Print]:
    """Print batches on several processes, as each is ready; a few are begun ahead, in their order."""
    if workers == 1:
        yield from map(print_batch, jobs)
        return
    coming = iter(jobs)
    with _pool(workers) as pool:
        running: set[Future[Print]] = {pool.submit(print_batch, job) for job in islice(coming, 2 * workers)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            running |= {pool.submit(print_batch, job) for job in islice(coming, len(done))}
            for one in done:
                yield one.result()


def _pool(workers: int) -> ProcessPoolExecutor:
    os.environ.setdefault(
        "RAYON_NUM_THREADS", "1"
    )  # a process a core: typst's own threads would only get in the way
    return ProcessPoolExecutor(
        workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_end_with_parent,
        max_tasks_per_child=BATCHES_A_PROCESS,
    )


def _end_with_parent() -> None:
    """A run that is killed leaves no process behind that goes on printing names."""
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def _wait_for_parent() -> None:
    if parent := multiprocessing.parent_process():
        wait_for([parent.sentinel])
        os._exit(1)
