"""What one server process knows to be withdrawn: notices beside the release, and those it remembers.

A notice that was verified once is remembered where this machine keeps whom it trusts, so that
neither a restart nor a folder put back brings a withdrawn page to life.
"""

from pathlib import Path

from clerestory.errors import ClerestoryError
from clerestory.public.server.log import Log
from clerestory.release import layout, pins, withdrawal
from clerestory.release.withdrawal import Notice

BESIDE = f"{layout.METADATA}/{withdrawal.FOLDER}"


class Withdrawn:
    """The notices that hold, kept up to date by ``refresh``."""

    def __init__(self, published: Path, trusted: Path, log: Log) -> None:
        self.notices: tuple[Notice, ...] = ()
        self._published, self._trusted, self._log = published, trusted, log
        self._marks: object = None
        self._known: dict[str, Notice] = {}
        self._contents: dict[str, bytes] = {}

    def refresh(self, root: bytes) -> bool:
        """Look for new notices; whether there are any. A notice never stops to hold."""
        marks = self._look()
        if marks == self._marks:
            return False
        self._marks = marks
        before = self.notices
        self._known |= pins.notices(self._trusted)
        self._contents |= pins.notice_files(self._trusted)
        self._take_new(root)
        self.notices = tuple(self._known[name] for name in sorted(self._known))
        return self.notices != before

    @property
    def contents(self) -> tuple[bytes, ...]:
        """The signed files of the notices that hold."""
        return tuple(self._contents[name] for name in sorted(self._contents))

    def _look(self) -> object:
        return _marks(self._published / BESIDE), _marks(self._trusted / withdrawal.FOLDER)

    def _take_new(self, root: bytes) -> None:
        if not (self._published / BESIDE).is_dir():
            return
        with layout.opened(self._published) as folder:
            for name in sorted(folder.listing(BESIDE)):
                if name not in self._known:
                    self._take(name, folder, root)

    def _take(self, name: str, folder: layout.Folder, root: bytes) -> None:
        try:
            content = folder.read(f"{BESIDE}/{name}", largest=layout.LARGEST_METADATA)
            notice, signers = withdrawal.verify(content, root)
        except ClerestoryError as error:
            self._log.error("notice refused", file=f"{withdrawal.FOLDER}/{name}", reason=str(error))
            return
        self._known[name], self._contents[name] = notice, content
        self._log.info("withdrawn", target=notice.target, by=signers[0].role, through=notice.through)
        try:
            pins.write_notice(self._trusted / withdrawal.FOLDER, name, content)
        except OSError as error:
            self._log.error("cannot remember what was seen", reason=error.strerror or "unknown")


def _marks(folder: Path) -> object:
    try:
        with layout.opened(folder) as opened:
            return opened.listing(".")
    except ClerestoryError:
        return None
