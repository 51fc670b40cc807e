"""CloudWatch's metric math and alarm rules, as far as our alarms use them."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "FILL": lambda value, otherwise: otherwise if value is None else value,
    "IF": lambda condition, value, otherwise: value if condition else otherwise,
}
OPERATORS: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: a / b if b else math.nan,
    ast.GtE: operator.ge,
    ast.Gt: operator.gt,
}


def value(formula: str, names: Mapping[str, Any]) -> Any:
    """What a formula says of these values. What is missing (None) and not filled makes the whole missing.

    ValueError for what our alarms do not use.
    """
    return _of(ast.parse(formula, mode="eval").body, names)


def _of(node: ast.AST, names: Mapping[str, Any]) -> Any:
    match node:
        case ast.Constant():
            return node.value
        case ast.Name():
            return names[node.id]
        case ast.Call(func=ast.Name(id=name)):
            return FUNCTIONS[name](*(_of(each, names) for each in node.args))
        case ast.BoolOp():
            return (all if isinstance(node.op, ast.And) else any)([_of(each, names) for each in node.values])
        case ast.BinOp():
            return _applied(node.op, _of(node.left, names), _of(node.right, names))
        case ast.Compare():
            return _applied(node.ops[0], _of(node.left, names), _of(node.comparators[0], names))
    raise ValueError(f"{ast.unparse(node)} is not understood")


def _applied(how: ast.AST, left: Any, right: Any) -> Any:
    return None if left is None or right is None else OPERATORS[type(how)](left, right)
