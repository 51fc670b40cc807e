"""Reads the code and finds every way to a model that does not cross the ledger.

The way there is: providers are made by ProviderTable, which bootstrap alone makes; an errand puts what it wants of one
into the `ask` of an Offer and never calls it; Till._try alone calls an offer's `ask`, under a hold that says so, and
closes that hold whatever comes of it. A film that is made in the background is begun by Filming._start alone, under a
hold that is noted and started; if it cannot be begun that hold is closed, else its note leads to it.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import TypeGuard

Sources = Mapping[str, str]
"""Modules by dotted name."""

SDKS = {"openai", "anthropic", "google"}
WIRES = {
    "authlib.integrations",
    "httpx",
    "httpx2",
    "requests",
    "aiohttp",
    "urllib3",
    "http.client",
    "urllib.request",
    "socket",
    "websockets",
}
"""With any of these a model could be asked without its SDK."""
IDENTITY_PROVIDERS = "astromedia.storage.identity_providers"
"""Asks who somebody is, at the addresses of those who say so: the connection refuses all others."""
PROVIDERS = "astromedia.gateway.providers"
PURE = {
    f"{PROVIDERS}.{name}" for name in ("film", "inputs", "limits", "prompt", "quoting", "schema", "tokens", "worst")
}
"""What quotes are made with. These modules ask nobody anything, and import nothing that does."""
TABLE, ROOT = f"{PROVIDERS}.table", "astromedia.bootstrap"
CALLS, ERRANDS, PURCHASE, FILMING = (
    f"astromedia.gateway.{name}" for name in ("calls", "errands", "purchase", "filming")
)
TRY, BEGIN = ("Till", "_try"), ("Filming", "_start")
BEGIN_STEPS = ("till.held", "_noted", "till.start", "films.start_film", "_noted")
PROTOCOLS = {"TextProvider", "MediaProvider", "FilmProvider"}
MILESTONES = ("ledger.hold", ".ask")
CLOSING = ("ledger.settle", "ledger.release")
SIMPLE = (ast.Assign, ast.AnnAssign, ast.Expr, ast.Return)


def bypasses(sources: Sources) -> list[str]:
    """Each way around the ledger, as "module: what is wrong"."""
    asking = frozenset(model_methods(ast.parse(sources[CALLS])))
    return [f"{name}: {fault}" for name, text in sources.items() for fault in _faults(name, text, asking)]


@cache
def _faults(module: str, text: str, asking: frozenset[str]) -> tuple[str, ...]:
    tree = ast.parse(text)
    till = _till(tree) if module == PURCHASE else _filming(tree) if module == FILMING else ()
    return (*_imports(module, tree), *_asks(module, tree, asking), *_offers(module, tree), *till)


def model_methods(calls: ast.Module) -> set[str]:
    """The methods of the provider protocols that ask a model."""
    protocols = [n for n in calls.body if isinstance(n, ast.ClassDef) and n.name in PROTOCOLS]
    return {n.name for protocol in protocols for n in protocol.body if isinstance(n, ast.FunctionDef)}


def _within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def imported(module: str, tree: ast.Module) -> Iterator[str]:
    """Dotted names of what a module imports, relative and by name at run time too."""
    package = module.split(".")
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: -node.level] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _last(node.func) in {"__import__", "import_module"}:
            yield from (str(arg.value) for arg in node.args if isinstance(arg, ast.Constant))


def _imports(module: str, tree: ast.Module) -> Iterator[str]:
    """SDKs and wires in providers only; providers in bootstrap only, and there nothing but their table."""
    if _within(module, PROVIDERS) and module not in PURE:
        return
    barred = SDKS if _within(module, IDENTITY_PROVIDERS) else SDKS | WIRES
    for name in imported(module, tree):
        if any(_within(name, way) for way in barred):
            yield f"imports {name}, with which a model can be asked; only {PROVIDERS} may"
        if not _within(name, PROVIDERS) or any(_within(name, pure) for pure in PURE):
            continue
        if not (_within(name, TABLE) and _within(module, ROOT)):
            yield f"imports {name}; only {ROOT} may import the table of providers, and nobody a provider"


def _asks(module: str, tree: ast.Module, asking: Collection[str]) -> Iterator[str]:
    """A model is asked only within what errands offer; the gateway itself (`models`) may be asked by all."""
    if _within(module, PROVIDERS) or module == FILMING:
        return
    offered = _asking_functions(tree, asking) if module == ERRANDS else []
    inside = {id(node) for function in offered for node in ast.walk(function)}
    for node in ast.walk(tree):
        if id(node) not in inside and _asks_a_provider(node, tree, asking):
            yield f"line {node.lineno} asks a model ({ast.unparse(node)}) outside of an offer"
    for call in _calls(tree):
        if (name := _last(call.func)) in {function.name for function in offered}:
            yield f"line {call.lineno} calls {name} itself instead of offering it"
        looked_up = {ast.unparse(arg).strip("'") for arg in call.args} & set(asking)
        if looked_up and _last(call.func) in {"getattr", "methodcaller", "attrgetter"}:
            yield f"line {call.lineno} looks up the method {looked_up} of a model"


def _asks_a_provider(node: ast.AST, tree: ast.Module, asking: Collection[str]) -> TypeGuard[ast.Attribute]:
    """Whether it is a method that asks, called or handed on, and its owner is not the gateway."""
    if not isinstance(node, ast.Attribute) or node.attr not in asking or _last(node.value) == "models":
        return False
    read_only = any(isinstance(part, ast.Attribute) and part.value is node for part in ast.walk(tree))
    return not read_only and (node.attr == "complete" or any(call.func is node for call in _calls(tree)))


def _asking_functions(tree: ast.Module, asking: Collection[str]) -> list[ast.FunctionDef]:
    """The functions of errands that ask a model and give back what is to be paid: what an offer's `ask` may be."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and ast.unparse(node.returns or ast.Constant(None)).startswith("Paid[")
        and any(isinstance(part, ast.Attribute) and part.attr in asking for part in ast.walk(node))
    ]


def _offers(module: str, tree: ast.Module) -> Iterator[str]:
    """An offer's `ask` is for the till; a provider's name is resolved by errands."""
    for node in _calls(tree):
        said = ast.unparse(node.func)
        if _is_ask(node) and module != PURCHASE and not _within(module, PROVIDERS):
            yield f"line {node.lineno} asks what was offered to the till"
        if said.endswith(("providers.text", "providers.media", "providers.films")) and module != ERRANDS:
            yield f"line {node.lineno} gets hold of a provider; only {ERRANDS} may"


def _last(name: ast.expr) -> str:
    """The last part of a dotted name."""
    return ast.unparse(name).split(".")[-1]


def _calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


Methods = Mapping[str, ast.FunctionDef]


def _till(tree: ast.Module) -> Iterator[str]:
    """Every call of an offer's `ask` comes after a hold that says so, and before settle or release, come what may."""
    owner = next((n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == TRY[0]), None)
    methods = {n.name: n for n in owner.body if isinstance(n, ast.FunctionDef)} if owner else {}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    asks = {function.name for function in functions if any(map(_is_ask, _calls(function)))}
    if asks != {TRY[1]}:
        yield f"offers are asked in {sorted(asks)}, not in {TRY[1]} alone"
    elif TRY[1] in methods:
        yield from _kept(methods[TRY[1]].body, methods)


def _filming(tree: ast.Module) -> Iterator[str]:
    """A film is begun in one method, after its hold is made, noted and started; what fails there closes the hold."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    begins = [function for function in functions if any(map(_is_begin, _calls(function)))]
    if [function.name for function in begins] != [BEGIN[1]]:
        yield f"films are begun in {[function.name for function in begins]}, not in {BEGIN[1]} alone"
        return
    body = begins[0].body
    steps = [said for said in _said_in_order(body) if said.endswith(BEGIN_STEPS)]
    if [next(step for step in BEGIN_STEPS if said.endswith(step)) for said in steps] != list(BEGIN_STEPS):
        yield f"{BEGIN[1]} does not hold, note, start, begin, then note, for sure: {steps}"
    trial = next((part for part in body if any(map(_is_begin, _calls(part)))), None)
    methods = {function.name: function for function in functions}
    if not isinstance(trial, ast.Try) or not _catches_all(trial):
        yield f"{BEGIN[1]} does not catch what beginning raises"
    elif not all(_ends(handler.body, methods) for handler in trial.handlers):
        yield f"{BEGIN[1]} leaves the hold open when beginning fails"


def _said_in_order(body: list[ast.stmt]) -> list[str]:
    """What a body calls, first what stands in the test of a branch, nothing of what stands in the branch."""
    parts: list[ast.AST] = []
    for statement in body:
        nested = statement.body if isinstance(statement, ast.Try) else [statement]
        parts += [part.test if isinstance(part, ast.If) else part for part in nested]
    return [ast.unparse(call.func) for part in parts for call in _calls(part)]


def _ends(body: list[ast.stmt], methods: Methods) -> bool:
    """Whether `body` first of all has the till end the try."""
    said = next(_trail(body, methods), "")
    own = methods.get(said.removeprefix("self."))
    return said.endswith("till.failed") or (own is not None and _ends(own.body, methods))


def _is_begin(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "start_film"


def _is_ask(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "ask"


def _kept(body: list[ast.stmt], methods: Methods) -> Iterator[str]:
    """What is wrong with a try: it holds as started, asks, and closes, in this order and for sure."""
    milestones = [word for word in _trail(body, methods) if word.endswith(MILESTONES)]
    if [word.split(".")[-1] for word in milestones][:2] != ["hold", "ask"]:
        yield f"{TRY[1]} does not hold, then ask, for sure: {milestones}"
    if not any("HoldStatus.STARTED" in map(ast.unparse, call.args) for part in body for call in _calls(part)):
        yield f"{TRY[1]} does not say with the hold that the call is made"
    asked = next((n for n, part in enumerate(body) if any(map(_is_ask, _calls(part)))), 0)
    trial = body[asked]
    if not isinstance(trial, ast.Try) or not _catches_all(trial):
        yield f"{TRY[1]} does not catch what asking raises"
    elif not all(_closes(handler.body, methods) for handler in trial.handlers):
        yield f"{TRY[1]} leaves the hold open when asking fails"
    if not _closes(body[asked + 1 :], methods):
        yield f"{TRY[1]} leaves the hold open when asking succeeds"


def _trail(body: list[ast.stmt], methods: Methods) -> Iterator[str]:
    """What is called for sure, in order, methods of the same class included: nothing that stands in a branch."""
    for statement in body:
        if isinstance(statement, ast.Try):
            yield from _trail([*statement.body, *statement.finalbody], methods)
        elif isinstance(statement, ast.With) and all(_is_traced(item.context_expr) for item in statement.items):
            yield from _trail(statement.body, methods)
        elif isinstance(statement, SIMPLE):
            for call in _calls(statement):
                said = ast.unparse(call.func)
                yield said
                yield from _trail(_own(said, methods), methods)


def _is_traced(context: ast.expr) -> bool:
    """Whether it only tells of its block: any other context might keep an error, or the block, from happening."""
    return isinstance(context, ast.Call) and ast.unparse(context.func) == "traced"


def _own(said: str, methods: Methods) -> list[ast.stmt]:
    """The body of the method that is called, if it is one of the same class."""
    own = methods.get(said.removeprefix("self."))
    return own.body if own else []


def _catches_all(trial: ast.Try) -> bool:
    return any(h.type is None or ast.unparse(h.type) in {"Exception", "BaseException"} for h in trial.handlers)


def _closes(body: list[ast.stmt], methods: Methods) -> bool:
    """Whether every path through `body` settles or releases."""
    return any(_closing(statement, methods) for statement in body)


def _closing(statement: ast.stmt, methods: Methods) -> bool:
    if isinstance(statement, ast.If):
        return _closes(statement.body, methods) and _closes(statement.orelse, methods)
    if isinstance(statement, ast.Try):
        handled = all(_closes(handler.body, methods) for handler in statement.handlers)
        return _closes(statement.finalbody, methods) or (_closes(statement.body, methods) and handled)
    said = [ast.unparse(call.func) for call in _calls(statement)] if isinstance(statement, SIMPLE) else []
    return any(word.endswith(CLOSING) or _closes(_own(word, methods), methods) for word in said)
