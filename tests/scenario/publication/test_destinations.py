"""Copies of a release: only what was verified, in an order in which nobody is misled, withdrawn files removed."""

import errno
import http.server
import json
import re
import threading
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from obstore.store import MemoryStore, S3Store
from tests.scenario.publication.test_takedown import run, take_down

from clerestory.acts import aftermath, copy, sign, takedown, watch
from clerestory.cli import release_copy
from clerestory.errors import InputError, UntrustedRelease
from clerestory.governance.signing import expiry
from clerestory.public import destination
from clerestory.public.objects import Objects
from clerestory.release import exchange

SIGNATURES = ".well-known/clerestory/metadata/"


class Recorded(Objects):
    """A store that remembers the order of what is done to it."""

    def __init__(self, store) -> None:
        super().__init__(store, "a store")
        self.acts: list[tuple[str, str]] = []

    def put(self, file) -> None:
        self.acts.append(("put", file.path))
        super().put(file)

    def remove(self, paths) -> None:
        self.acts += [("remove", path) for path in paths]
        super().remove(paths)


def release_of(publication):
    return copy._verified(publication.places, expiry.now())


def copied(publication, store):
    return destination.copy(release_of(publication), store, "a store")


def test_a_folder_gets_the_whole_site_with_its_signatures_and_can_be_verified(publication, tmp_path):
    publication.publish()
    to = tmp_path / "elsewhere" / "www"
    done = run("release", "copy", str(publication.folder), "--to", str(to), "--json")
    assert done.returncode == 0, done.stderr
    assert (to / "ccw/index.html").read_bytes() == publication.site["ccw/index.html"]
    assert (to / SIGNATURES / "timestamp.json").is_file()
    assert json.loads(done.stdout)["destinations"][0]["written"] == sum(
        1 for p in to.rglob("*") if p.is_file()
    )


def test_new_names_come_first_pages_later_and_the_timestamp_last(publication):
    publication.publish()
    store = Recorded(MemoryStore())
    copied(publication, store)
    publication.site["dros/index.html"] = b"<!doctype html>new words"
    publication.site["data/new.csv"] = b"a,b\n"
    del publication.site["carry/index.html"]
    publication.publish("2026-2")
    store.acts.clear()
    copied(publication, store)
    order = [path for act, path in store.acts if act == "put"]
    assert order[0] == "data/new.csv", "a name that was not there comes first"
    assert order.index("data/ccw/applications.csv") < order.index("dros/index.html")
    assert order[-3:] == [f"{SIGNATURES}{part}.json" for part in ("targets", "snapshot", "timestamp")]
    assert store.acts[-1] == ("remove", "carry/index.html"), "what is no longer signed goes last"
    assert store.paths() == release_of(publication).files.keys()


def test_what_is_written_carries_its_type_and_how_long_it_is_kept(publication):
    publication.publish()
    inner = MemoryStore()
    copied(publication, Objects(inner, "a store"))
    import obstore

    assert dict(obstore.get(inner, "ccw/index.html").attributes) == {
        "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache",
    }  # fmt: skip


def test_a_wrong_byte_and_nothing_is_copied(publication, tmp_path):
    publication.publish()
    store = Recorded(MemoryStore())
    (publication.places.published / "site/dros/index.html").write_bytes(b"records")
    with pytest.raises(UntrustedRelease, match=r"dros/index\.html"):
        copied(publication, store)
    assert store.acts == []


def test_what_is_withdrawn_is_removed_first_and_nothing_else(publication):
    publication.publish()
    store = Recorded(MemoryStore())
    copied(publication, store)
    take_down(publication, "ccw")
    store.acts.clear()
    copied(publication, store)
    removed = ["carry/index.html", "ccw/index.html", "data/ccw/applications.csv", "index.html"]
    assert [path for _, path in store.acts[:4]] == removed
    assert "dros/index.html" in store.paths()


def test_a_takedown_reaches_every_destination_that_was_ever_named(publication, tmp_path):
    publication.publish()
    to = tmp_path / "www"
    run("release", "copy", str(publication.folder), "--to", str(to))
    done = run("takedown", "ccw", str(publication.folder), "--reason", "a claim", "--json")
    assert done.returncode == 0, done.stderr
    assert not (to / "ccw/index.html").exists()
    assert (to / "dros/index.html").exists()


def test_a_store_that_changes_what_is_written_is_noticed(publication):
    class Changing(Objects):
        def get(self, path: str) -> bytes:
            return super().get(path) + b" "

    publication.publish()
    with pytest.raises(UntrustedRelease, match="is not what was written"):
        copied(publication, Changing(MemoryStore(), "a store"))


def test_a_store_that_is_not_there_is_a_sentence_and_the_others_are_served(publication, tmp_path):
    publication.publish()
    done = copy.copy_to_all(publication.places, ["nowhere://x", str(tmp_path / "www")], expiry.now())
    assert [("error" in each) for each in done] == [True, False]
    with pytest.raises(InputError, match="the store refused"):
        copy.copy(publication.places, "nowhere://x", expiry.now())


@pytest.mark.parametrize(
    ("action", "refused"), [("../report/", ["s3://statistics"]), ("https://reports.example/report/", [])]
)
def test_a_store_is_not_named_for_a_release_whose_reports_go_to_its_own_server(
    publication, tmp_path, monkeypatch, action, refused
):
    publication.site["report/index.html"] = f'<form method="post" action="{action}"></form>'.encode()
    publication.publish()
    monkeypatch.setattr(copy.Objects, "at", lambda to: Objects(MemoryStore(), to))
    done = copy.copy_to_all(publication.places, ["s3://statistics", str(tmp_path / "www")], expiry.now())
    assert [each["to"] for each in done if "refused" in each] == refused
    assert release_copy.exit_code(done) == (1 if refused else 0)
    assert ("s3://statistics" in copy.remembered(publication.places)) is (not refused)
    assert (tmp_path / "www" / "report/index.html").is_file()


def test_a_store_that_has_such_a_release_already_still_loses_what_is_withdrawn(publication, monkeypatch):
    publication.site["report/index.html"] = b'<form method="post" action="../report/"></form>'
    publication.publish()
    copy.remembered(publication.places, ["s3://statistics"])
    store = Objects(MemoryStore(), "s3://statistics")
    monkeypatch.setattr(copy.Objects, "at", lambda to: store)
    assert "ccw/index.html" in (copy.copy_to_all(publication.places, [], expiry.now()) and store.paths())
    take_down(publication, "ccw")
    copy.copy_to_all(publication.places, ["s3://statistics"], expiry.now())
    assert "ccw/index.html" not in store.paths()


class Bucket(http.server.BaseHTTPRequestHandler):
    """As much of S3 as copying needs: put, get, delete, list."""

    protocol_version = "HTTP/1.1"
    objects: dict[str, tuple[bytes, dict[str, str]]]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        kept = {name: self.headers[name] for name in ("content-type", "cache-control") if self.headers[name]}
        self.objects[self.key()] = body, kept
        self.say(200, b"", etag='"1"')

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if "list-type" in parse_qs(asked.query):
            self.say(200, self.listing(), **{"content-type": "application/xml"})
        elif self.key() in self.objects:
            body, kept = self.objects[self.key()]
            self.say(200, body, etag='"1"', **{"last-modified": "Sun, 22 Nov 2026 07:00:00 GMT"}, **kept)
        else:
            self.say(404, b"")

    def do_DELETE(self) -> None:
        self.objects.pop(self.key(), None)
        self.say(204, b"")

    def do_POST(self) -> None:
        """Delete the objects that are listed."""
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        keys = [unquote(key) for key in re.findall("<Key>(.*?)</Key>", body)]
        for key in keys:
            self.objects.pop(key, None)
        done = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        self.say(200, f"<DeleteResult>{done}</DeleteResult>".encode(), **{"content-type": "application/xml"})

    def listing(self) -> bytes:
        inner = "".join(
            f"<Contents><Key>{key}</Key><LastModified>2026-11-22T07:00:00.000Z</LastModified><ETag>1</ETag>"
            f"<Size>{len(body)}</Size></Contents>"
            for key, (body, _) in sorted(self.objects.items())
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{inner}</ListBucketResult>".encode()

    def key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket/")

    def say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response_only(status)
        for name, value in {"content-length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bucket():
    handler = type("Handler", (Bucket,), {"objects": {}})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    store = S3Store(
        "bucket", endpoint=f"http://127.0.0.1:{server.server_port}", access_key_id="x", secret_access_key="y",
        region="us-east-1", client_options={"allow_http": True},
    )  # fmt: skip
    try:
        yield store, handler.objects
    finally:
        server.shutdown()
        server.server_close()


def test_a_bucket_that_speaks_s3_holds_the_release_and_lets_go_of_what_is_withdrawn(publication):
    publication.publish()
    with bucket() as (store, objects):
        copied(publication, Objects(store, "s3://bucket"))
        assert objects["ccw/index.html"][0] == publication.site["ccw/index.html"]
        assert objects["ccw/index.html"][1] == {
            "content-type": "text/html; charset=utf-8",
            "cache-control": "no-cache",
        }
        take_down(publication, "ccw")
        copied(publication, Objects(store, "s3://bucket"))
        assert "ccw/index.html" not in objects
        assert "dros/index.html" in objects


def test_copies_are_freed_even_where_the_site_serves_it_still(publication, tmp_path, monkeypatch):
    publication.publish()
    to = tmp_path / "www"
    copy.copy_to_all(publication.places, [str(to)], expiry.now())
    done = take_down(publication, "ccw")
    monkeypatch.setattr(takedown, "verify_outside", lambda *_: ("ccw/",))
    with pytest.raises(UntrustedRelease, match="still served"):
        aftermath.follow(publication.places, [done], [], "http://127.0.0.1:9/")
    assert not (to / "ccw/index.html").exists()
    assert (to / "dros/index.html").exists()


def test_a_folder_without_room_for_a_copy_lets_go_of_what_is_withdrawn(publication, tmp_path, monkeypatch):
    publication.publish()
    to = tmp_path / "www"
    copy.copy_to_all(publication.places, [str(to)], expiry.now())
    take_down(publication, "ccw")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    (done,) = copy.copy_to_all(publication.places, (), expiry.now())
    assert "No space left on device" in done["error"]
    assert not (to / "ccw/index.html").exists()
    assert (to / "dros/index.html").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(exchange.STAGING)) == []


def test_drift_that_is_taken_down_leaves_the_copies_too(publication, tmp_path):
    publication.publish()
    to = tmp_path / "www"
    copy.copy_to_all(publication.places, [str(to)], expiry.now())
    drift = SimpleNamespace(is_drift=True, address="/planted.html")
    seen = SimpleNamespace(has_drifted=True, statement=None, findings=[drift])
    key = sign.find_any_key(publication.places.keys, "ivy")
    watch.take_down(publication.places, seen, lambda: publication.opened(key), expiry.now())
    assert not (to / "dros/index.html").exists()
