"""`python -m astromedia.playbooks FOLDER`: write each built-in playbook's definition to FOLDER/<name>.asl.json."""

import json
import sys
from pathlib import Path

from .builtin import PLAYBOOKS
from .compiler import compile_playbook


def main(folder: Path) -> None:
    """Compile every built-in playbook into `folder`."""
    for name, playbook in PLAYBOOKS.items():
        definition = json.dumps(compile_playbook(playbook), indent=2) + "\n"
        (folder / f"{name}.asl.json").write_text(definition, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
