"""Plain text and its encodings."""

import base64
import gzip
import json

from tests.scenario.probe.hiding_places.making import days
from tests.scenario.probe.hiding_places.register import FILLER, place
from tests.scenario.probe.hiding_places.workbooks import workbook


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


@place("escaped_break.json")
def _(w):
    return json.dumps({"note": f"first\n{w.licence}\n{w.surname}\n"}).encode()


def message(w):
    from email.message import EmailMessage

    made = EmailMessage()
    made["From"], made["Subject"] = "office@example.org", "Figures for May"
    made.set_content("See what is attached.")
    made.add_attachment(workbook(w), maintype="application", subtype="octet-stream", filename="may.xlsx")
    return made.as_bytes()


@place("attached.eml")
def _(w):
    return message(w)


@place("mailbox.mbox")
def _(w):
    head = b"From office@example.org Mon May  4 09:00:00 2020\n"
    return head + b"Subject: Hello\nFrom: a@example.org\n\nNothing.\n\n" + head + message(w) + b"\n"


@place("folded.vcf")
def _(w):
    cut = f"{w.surname[:6]}\r\n {w.surname[6:]}"
    return f"BEGIN:VCARD\r\nFN:{w.given} {cut}\r\nBDAY:{w.born}\r\nNOTE:{w.licence[:4]}\r\n {w.licence[4:]}\r\nEND:VCARD\r\n".encode()


@place("folded.ics")
def _(w):
    return f"BEGIN:VCALENDAR\r\nSUMMARY:Renewal of {w.licence[:3]}\r\n {w.licence[3:]}\r\nEND:VCALENDAR\r\n".encode()


@place("base64_packed.txt")
def _(w):
    return b"data " + base64.b64encode(gzip.compress(w.line.encode())) + b" end"


@place("base64_of_utf16.ps1")
def _(w):
    return b"powershell -EncodedCommand " + base64.b64encode(w.line.encode("utf-16-le")) + b"\n"


@place("base64_columns.html")
def _(w):
    many = ["Lake"] * 400
    told = json.dumps({"last": [*many, w.surname], "first": [*many, w.given], "born": [*many, w.born]})
    return b"<html><body><script>load('" + base64.b64encode(told.encode()) + b"')</script></body></html>"


@place("hexadecimal_packed.sql")
def _(w):
    return b"INSERT INTO files VALUES (1, '\\x" + gzip.compress(w.line.encode()).hex().encode() + b"');\n"


@place("break_in_a_cell.csv")
def _(w):
    row = f'{w.surname},{w.given},"12 Oak St\nApt 3",{w.born},12\n'
    return ("last,first,where,born,count\n" + row + 'Lake,County,"a\nb",,4\n' * 3).encode()


@place("side_by_side.csv")
def _(w):
    names = ("last", "first", "born")
    return "".join(
        f"{name},{filler},{cell}\n"
        for name, filler, cell in zip(names, ("Lake", "Glenn", ""), w.cells, strict=False)
    ).encode()


@place("serials.csv")
def _(w):
    return f"first,last,day\nLake,County,\n{w.given},{w.surname},{days(w) + 25569}\n".encode()
