"""How the local host changes a library: by named replacements, each with its reason, so that a test can lift one."""

from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Hook:
    """One behaviour of a library replaced, in every place that holds it.

    `places` are (owner, name) pairs: an attribute of a module or class, or a key of a mapping (it may be new there).
    `make` is given the stock value and returns the replacement. `why` says what the stock does, or what AWS does.
    """

    name: str
    why: str
    places: Sequence[tuple[Any, str]]
    make: Callable[[Any], Any]

    def install(self) -> Callable[[], None]:
        """Replace the stock behaviour; returns a function that puts it back."""
        stocks = [(owner, name, _get(owner, name)) for owner, name in self.places]
        for owner, name, stock in stocks:
            _set(owner, name, self.make(stock))

        def restore() -> None:
            for owner, name, stock in stocks:
                _set(owner, name, stock)

        return restore


def install(hooks: Iterable[Hook]) -> None:
    """Install every hook, for good."""
    for hook in hooks:
        hook.install()


@contextmanager
def installed(hooks: Iterable[Hook]) -> Iterator[None]:
    """Install every hook for the length of a block."""
    with ExitStack() as stack:
        for hook in hooks:
            stack.callback(hook.install())
        yield


_ABSENT = object()


def _get(owner: Any, name: str) -> Any:
    return owner.get(name, _ABSENT) if isinstance(owner, MutableMapping) else getattr(owner, name)


def _set(owner: Any, name: str, value: Any) -> None:
    if not isinstance(owner, MutableMapping):
        setattr(owner, name, value)
    elif value is _ABSENT:
        del owner[name]
    else:
        owner[name] = value
