"""How fast the probe is beside Presidio: `python benchmarks/probe_presidio.py PYTHON [MEGABYTES]`.

PYTHON is the interpreter of an environment that has presidio-analyzer; it needs no model: the language
pipeline is blank (spacy.blank), so that only Presidio's own pattern recognisers run. Both read the same
rows of made-up people in the same run; Presidio as many of them as fit in eight seconds, a row a text.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from probe_speed import COLUMNS, MADE, PEOPLE, cpu, text

from clerestory.matching import compile_caches
from clerestory.matching import key as keys
from clerestory.proof.probe import search
from clerestory.records.fingerprints.build import Held, build_held

OTHER = """
import json, sys, time
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}
registry = RecognizerRegistry()
registry.load_predefined_recognizers(languages=["en"])
registry.remove_recognizer("SpacyRecognizer")
engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
rows = open(sys.argv[1], encoding="utf-8").read().split("\\n")
engine.analyze(rows[0], "en")
began, read = time.process_time(), 0
for row in rows:
    engine.analyze(row, "en")
    read += len(row) + 1
    if time.process_time() - began > 8:
        break
print(json.dumps({"bytes": read, "seconds": time.process_time() - began}))
"""


def main(python: str, megabytes: int) -> None:
    compile_caches()
    key = keys.fresh()
    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute(MADE.format(name="people", first=0, last=PEOPLE))
        index = build_held(connection, [Held("people", COLUMNS)], key, hashes=False)
        sample = Path(folder) / "text.csv"
        text(connection, sample, megabytes)
        search([sample], index, key)
        before, began = cpu(), time.perf_counter()
        search([sample], index, key)
        ours = sample.stat().st_size / 1e6 / (cpu() - before)
        done = subprocess.run(
            [python, "-c", OTHER, str(sample)], capture_output=True, check=True, text=True
        ).stdout
        told = json.loads(done.strip().splitlines()[-1])
        theirs = told["bytes"] / 1e6 / told["seconds"]
        print(
            f"{megabytes} MB of rows: probe {ours:.1f} MB/s a core ({time.perf_counter() - began:.0f} s for both), "
            f"Presidio {theirs:.3f} MB/s, ratio {ours / theirs:,.0f}"
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50)
