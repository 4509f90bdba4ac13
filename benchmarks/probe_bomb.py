"""Three gigabytes of zeros in a gzip of three megabytes: `python benchmarks/probe_bomb.py [GIGABYTES]`.

Not clean without being read, and no memory over the limit.
"""

import resource
import sys
import time
import zlib

from clerestory.matching import compile_caches
from clerestory.proof.probe import search_responses


def main(gigabytes: float) -> None:
    compile_caches()
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    zeros = bytes(1 << 24)
    packed = b"".join(packer.compress(zeros) for _ in range(int(gigabytes * 64))) + packer.flush()
    began = time.perf_counter()
    report = search_responses([("zeros.gz", packed)])
    own, reader = (
        resource.getrusage(who).ru_maxrss / 1e6 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    read = sum(one.parsed + one.raw for one in report.ledger if one.inside)
    print(
        f"{gigabytes:g} GB of zeros in {len(packed) / 1e6:.1f} MB: {report.verdict.value}, {read / 1e9:.2f} GB read, "
        f"{time.perf_counter() - began:.0f} s; memory {own:.2f} GB, reader {reader:.2f} GB"
    )
    for one in report.ledger:
        if one.trouble:
            print(f"  {one.inside}: {one.trouble}")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 3)
