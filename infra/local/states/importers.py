"""Where moto's interpreter holds a name: its modules import helpers by name, so each importer has a copy to replace."""

import sys
from types import ModuleType

import moto.stepfunctions.parser.models  # noqa: F401  (imports every module of the interpreter)


def importers(name: str) -> list[tuple[ModuleType, str]]:
    """Every module of the interpreter that holds `name`."""
    return [
        (module, name)
        for path, module in sorted(sys.modules.items())
        if path.startswith("moto.stepfunctions.parser.") and name in vars(module)
    ]
