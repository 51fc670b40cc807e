"""A metric that is defined is measured somewhere, also if nothing makes it happen on the local cloud."""

import ast
from collections.abc import Iterator
from pathlib import Path

from astromedia.kit import metrics
from astromedia.kit.metrics import Metric

ROOT = Path(__file__).parents[2]
DEFINED = {name for name, value in vars(metrics).items() if isinstance(value, Metric)}


def mentioned(path: Path) -> Iterator[str]:
    """Names and attributes in the code of a module, imports apart."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr


def test_every_metric_is_told_somewhere() -> None:
    places = [*(ROOT / "layers/astromedia").rglob("*.py"), *(ROOT / "functions").rglob("*.py")]
    told = {name for path in places if path.name != "metrics.py" for name in mentioned(path)}
    assert told >= DEFINED


def test_names_are_told_apart() -> None:
    names = [getattr(metrics, name).name for name in DEFINED]
    assert len(set(names)) == len(names)


def test_every_function_tells_what_it_measured() -> None:
    handlers = {path for path in (ROOT / "functions").rglob("handler.py") if path.parent.name != "api"}
    silent = [path for path in handlers if not {"measured", "agent_handler", "own_agent_handler"} & {*mentioned(path)}]
    assert handlers
    assert silent == []
