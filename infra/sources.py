"""The functions there are: a folder with a handler.py is a Lambda function."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class FunctionSource:
    """One function's folder, relative to the repository, e.g. functions/agents/content_writer."""

    root: Path
    folder: PurePosixPath

    @property
    def name(self) -> str:
        """content_writer"""
        return self.folder.name

    @property
    def title(self) -> str:
        """ContentWriter: its id in the template, and with `Arn` its placeholder in the state machine."""
        return "".join(word.capitalize() for word in self.name.split("_"))

    @property
    def handler(self) -> str:
        """What the runtime imports; the same path as in the repository."""
        return ".".join((*self.folder.parts, "handler", "handler"))

    @property
    def everything_else(self) -> list[str]:
        """Ignore patterns that leave of the repository this folder and the __init__.py of those above it."""
        above = [parent for parent in reversed(self.folder.parents) if parent.name]
        kept = [line for parent in above for line in (f"!/{parent}", f"/{parent}/*", f"!/{parent}/__init__.py")]
        return ["/*", *kept, f"!/{self.folder}", "__pycache__", "*.pyc"]


def functions_in(root: Path, folder: str) -> list[FunctionSource]:
    """The functions directly below `folder`, by name; none if it does not exist."""
    handlers = sorted((root / folder).glob("*/handler.py"))
    return [FunctionSource(root, PurePosixPath(folder) / handler.parent.name) for handler in handlers]


def playbooks_in(root: Path) -> list[str]:
    """The playbooks that were compiled into statemachines/, by name."""
    return sorted(path.name.removesuffix(".asl.json") for path in (root / "statemachines").glob("*.asl.json"))
