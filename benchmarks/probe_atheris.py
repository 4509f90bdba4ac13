"""Coverage-guided damage: `python benchmarks/probe_atheris.py READER [-max_total_time=600]`, nightly for each reader.

Needs atheris, in an environment of its own. Runs a reader in this process, without the net of a subprocess: what it
must never do is crash the interpreter or hang; an exception is what the walk turns into inconclusive.
"""

import sys

import atheris

with atheris.instrument_imports(include=["clerestory.proof.probe"]):
    from clerestory.matching import canary
    from clerestory.matching import key as keys
    from clerestory.proof.probe.part import Child, Stream
    from clerestory.proof.probe.readers import READERS, reader_of
    from clerestory.proof.probe.specimens import SPECIMENS


def main() -> None:
    name = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    if name not in READERS:
        sys.exit(f"give a reader: {', '.join(sorted(READERS))}")
    reader = reader_of(name)

    def one(content: bytes) -> None:
        try:
            for found in reader(Child("", content)):
                if isinstance(found, Stream):
                    for _ in zip(found.pieces, range(64), strict=False):
                        pass
        except Exception:  # noqa: BLE001  (the walk says inconclusive)
            pass

    if name in SPECIMENS:
        one(SPECIMENS[name](canary.of(keys.fresh())))
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
