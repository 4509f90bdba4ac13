"""Types by their own magic bytes, never by the name alone."""

_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"\x1f\x8b", "gzip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\x00", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!\x1a\x07", "rar"),
    (257, b"ustar", "tar"),
    (0, b"PAR1", "parquet"),
    (0, b"ARROW1", "arrow"),
    (0, b"FEA1", "feather"),
    (0, b"ORC", "orc"),
    (0, b"Obj\x01", "avro"),
    (0, b"SQLite format 3\x00", "sqlite"),
    (8, b"DUCK", "duckdb"),
    (0, b"HyPe", "hyper"),
    (0, b"%PDF-", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"GIF8", "gif"),
    (0, b"II*\x00", "tiff"),
    (0, b"MM\x00*", "tiff"),
    (8, b"WEBP", "webp"),
    (0, b"\x00\x00\x01\x00", "icon"),
    (0, b"wOF2", "woff2"),
    (0, b"wOFF", "woff"),
    (0, b"$FL2", "sav"),
    (0, b"$FL3", "sav"),
    (0, b"<stata_dta>", "dta"),
    (0, b"PMTiles", "pmtiles"),
    (0, b"RDX", "rdata"),
    (0, b"RDA", "rdata"),
)  # fmt: skip


def kind_of(content: bytes | memoryview, name: str = "") -> str:
    """The kind of some bytes; ``text`` or ``unknown`` where no sign is known."""
    head = bytes(content[:512])
    for offset, sign, kind in _SIGNS:
        if head[offset : offset + len(sign)] == sign:
            return kind
    if name.endswith(".br"):
        return "brotli"
    return "text" if is_text(bytes(content[:65536])) else "unknown"


def is_text(sample: bytes) -> bool:
    """Whether a sample reads as text: UTF-8 or UTF-16, or Latin-1 with hardly a control sign."""
    if sample[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    try:
        sample[:-4].decode("utf-8") if len(sample) > 64 else sample.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4:
            return _few_controls(sample) and b"\0" not in sample
    return _few_controls(sample) or _is_wide(sample)


def _is_wide(sample: bytes) -> bool:
    zeros = sample.count(0)
    return zeros * 3 >= len(sample) and (sample[1::2].count(0) == zeros or sample[::2].count(0) == zeros)


def _few_controls(sample: bytes) -> bool:
    controls = sum(1 for byte in sample[:4096] if byte < 9 or 13 < byte < 32)
    return controls * 200 <= max(len(sample[:4096]), 200)
