"""JSONata for the interpreter: moto leaves the evaluator out, because LocalStack runs one on a JVM."""

import hashlib
import json
import uuid
from typing import Any

import jsonata  # type: ignore[import-untyped]

from infra.local.hooks import Hook
from infra.local.states.importers import importers
from infra.local.states.library import evaluator, intrinsics


def evaluate(expression: str) -> Any:
    """The JSON value of a JSONata expression. Raises moto's JSONataException."""
    program = jsonata.Jsonata(expression)
    program.register_lambda("local_uuid", lambda: str(uuid.uuid4()))
    program.register_lambda("local_hash", _digest)
    try:
        return json.loads(json.dumps(program.evaluate(None)))
    except Exception as error:
        raise evaluator.JSONataException("UNKNOWN", str(error)) from error


def declare(bindings: dict[str, Any]) -> str:
    """Declarations of variables, with their values as JSON."""
    return "".join(f"{name}:={json.dumps(value, default=str)};" for name, value in bindings.items())


def _digest(value: Any, algorithm: str = "SHA-256") -> str:
    return hashlib.new(algorithm.replace("-", "").lower(), str(value).encode()).hexdigest()


HOOKS = [
    Hook(
        name="jsonata-evaluator",
        why="The evaluator is None, so any state with QueryLanguage JSONata fails.",
        places=[(evaluator, "_eval_jsonata")],
        make=lambda stock: evaluate,
    ),
    Hook(
        name="jsonata-strings",
        why="Strings in variables are quoted without being escaped: a quotation mark in one breaks the expression.",
        places=importers("encode_jsonata_variable_declarations"),
        make=lambda stock: declare,
    ),
    Hook(
        name="jsonata-uuid",
        why="$uuid() always returns the same text.",
        places=[(intrinsics._DECLARATION_BY_VARIABLE_REFERENCE, "$uuid")],
        make=lambda stock: "$uuid:=$local_uuid;",
    ),
    Hook(
        name="jsonata-hash",
        why="$hash() returns a text instead of the digest.",
        places=[(intrinsics._DECLARATION_BY_VARIABLE_REFERENCE, "$hash")],
        make=lambda stock: "$hash:=$local_hash;",
    ),
]
