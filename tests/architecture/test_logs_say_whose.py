"""Every function says whose work its lines are of, before anything of that work can be logged."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HANDLERS = sorted((ROOT / "functions").rglob("handler.py"))
BY_THE_CLOCK = {"dispatch_queue", "erase_data", "export_data", "look_after_gates", "reconcile_holds", "sweep_schedules"}
"""These serve nobody in particular: their lines have the invocation's id, and `bound` says whose each part is."""
BIND_INSIDE = {
    # The request of an occurrence follows from its schedule, which has to be read first.
    *("launch_scheduled", "fail_scheduled"),
}
MAKES = {"agent_handler", "own_agent_handler", "Mangum"}
"""What makes a handler that begins and binds by itself: bootstrap/agents.py, and the API's RequestIds."""


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """The line and last name of each call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            callee = node.func
            yield node.lineno, callee.attr if isinstance(callee, ast.Attribute) else getattr(callee, "id", "")


def handler_of(tree: ast.Module) -> ast.FunctionDef | None:
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "handler"]
    return found[0] if found else None


@pytest.mark.parametrize("path", HANDLERS, ids=lambda path: path.parent.name)
def test_an_invocation_begins_and_is_bound_before_its_work(path: Path) -> None:
    tree = ast.parse(path.read_text())
    handler = handler_of(tree)
    if handler is None:
        assert MAKES & {name for _, name in calls(tree)}, f"{path}: nothing makes its handler"
        return
    assert [ast.unparse(each) for each in handler.decorator_list] == ["measured"], path
    if path.parent.name in BY_THE_CLOCK | BIND_INSIDE:
        return
    inside = sorted(calls(handler))
    bound = [line for line, name in inside if name == "bind"]
    before = {name for line, name in inside if bound and line < bound[0]}
    assert bound, f"{path} binds nothing: its lines do not say whose work they are of"
    assert before <= {"model_validate", "loads"}, f"{path} calls {before} before it binds"


def test_what_is_listed_is_there() -> None:
    assert {path.parent.name for path in HANDLERS} >= BY_THE_CLOCK | BIND_INSIDE


@pytest.mark.parametrize("path", sorted((ROOT / "layers").rglob("*.py")), ids=lambda path: path.stem)
def test_nothing_is_logged_while_a_module_is_loaded(path: Path) -> None:
    tree = ast.parse(path.read_text())
    at_load = [node for node in tree.body if isinstance(node, ast.Expr | ast.Assign)]
    logged = [name for node in at_load for name in ast.walk(node) if isinstance(name, ast.Attribute)]
    assert not [each for each in logged if isinstance(each.value, ast.Name) and each.value.id == "LOG"], path
