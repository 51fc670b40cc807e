"""The types of files that people may upload, and how each is known by its first bytes. Pure.

A closed list: what browsers run (HTML, SVG, scripts) is not in it.
"""

import codecs
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from .asset import AssetKind

HEAD_BYTES = 4096
"""So much of a file's beginning says what it is."""
MEGABYTE = 1_000_000
MP4_BRANDS = frozenset(
    (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV")
)
"""What an MP4 says it is first; HEIC, AVIF and QuickTime are laid out alike, and say something else."""
MARKUP = re.compile(r"\s*<(!doctype|html|head|body|script|iframe|svg|\?xml)\b", re.IGNORECASE)
"""What begins with it is not plain text to everybody: some programs would run it."""
NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


class FileType(NamedTuple):
    """`most` is how many bytes such a file may have; `looks` says of a file's first HEAD_BYTES whether it is one."""

    kind: AssetKind
    extensions: tuple[str, ...]
    most: int
    looks: Callable[[bytes], bool]


def _png(head: bytes) -> bool:
    return head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR"


def _jpeg(head: bytes) -> bool:
    return head.startswith(b"\xff\xd8\xff")


def _gif(head: bytes) -> bool:
    return head.startswith((b"GIF87a", b"GIF89a"))


def _webp(head: bytes) -> bool:
    return head.startswith(b"RIFF") and head[8:15] == b"WEBPVP8"


def _mp4(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in MP4_BRANDS


def _pdf(head: bytes) -> bool:
    return head.startswith(b"%PDF-")


def _text(head: bytes) -> bool:
    """UTF-8 without control characters, which begins with no markup."""
    try:
        # Not final: the last character may be cut in two.
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(head, final=len(head) < HEAD_BYTES)
    except UnicodeDecodeError:
        return False
    return not NOT_TEXT.search(text) and not MARKUP.match(text)


FILE_TYPES: Mapping[str, FileType] = {
    "image/png": FileType("image", (".png",), 20 * MEGABYTE, _png),
    "image/jpeg": FileType("image", (".jpg", ".jpeg"), 20 * MEGABYTE, _jpeg),
    "image/webp": FileType("image", (".webp",), 20 * MEGABYTE, _webp),
    "image/gif": FileType("image", (".gif",), 20 * MEGABYTE, _gif),
    "video/mp4": FileType("video", (".mp4", ".m4v"), 200 * MEGABYTE, _mp4),
    "application/pdf": FileType("document", (".pdf",), 50 * MEGABYTE, _pdf),
    "text/plain": FileType("document", (".txt",), MEGABYTE, _text),
    "text/markdown": FileType("document", (".md", ".markdown"), MEGABYTE, _text),
}
