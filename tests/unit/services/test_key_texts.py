import hmac

import pytest

from astromedia.services.key_texts import Seals, id_in, new_text
from tests.samples import id_at


class Counted(Seals):
    """Seals that count how often they hash and compare."""

    def __init__(self) -> None:
        super().__init__(b"key", self._same)
        self.work: list[str] = []

    def of(self, text: str) -> str:
        self.work.append("hash")
        return super().of(text)

    def _same(self, one: str, other: str) -> bool:
        self.work.append("compare")
        assert len(one) == len(other)
        return hmac.compare_digest(one, other)


def test_a_key_has_its_id_and_256_bits_that_nobody_can_guess() -> None:
    id = id_at()
    texts = {new_text(id) for _ in range(50)}
    assert len(texts) == 50
    assert {id_in(text) for text in texts} == {id}
    assert {len(text) for text in texts} == {len("am_live_") + 26 + 1 + 43}


def test_attack_truncated_key() -> None:
    text = new_text(id_at())
    assert [length for length in range(len(text)) if id_in(text[:length])] == []
    assert id_in(f"{text}A") is None
    assert id_in(f"{text}\n") is None


@pytest.mark.parametrize(
    "text",
    ["", "am_live_", "am_test_" + new_text(id_at())[8:], new_text(id_at()).lower(), "é🔑"],
    ids=["nothing", "a prefix", "another prefix", "lower case", "no key"],
)
def test_what_has_not_the_form_of_a_key_has_no_id(text: str) -> None:
    assert id_in(text) is None


def test_a_seal_fits_its_text_and_key_only() -> None:
    text = new_text(id_at())
    sealed = Seals(b"key").of(text)
    assert Seals(b"key").fits(text, sealed)
    assert not Seals(b"key").fits(text[:-1] + ("A" if text[-1] != "A" else "B"), sealed)
    assert not Seals(b"other key").fits(text, sealed)
    assert text[-43:] not in sealed


def test_attack_timing() -> None:
    assert Seals(b"key").same is hmac.compare_digest
    text = new_text(id_at())
    works = []
    for sealed in (Seals(b"key").of(text), Seals(b"key").of(new_text(id_at())), None):
        seals = Counted()
        seals.fits(text, sealed)
        works.append(seals.work)
    assert works == [["hash", "compare"]] * 3
