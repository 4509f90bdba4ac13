"""A workbench in this very process, over an office without records: a visitor is an HTTP client with cookies."""

import asyncio
import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pyotp
from starlette.types import ASGIApp

from clerestory.acts.workbench import shared_files
from clerestory.governance.approval.acts import Machine
from clerestory.governance.store.acting import Actor, Event
from clerestory.governance.workbench import app
from clerestory.governance.workbench.assets import assets
from clerestory.governance.workbench.auth import invitations, sessions
from clerestory.governance.workbench.auth.oidc import Client
from clerestory.governance.workbench.auth.secret import Seal
from clerestory.governance.workbench.bench import Bench
from clerestory.governance.workbench.lent import Facts, Live
from clerestory.governance.workbench.settings import Settings
from tests.office import Office

ORIGIN = "https://workbench.example.gov"
PASSWORD = "a window high above the square"


@dataclass
class NoHands:
    """Hands that note what they are asked for."""

    asked: list[tuple[str, ...]] = field(default_factory=list)

    def live(self) -> Live | None:
        return None

    def sign(self, *given: str) -> str:
        self.asked.append(("sign", *given))
        return "Signed."

    def take_down(self, *given: str) -> str:
        self.asked.append(("take down", *given))
        return "Down."


@dataclass
class Workbench:
    """The application, its store and its clock."""

    office: Office
    bench: Bench
    secrets: dict[str, str] = field(default_factory=dict)

    def visitor(self) -> "Visitor":
        return Visitor(self, app.create(self.bench))

    def signed_in(self, person: str) -> "Visitor":
        """A browser in which somebody proved a moment ago who they are."""
        visitor = self.visitor()
        with self.bench.doors() as doors:
            cookie = sessions.opened(doors, person, "a test", int(self.office.clock().timestamp()))
        visitor.cookies.set("__Host-session", cookie, domain="workbench.example.gov")
        return visitor

    def invitation(self, person: str) -> str:
        event = Event(Machine.ACCOUNT, Actor("operator"), person)
        with self.office.store.acting(event) as acting:
            return f"/enrol/{invitations.made(acting, person, 'operator', int(acting.now.timestamp()))}"

    def acts(self) -> list[str]:
        return [entry.act for entry in self.office.log()]


@dataclass
class Visitor:
    """A browser without scripts."""

    workbench: Workbench
    app: ASGIApp
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self._asked("GET", path, headers=headers)

    def send(
        self, page: str, to: str, headers: dict[str, str] | None = None, **fields: str
    ) -> httpx.Response:
        """Open a page and send one of its forms, with the token that it carries."""
        token = re.search(r'name="token" value="(\w+)"', self.get(page).text)
        return self.post(to, headers, **{"token": token[1] if token else "", "here": page, **fields})

    def post(self, to: str, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
        return self.posted(to, urlencode(fields), headers)

    def send_files(self, page: str, to: str, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
        """The same with files, as a browser sends them: name and content."""
        token = re.search(r'name="token" value="(\w+)"', self.get(page).text)
        parts = [
            (f'name="{name}"', value.encode())
            for name, value in {"token": token[1] if token else "", **fields}.items()
        ]
        parts += [
            (f'name="file"; filename="{name}"\r\nContent-Type: image/png', held) for name, held in files
        ]
        body = b"".join(
            f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + held + b"\r\n"
            for head, held in parts
        )
        return self.posted(to, body + b"--b--\r\n", {"content-type": "multipart/form-data; boundary=b"})

    def posted(self, to: str, body: str | bytes, headers: dict[str, str] | None = None) -> httpx.Response:
        """The same, with the fields as a browser writes them."""
        form = {"origin": ORIGIN, "content-type": "application/x-www-form-urlencoded"}
        return self._asked("POST", to, headers=form | (headers or {}), content=body)

    def _asked(self, method: str, path: str, **more: object) -> httpx.Response:
        async def asked() -> httpx.Response:
            over = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=over, base_url=ORIGIN, cookies=self.cookies) as client:
                answer = await client.request(method, path, **more)
                self.cookies = client.cookies
                return answer

        with ThreadPoolExecutor(1) as apart:  # a browser in this process may hold a loop of its own
            return apart.submit(asyncio.run, asked()).result()

    def enrol(self, person: str, invitation: str = "") -> "Visitor":
        page = invitation or self.workbench.invitation(person)
        found = re.search(r'id="secret">(\w+)<', self.get(page).text)
        assert found
        self.workbench.secrets[person] = found[1]
        done = self.send(
            page,
            f"{page}/by-password",
            password=PASSWORD,
            repeated=PASSWORD,
            code=self.workbench_code(person),
        )
        assert done.status_code == 303, done.text
        return self

    def sign_in(self, person: str, password: str = PASSWORD, code: str = "") -> httpx.Response:
        code = code or self.workbench_code(person)
        return self.send("/sign-in", "/sign-in", person=person, password=password, code=code)

    def workbench_code(self, person: str) -> str:
        made = self.workbench.secrets.get(person, pyotp.random_base32())
        return pyotp.TOTP(made).at(int(self.workbench.office.clock().timestamp()))


def made(folder: Path, identity: Client | None = None) -> Workbench:
    office = Office(folder / "governance")
    facts = Facts({}, (), (("all", "Everything"),), ("privacy officer", "publisher"))
    settings = Settings("Firearms", ORIGIN, identity=identity)
    bench = Bench(
        settings, office.desk, Seal(secrets.token_bytes(32)), assets(shared_files()), facts,
        NoHands(), folder / "staged", folder / "published",
    )  # fmt: skip
    return Workbench(office, bench)
