"""Coverage-guided damage: `python benchmarks/probe_atheris.py READER|--all [SECONDS]`, nightly for every reader.

With the 600 seconds that `just nightly` gives each, 53 readers take four and a half hours on two cores.

Needs atheris (`requirements/atheris.txt`). Runs a reader in this process, without the net of a subprocess; an exception is what the
walk turns into inconclusive. Some libraries end their process, or take more memory than the limit: such an input is given
to the whole probe, whose reading process must end alone, in time, and leave the verdict inconclusive.
It begins from the reader's specimen and from the planted files of its kind. Nothing it made is kept.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

ROOT = Path(__file__).parents[1]
_START, _HUNG = 300, 124  # seconds for the seeds and the instruments; an exit code
_LONGEST = 150  # seconds in which the whole probe is through with a file of a few kilobytes
sys.path.insert(0, str(ROOT))


def write_seeds(folder: Path) -> None:
    """Every planted file, and every reader's specimen, in a folder for each kind: made once for all readers."""
    from tests.scenario.probe.hiding_places import PLACES
    from tests.scenario.probe.people import STRANGER

    from clerestory.matching import canary
    from clerestory.matching import key as keys
    from clerestory.proof.probe.kinds import kind_of
    from clerestory.proof.probe.part import Child
    from clerestory.proof.probe.specimens import SPECIMENS

    own = canary.of(keys.fresh())
    made = [(name, make(own)) for name, make in SPECIMENS.items()]
    for place, make in PLACES.items():
        content = make(STRANGER)
        made.append((kind_of(Child("", content, origin=Path(place))), content))
    for at, (kind, content) in enumerate(made):
        (folder / kind).mkdir(exist_ok=True)
        (folder / kind / str(at)).write_bytes(content)


def one_reader(name: str, seconds: int, seeds: Path) -> None:
    """Fuzz one reader in this process, from its folder of seeds; does not come back."""
    import atheris

    with atheris.instrument_imports(include=["clerestory.proof.probe"]):
        from clerestory.proof.probe.limits import LIMITS
        from clerestory.proof.probe.part import Child, Stream
        from clerestory.proof.probe.readers import reader_of

        reader = reader_of(name)  # imports its module, which is instrumented too
    if reader is None:
        sys.exit(f"{name}: no such reader")

    def one(content: bytes) -> None:
        try:
            for found in reader(Child("", content)):
                if isinstance(found, Stream):
                    for _ in zip(found.pieces, range(64), strict=False):
                        pass
        except KeyboardInterrupt:
            raise
        except BaseException:  # noqa: BLE001  (a parser's panic too: the walk says inconclusive)
            pass

    with tempfile.TemporaryDirectory() as corpus:
        for seed in (seeds / name).glob("*"):
            shutil.copy(seed, corpus)
        limits = [
            f"-max_total_time={seconds}",
            f"-rss_limit_mb={LIMITS.memory >> 20}",
            "-timeout=60",
            f"-artifact_prefix={seeds / f'{name}.ended'}-",
        ]
        atheris.Setup([sys.argv[0], "-verbosity=0", "-print_final_stats=1", *limits, corpus], one)
        atheris.Fuzz()


def every_reader(seconds: int) -> int:
    """Each in a process of its own, as many at a time as there are cores; tells which crashed."""
    from clerestory.proof.probe.readers import READERS

    crashed = []
    with tempfile.TemporaryDirectory() as seeds, ThreadPoolExecutor(os.cpu_count()) as pool:
        write_seeds(Path(seeds))
        told = pool.map(partial(_apart, seconds=seconds, seeds=seeds), sorted(READERS))
        for name, (runs, code) in zip(sorted(READERS), told, strict=True):
            is_held = code == 0 or all(_is_inconclusive(path) for path in _ended(Path(seeds), name))
            crashed += [] if is_held and (runs or code) else [name]
            how = f", ended ({code}); the probe says inconclusive" if is_held else f", exit code {code}"
            print(f"{name}: {runs:,} runs{how if code else ''}", flush=True)
    print(
        f"{len(READERS)} readers, {seconds} s each, {len(crashed)} crashed, hung or came out clean {crashed}"
    )
    return 1 if crashed else 0


def _ended(seeds: Path, name: str) -> list[Path]:
    """The inputs at which a reader's process ended; a hang leaves none."""
    return sorted(seeds.glob(f"{name}.ended-*")) or [seeds / "none"]


def _is_inconclusive(path: Path) -> bool:
    """Whether the whole probe, as anybody runs it, outlives an input and does not call it clean."""
    if not path.is_file():
        return False
    told = [sys.executable, "-m", "clerestory", "probe", str(path), "--json"]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), *sys.path])}
    try:
        done = subprocess.run(told, env=paths, capture_output=True, check=False, timeout=_LONGEST)
        return bool(json.loads(done.stdout)["verdict"] != "clean")
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return False


def _apart(name: str, seconds: int, seeds: str) -> tuple[int, int]:
    """How many inputs a reader took, and the exit code of its process; one that does not end hangs."""
    try:
        done = subprocess.run(
            [sys.executable, __file__, name, str(seconds), seeds], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, check=False, timeout=seconds + _START,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return 0, _HUNG
    told = re.search(rb"number_of_executed_units:\s*(\d+)", done.stderr)
    return int(told[1]) if told else 0, done.returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit("give a reader, or --all, and how many seconds")
    given = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    if sys.argv[1] == "--all":
        sys.exit(every_reader(given))
    if len(sys.argv) > 3:
        one_reader(sys.argv[1], given, Path(sys.argv[3]))
    with tempfile.TemporaryDirectory() as home:
        write_seeds(Path(home))
        one_reader(sys.argv[1], given, Path(home))
