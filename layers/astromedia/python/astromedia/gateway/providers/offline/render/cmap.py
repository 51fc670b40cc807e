"""Reads which characters a TrueType file can draw: its `cmap` table, formats 4 and 12."""

from collections.abc import Iterator
from pathlib import Path
from struct import unpack_from

_UNICODE_PLATFORMS = frozenset({(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)})


def characters(path: Path) -> frozenset[int]:
    """The code points that the font at `path` maps to a glyph."""
    font = path.read_bytes()
    table = _table(font, b"cmap")
    (count,) = unpack_from(">H", font, table + 2)
    records = (unpack_from(">HHI", font, table + 4 + 8 * i) for i in range(count))
    offsets = {table + offset for platform, encoding, offset in records if (platform, encoding) in _UNICODE_PLATFORMS}
    return frozenset(point for offset in offsets for point in _mapped(font, offset))


def _table(font: bytes, tag: bytes) -> int:
    (count,) = unpack_from(">H", font, 4)
    records = (unpack_from(">4sIII", font, 12 + 16 * i) for i in range(count))
    return next(int(offset) for name, _, offset, _ in records if name == tag)


def _mapped(font: bytes, at: int) -> Iterator[int]:
    readers = {4: _segments, 12: _groups}
    reader = readers.get(unpack_from(">H", font, at)[0])
    return reader(font, at) if reader else iter(())


def _segments(font: bytes, at: int) -> Iterator[int]:
    double_count = unpack_from(">H", font, at + 6)[0]
    shape = f">{double_count // 2}H"
    ends = unpack_from(shape, font, at + 14)
    starts = unpack_from(shape, font, at + 16 + double_count)
    for start, end in zip(starts, ends, strict=True):
        yield from range(start, min(end, 0xFFFE) + 1)


def _groups(font: bytes, at: int) -> Iterator[int]:
    (count,) = unpack_from(">I", font, at + 12)
    for index in range(count):
        start, end, _ = unpack_from(">III", font, at + 16 + 12 * index)
        yield from range(start, end + 1)
