"""Made-up people, codes and a notice for the trials of letters."""

import csv
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from clerestory.governance.notices import key
from clerestory.governance.notices import notice as notices
from clerestory.governance.notices.addressee import COLUMNS, Addressee
from clerestory.governance.notices.notice import Notice
from clerestory.governance.notices.run import Mailing

HERE = Path(__file__).parent
NOTICE = HERE / "notice.toml"
TODAY = date(2022, 7, 12)
EXPOSED = ("name", "birth_date", "address", "permit")


def notice() -> Notice:
    return notices.read(HERE / "notice.toml")


def person(number: int = 1, **changes: object) -> Addressee:
    told: dict[str, object] = {
        "person": f"P{number:06}",
        "name": f"Made-Up Person {number}",
        "street": f"{number} Example Lane",
        "city": "Fresno",
        "state": "CA",
        "postcode": "93700",
        "country": "",
        "checked_on": date(2022, 7, 1),
        "language": "en",
        "household": "",
        "tier": 3,
        "deceased": False,
        "agency": "CA0100000",
        "columns": EXPOSED,
        "format": "",
        "exclude": "",
    }
    return Addressee(**{**told, **changes})  # type: ignore[arg-type]


def row(number: int, **changes: str) -> dict[str, str]:
    told = {
        "person": f"P{number:06}",
        "name": f"Made-Up Person {number}",
        "street": f"{number} Example Lane",
        "city": "Fresno",
        "state": "CA",
        "postcode": "93700",
        "checked_on": "2022-07-01",
        "language": "es" if number % 5 == 0 else "en",
        "household": f"H{number // 2}",
        "tier": "1" if number % 7 == 3 else "3",
        "agency": "CA0100000",
        "columns": ";".join(EXPOSED),
    }
    return {**told, **changes}


def write_addresses(path: Path, rows: list[Mapping[str, str]]) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_private(path: Path, text: str) -> Path:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
    return path


def write_pool(path: Path, codes: int) -> Path:
    return write_private(
        path, "".join(f"EXMP-{number * 7919 % 10**6:06}-{number:06}\n" for number in range(codes))
    )


def made_up_mailing(folder: Path, name: str = "run") -> Mailing:
    return Mailing(
        folder / name, notice(), folder / "addresses.csv", folder / "pool.txt", key.create(folder / "key"),
        TODAY, workers=1, batch=20,
    )  # fmt: skip
