from pathlib import Path

from layers.dependencies.manifest import describe, digest


def layer(folder: Path) -> Path:
    info = folder / "python" / "thing-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: thing\nVersion: 1.2\n")
    (folder / "python" / "thing.py").write_text("VALUE = 1\n")
    return folder


def test_says_how_large_it_is_and_what_is_in_it(tmp_path: Path) -> None:
    entry = describe(layer(tmp_path), "recipe")
    assert entry.packages == {"thing": "1.2"}
    assert entry.files == 2
    assert entry.bytes == sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())


def test_equal_content_has_an_equal_digest_wherever_it_is(tmp_path: Path) -> None:
    assert digest(layer(tmp_path / "a")) == digest(layer(tmp_path / "b"))


def test_any_change_changes_the_digest(tmp_path: Path) -> None:
    before = digest(layer(tmp_path))
    module = tmp_path / "python" / "thing.py"
    module.chmod(0o755)
    executable = digest(tmp_path)
    module.write_text("VALUE = 2\n")
    assert len({before, executable, digest(tmp_path)}) == 3


def test_a_digest_of_sources_leaves_caches_out(tmp_path: Path) -> None:
    before = digest(layer(tmp_path), "__pycache__")
    (tmp_path / "python" / "__pycache__").mkdir()
    (tmp_path / "python" / "__pycache__" / "thing.pyc").touch()
    assert digest(tmp_path, "__pycache__") == before != digest(tmp_path)
