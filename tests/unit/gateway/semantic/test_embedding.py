"""Embeddings read from a wheel's files."""

import json
import struct
from pathlib import Path

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from astromedia.gateway.semantic.embedding import DIMENSIONS, Embedder, embedder

WORDS = {"[UNK]": 0, "sofa": 1, "couch": 2, "boot": 3}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model of three words, two of them alike, in the files of the wheel."""
    rows = [[0.0] * 256, [1.0, 0.0] * 128, [1.0, 0.1] * 128, [0.0, 1.0] * 128]
    header = json.dumps(
        {"embedding.weight": {"dtype": "F16", "shape": [4, 256], "data_offsets": [0, 4 * 512]}}
    ).encode()
    (tmp_path / "weights").mkdir()
    data = b"".join(struct.pack("<256e", *row) for row in rows)
    (tmp_path / "weights/l2_supercat_256.safetensors").write_bytes(struct.pack("<Q", len(header)) + header + data)
    tokenizer = Tokenizer(models.WordLevel(WORDS, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    (tmp_path / "tokenizers").mkdir()
    tokenizer.save(str(tmp_path / "tokenizers/l2_supercat_tokenizer_config.json"))
    return tmp_path


def test_a_phrase_is_the_mean_of_its_words(folder: Path) -> None:
    model = Embedder(folder)
    assert len(model.vector("sofa boot")) == DIMENSIONS
    assert model.similarity("sofa boot", "boot sofa") == pytest.approx(1.0)


def test_words_that_are_alike_are_near(folder: Path) -> None:
    model = Embedder(folder)
    assert model.similarity("sofa", "couch") > 0.99
    assert model.similarity("sofa", "boot") == pytest.approx(0.0)


def test_no_words_are_like_nothing(folder: Path) -> None:
    assert Embedder(folder).similarity("", "sofa") == 0.0


def test_the_shipped_model_knows_words() -> None:
    model = embedder()
    assert model is not None
    assert model.similarity("sofa", "couch") > model.similarity("sofa", "invoice")


def test_without_its_files_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        Embedder(tmp_path)
