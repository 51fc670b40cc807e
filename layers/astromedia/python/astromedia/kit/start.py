"""How a process begins, and begins again: what is done before its first event, and before and after a snapshot of it.

With SnapStart, Lambda keeps a process as it is when its init is over, and restores as many copies as it needs. So the
init does what else the first events would wait for; what must not be the same in all copies, or does not last, is given
up before the snapshot or made anew after it. Without SnapStart nothing is done before it is needed.
"""

import gc
import os
import random
import ssl
from collections.abc import Callable

from pydantic import BaseModel

from .settings import is_snapshot

Work = Callable[[], object]


def begun(*eager: Work) -> None:
    """The end of an init: do what is `eager` if a snapshot follows, and have garbage collected from here on.

    What an init made is not looked at again.
    """
    if is_snapshot():
        after_restore(be_one_of_many)
        for work in eager:
            work()
    gc.freeze()
    gc.enable()


def build(base: type[BaseModel]) -> None:
    """Build the models that derive from `base` and were put off until they are used."""
    for model in base.__subclasses__():
        if not model.__pydantic_generic_metadata__["parameters"]:
            model.model_rebuild(raise_errors=False)
        build(model)


def be_one_of_many() -> None:
    """Give up the random state that all copies of a snapshot share. What asks the system (ids, secrets) has none."""
    random.seed()
    ssl.RAND_add(os.urandom(32), 0.0)


def before_snapshot(work: Work) -> None:
    """Do `work` before the snapshot, if there is one."""
    if is_snapshot():
        from snapshot_restore_py import register_before_snapshot  # type: ignore[import-untyped]  # Lambda's runtime has it

        register_before_snapshot(work)


def after_restore(work: Work) -> None:
    """Do `work` in every process that is restored from the snapshot, before its first event."""
    if is_snapshot():
        from snapshot_restore_py import register_after_restore

        register_after_restore(work)
