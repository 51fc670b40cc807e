import pytest

from astromedia.domain.file_type import FILE_TYPES, HEAD_BYTES

TEXT = FILE_TYPES["text/plain"]


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_character_that_is_cut_in_two_is_still_text(cut: int) -> None:
    head = (b"a" * (HEAD_BYTES - cut) + "👍".encode())[:HEAD_BYTES]
    assert TEXT.looks(head)


@pytest.mark.parametrize("data", [b"abc\xf0\x9f", b"\xff\xfea\x00", "é".encode("latin-1"), b"a\x00b", b"\x7fELF"])
def test_what_is_not_utf8_or_has_control_characters_is_no_text(data: bytes) -> None:
    assert not TEXT.looks(data)


@pytest.mark.parametrize(
    "text", ["BMW builds cars", "MZ", "<p align=center>", "<!-- note -->", "a\tb\r\n\x0c", "< html"]
)
def test_text_that_begins_like_something_else_is_text(text: str) -> None:
    assert TEXT.looks(text.encode())


def test_nothing_that_browsers_run_is_in_the_list() -> None:
    assert not any(word in type for type in FILE_TYPES for word in ("html", "svg", "xml", "script", "json", "octet"))


@pytest.mark.parametrize("type", FILE_TYPES)
def test_no_file_is_taken_for_another(type: str) -> None:
    heads = {
        "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        "image/jpeg": b"\xff\xd8\xff\xdb",
        "image/gif": b"GIF87a",
        "image/webp": b"RIFF\x00\x00\x00\x00WEBPVP8L",
        "video/mp4": b"\x00\x00\x00\x18ftypmp42",
        "application/pdf": b"%PDF-1.4\n\xe2\xe3",
        "text/plain": b"plain",
    }
    heads["text/markdown"] = heads["text/plain"]
    taken = {name for name, head in heads.items() if FILE_TYPES[type].looks(head)}
    also_text = {"text/plain", "text/markdown"}
    assert taken == (also_text | {"image/gif"} if type in also_text else {type})
