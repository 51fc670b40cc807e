"""Two descriptions of the API, compared operation by operation. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from .change import Change, Side
from .schemas import Schemas

Document = Mapping[str, Any]
Operation = Mapping[str, Any]
JSON = Mapping[str, Any]


def changes(before: Document, now: Document) -> list[Change]:
    """Every difference that clients can notice, those that break them first."""
    old, new = _operations(before), _operations(now)
    found = [Change(name, "is gone", True) for name in old if name not in new]
    found += [Change(name, "is new", False) for name in new if name not in old]
    schemas = Schemas(before["components"].get("schemas", {}), now["components"].get("schemas", {}))
    for name in (each for each in old if each in new):
        found += _of_operation(name, old[name], new[name], schemas)
    found += _of_schemes(before["components"].get("securitySchemes", {}), now["components"].get("securitySchemes", {}))
    return sorted(found, key=lambda change: (not change.breaking, change))


def _operations(document: Document) -> dict[str, Operation]:
    shared = document["components"].get("responses", {})
    return {
        f"{method.upper()} {path}": {**operation, "responses": _resolved(operation["responses"], shared)}
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }


def _resolved(answers: JSON, shared: JSON) -> dict[str, JSON]:
    return {
        status: shared[told["$ref"].rpartition("/")[2]] if "$ref" in told else told for status, told in answers.items()
    }


def _of_operation(name: str, before: Operation, now: Operation, schemas: Schemas) -> Iterator[Change]:
    if before.get("operationId") != now.get("operationId"):
        yield Change(name, f"is called {now.get('operationId')} now, not {before.get('operationId')}", True)
    yield from _of_credentials(name, before.get("security", []), now.get("security", []))
    yield from _of_parameters(name, _parameters(before), _parameters(now), schemas)
    yield from _of_body(name, before.get("requestBody"), now.get("requestBody"), schemas)
    yield from _of_answers(name, before["responses"], now["responses"], schemas)


def _of_credentials(name: str, before: list[JSON], now: list[JSON]) -> Iterator[Change]:
    if now and not before:
        yield Change(name, "needs credentials now", True)
    if before and not now:
        yield Change(name, "needs no credentials any more", False)
    for way in (each for each in before if now and each not in now):
        yield Change(name, f"cannot be asked with {_way(way)} any more", True)
    for way in (each for each in now if before and each not in before):
        yield Change(name, f"can be asked with {_way(way)} now", False)


def _of_schemes(before: JSON, now: JSON) -> Iterator[Change]:
    for name in (each for each in before if _bare(before[each]) != _bare(now.get(each, {}))):
        yield Change(name, "is another way in than it was, or none", True)


def _of_parameters(name: str, before: JSON, now: JSON, schemas: Schemas) -> Iterator[Change]:
    for each in (each for each in before if each not in now):
        yield Change(f"{name} {each}", "is not taken any more", True)
    for each, parameter in now.items():
        must = parameter.get("required", False)
        if each not in before:
            yield Change(f"{name} {each}", "is new, and must be given" if must else "is new", must)
            continue
        if must and not before[each].get("required", False):
            yield Change(f"{name} {each}", "must be given now", True)
        yield from schemas.compare(f"{name} {each}", Side.SENT, before[each]["schema"], parameter["schema"])


def _of_body(name: str, before: JSON | None, now: JSON | None, schemas: Schemas) -> Iterator[Change]:
    must, must_now = ((body or {}).get("required", False) for body in (before, now))
    if must_now and not must:
        yield Change(f"{name} body", "must be given now", True)
    if before and not now:
        yield Change(f"{name} body", "is not taken any more", True)
    if now and not before and not must_now:
        yield Change(f"{name} body", "may be given now", False)
    if before and now:
        yield from _of_content(f"{name} body", Side.SENT, before["content"], now["content"], schemas)


def _of_answers(name: str, before: JSON, now: JSON, schemas: Schemas) -> Iterator[Change]:
    for status in (each for each in before if each not in now):
        yield Change(f"{name} {status}", "is not answered any more", status.startswith("2"))
    for status in (each for each in now if each not in before):
        yield Change(f"{name} {status}", "may be answered now", status.startswith("2"))
    for status in (each for each in before if each in now):
        where, old, new = f"{name} {status}", before[status], now[status]
        yield from _of_content(where, Side.ANSWERED, old.get("content", {}), new.get("content", {}), schemas)
        headers = old.get("headers", {}), new.get("headers", {})
        for header in (each for each in headers[0] if each not in headers[1]):
            yield Change(f"{where} header {header}", "is gone", True)
        for header in (each for each in headers[1] if each not in headers[0]):
            yield Change(f"{where} header {header}", "is new", False)


def _of_content(where: str, side: Side, before: JSON, now: JSON, schemas: Schemas) -> Iterator[Change]:
    for kind in (each for each in before if each not in now):
        yield Change(f"{where} {side}", f"is no {kind} any more", True)
    for kind in (each for each in now if each not in before):
        yield Change(f"{where} {side}", f"may be {kind} now", False)
    for kind in (each for each in before if each in now):
        yield from schemas.compare(where, side, before[kind].get("schema", {}), now[kind].get("schema", {}))


def _parameters(operation: Operation) -> dict[str, JSON]:
    return {f"{each['in']} {each['name']}": each for each in operation.get("parameters", ())}


def _bare(scheme: JSON) -> dict[str, Any]:
    return {name: value for name, value in scheme.items() if name != "description"}


def _way(way: JSON) -> str:
    return " and ".join(f"{name} ({', '.join(scopes)})" if scopes else name for name, scopes in way.items())
