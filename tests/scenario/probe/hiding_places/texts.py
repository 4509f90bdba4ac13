"""Plain text and its encodings."""

import base64
import json

from tests.scenario.probe.hiding_places.register import FILLER, place


@place("plain.txt")
def _(w):
    return (FILLER + w.line + "\n" + FILLER).encode()


@place("latin.txt")
def _(w):
    return (FILLER + w.line + " café\n").encode("latin-1")


@place("utf16le.txt")
def _(w):
    return ("﻿" + FILLER + w.line).encode("utf-16-le")


@place("utf16be.csv")
def _(w):
    return "﻿surname,given,born\n{},{},{}\n".format(*w.cells[:3]).encode("utf-16-be")


@place("rows.csv")
def _(w):
    return ("county,year,count\nLake,2019,12\n" + ",".join(w.cells[:3]) + "\nOrange,2020,4\n").encode()


@place("last_row_of_many.csv")
def _(w):
    rows = "".join(f"Lake,{2000 + at % 20},{at * 13}\n" for at in range(200_000))
    return f"county,year,count\n{rows}{w.licence},,\n".encode()


@place("base64.txt")
def _(w):
    return (FILLER + base64.b64encode(w.line.encode()).decode() + "\n").encode()


@place("base64_url.json")
def _(w):
    return json.dumps(
        {"token": "x." + base64.urlsafe_b64encode(w.line.encode() + b"\xff\xfe").decode()}
    ).encode()


@place("hexadecimal.txt")
def _(w):
    return (FILLER + w.line.encode().hex()).encode()


@place("percent.txt")
def _(w):
    return ("https://example.org/?q=" + "".join(f"%{byte:02X}" for byte in w.line.encode())).encode()


@place("entities.html")
def _(w):
    return ("<p>" + "".join(f"&#{ord(sign)};" for sign in w.line) + "</p>").encode()


@place("entities_hex.html")
def _(w):
    return ("<p>" + "".join(f"&#x{ord(sign):x};" for sign in w.line) + "</p>").encode()


@place("escapes.js")
def _(w):
    return ("var a = '" + "".join(f"\\u{ord(sign):04x}" for sign in w.line) + "';").encode()


@place("escapes_x.js")
def _(w):
    return ("var a = '" + "".join(f"\\x{ord(sign):02x}" for sign in w.line) + "';").encode()


@place("quoted_printable.eml")
def _(w):
    text = "".join(f"={byte:02X}" for byte in w.line.encode())
    return f"Subject: figures\nContent-Transfer-Encoding: quoted-printable\n\n{text}\n".encode()


@place("plain_hash.csv")
def _(w):
    import hashlib

    return f"id,county\n{hashlib.sha256(w.licence.encode()).hexdigest()},Lake\n".encode()


@place("licence_in_parts.txt")
def _(w):
    return f"see {w.licence[:1]} {w.licence[1:4]}-{w.licence[4:]} in file".encode()
