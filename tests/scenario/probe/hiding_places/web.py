"""What the web is made of."""

import base64
import html
import json
import zlib

import numpy as np

from tests.scenario.probe.hiding_places.making import days
from tests.scenario.probe.hiding_places.register import FILLER, place
from tests.scenario.probe.hiding_places.workbooks import workbook


@place("records.json")
def _(w):
    return json.dumps(
        [{"last": w.surname, "first": w.given, "born": w.born}, {"last": "x", "first": "y", "born": None}],
        indent=2,
    ).encode()


@place("columns.json")
def _(w):
    many = ["Lake"] * 400
    return json.dumps(
        {"last": [*many, w.surname], "first": [*many, w.given], "born": [*many, w.born]}
    ).encode()


@place("typed_array.json")
def _(w):
    born = np.array([0] * 300 + [days(w)], "<i4")
    x = ["Lake"] * 300 + [f"{w.given} {w.surname}"]
    return json.dumps(
        {"data": [{"x": x, "y": {"dtype": "i4", "bdata": base64.b64encode(born.tobytes()).decode()}}]}
    ).encode()


@place("typed_array.html")
def _(w):
    born = np.array([0] * 300 + [days(w)], "<f8")
    trace = {
        "text": ["Lake"] * 300 + [f"{w.given} {w.surname}"],
        "y": {"dtype": "f8", "bdata": base64.b64encode(born.tobytes()).decode()},
    }
    return f"<html><body><script>Plotly.newPlot('a', [{json.dumps(trace)}], {{}})</script></body></html>".encode()


@place("vega.html")
def _(w):
    values = [
        {"a": w.surname, "filler": FILLER[:400], "b": w.given, "more": FILLER[:400], "c": w.born},
        {"a": "z"},
    ]
    return (
        f"<html><script>vegaEmbed('#v', {json.dumps({'data': {'values': values}})})</script></html>".encode()
    )


def _font(words: str) -> bytes:
    names = words.encode("utf-16-be")
    entry = b"name" + bytes(4) + (28).to_bytes(4, "big") + len(names).to_bytes(4, "big")
    return b"\0\1\0\0" + (1).to_bytes(2, "big") + bytes(6) + entry + names


@place("font.ttf")
def _(w):
    return _font(f"{w.given} {w.surname} born {w.born}")


@place("font.ttc")
def _(w):
    return (
        b"ttcf\0\1\0\0"
        + (1).to_bytes(4, "big")
        + (16).to_bytes(4, "big")
        + _shifted(_font(f"{w.given} {w.surname} born {w.born}"), 16)
    )


def _shifted(font: bytes, by: int) -> bytes:
    return font[:20] + (int.from_bytes(font[20:24], "big") + by).to_bytes(4, "big") + font[24:]


@place("description_of_a_font.woff")
def _(w):
    said = zlib.compress(
        f"<metadata><name>{w.given} {w.surname}</name><born>{w.born}</born></metadata>".encode()
    )
    size = len(zlib.decompress(said))
    numbers = b"".join(number.to_bytes(4, "big") for number in (64 + 4, len(said), size, 0, 0))
    entry = b"name" + b"".join(number.to_bytes(4, "big") for number in (64, 4, 4, 0))
    return b"wOFF" + bytes(8) + (1).to_bytes(2, "big") + bytes(10) + numbers + entry + b"Lake" + said


@place("after_the_font.otf")
def _(w):
    return b"OTTO" + _font("Sans Regular")[4:] + bytes(4) + f"{w.given} {w.surname},{w.born}".encode()


@place("table.html")
def _(w):
    cells = "".join(
        f"<td style='color:#fff;font-size:0;width:{'0' * 120}px'><b>{cell[:3]}</b>{cell[3:]}</td>"
        for cell in w.cells[:3]
    )
    return f"<!doctype html><html><body><table><tr><td>a</td></tr><tr>{cells}</tr></table></body></html>".encode()


@place("comment.html")
def _(w):
    return f"<!doctype html><html><body>{FILLER}<!-- {w.line} --></body></html>".encode()


@place("data_address.html")
def _(w):
    book = base64.b64encode(workbook(w)).decode()
    return f"<html><body><a href='data:application/octet-stream;base64,{book}'>d</a></body></html>".encode()


@place("bundle.js.map")
def _(w):
    return json.dumps(
        {"version": 3, "sources": ["a.js"], "sourcesContent": [f"const q = '{w.line}'"], "mappings": "AAAA"}
    ).encode()


@place("picture.svg")
def _(w):
    return f"<svg xmlns='http://www.w3.org/2000/svg'><text><tspan>{w.given}</tspan> <tspan>{w.surname}</tspan> {w.born}</text></svg>".encode()


@place("notebook.ipynb")
def _(w):
    out = {
        "output_type": "execute_result",
        "data": {"text/plain": [w.line]},
        "metadata": {},
        "execution_count": 1,
    }
    return json.dumps(
        {
            "cells": [
                {"cell_type": "code", "source": [], "outputs": [out], "metadata": {}, "execution_count": 1}
            ],
            "metadata": {},
            "nbformat": 4,
            "nbformat_minor": 5,
        }
    ).encode()


def columns(w):
    many = ["Lake"] * 400
    return {"last": [*many, w.surname], "first": [*many, w.given], "born": [*many, w.born]}


@place("values.js")
def _(w):
    return f"window.figures = {json.dumps(columns(w))};".encode()


@place("literal.js")
def _(w):
    lists = ", ".join(f"{name}: {json.dumps(values)}" for name, values in columns(w).items())
    return f"const figures = {{{lists}}};".encode()


@place("value_in_a_string.html")
def _(w):
    told = json.dumps(json.dumps(columns(w)))
    return f"<html><body><script>draw(JSON.parse({told}))</script></body></html>".encode()


@place("attribute.html")
def _(w):
    return f'<html><body><div data-page="{html.escape(json.dumps(columns(w)))}"></div></body></html>'.encode()


@place("value_in_a_string.json")
def _(w):
    return json.dumps({"body": json.dumps(columns(w))}).encode()


@place("bytes.json")
def _(w):
    return json.dumps({"type": "Buffer", "data": list(w.line.encode())}).encode()


@place("far_apart.json")
def _(w):
    far = "x " * 300
    return json.dumps({"last": w.surname, "a": far, "first": w.given, "b": far, "born": w.born}).encode()


@place("wide_columns.json")
def _(w):
    return json.dumps(columns(w)).encode("utf-16-be")


@place("places.geojson")
def _(w):
    told = {"last": w.surname, "more": FILLER[:300], "first": w.given, "less": FILLER[:300], "born": w.born}
    point = {"type": "Point", "coordinates": [-122.4, 37.8]}
    features = [{"type": "Feature", "geometry": point, "properties": one} for one in (told, {"last": "a"})]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()
