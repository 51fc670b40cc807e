"""Rules that reviews would otherwise repeat, as tests that read the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAYER = ROOT / "layers/astromedia/python/astromedia"
SOURCES = sorted([*LAYER.rglob("*.py"), *(ROOT / "functions").rglob("*.py")])
AROUND = sorted(path for room in ("infra", "clients", "layers/dependencies") for path in (ROOT / room).rglob("*.py"))
SDKS = {"openai", "anthropic", "google"}
PROVIDERS = LAYER / "gateway/providers"


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
            "__import__",
            "import_module",
            "importlib.import_module",
        }:
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))


def tops(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


def test_there_is_source_to_check() -> None:
    assert len(SOURCES) > 50


@pytest.mark.parametrize("path", [*SOURCES, *AROUND], ids=lambda path: str(path.relative_to(ROOT)))
def test_provider_sdks_are_imported_by_providers_only(path: Path) -> None:
    allowed = SDKS if path.is_relative_to(PROVIDERS) else set()
    assert tops(path) & SDKS <= allowed


def test_each_provider_module_imports_its_own_sdk() -> None:
    found = {path.stem: tops(path) & SDKS for path in PROVIDERS.glob("*.py")}
    assert found["openai"] == {"openai"}
    assert found["anthropic"] == {"anthropic"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_settings_read_the_environment(path: Path) -> None:
    if path == LAYER / "kit/settings.py":
        return
    names = {
        ast.unparse(n) for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Attribute)
    }
    assert not names & {"os.environ", "os.getenv", "os.environb"}


@pytest.mark.parametrize("path", [*SOURCES, *AROUND], ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", [*SOURCES, *AROUND], ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_stay_small(path: Path) -> None:
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= 40
    }
    assert long == {}


HANDLERS = sorted((ROOT / "functions").rglob("handler.py"))


@pytest.mark.parametrize("path", HANDLERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_handlers_stay_thin(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 40


NAMES_INSIDE = "web_address.py"
"""Knows such names in order to refuse them."""


def test_there_is_no_local_mode() -> None:
    suspects = [
        str(path.relative_to(ROOT))
        for path in SOURCES
        if path.name != NAMES_INSIDE
        and any(word in path.read_text(encoding="utf-8") for word in ("is_local", "localhost", "127.0.0.1"))
    ]
    assert suspects == []


FORBIDDEN_NAMES = {"utils", "util", "manager", "helper", "helpers", "common", "misc"}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert {path.stem for path in [*SOURCES, *AROUND]} & FORBIDDEN_NAMES == set()
