"""astromedia playbook list, show, save, delete: what campaigns can follow."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ..agents import Agent
from ..errors import InputProblem
from ..files import FileKind
from ..playbooks import Playbook
from .blame import blaming
from .failures import columns
from .session import ApiUrl, AsJson, Session
from .tables import table

PLAYBOOK = FileKind("a playbook", "name", "docs/playbooks.md")
PlaybookArgument = Annotated[str, typer.Argument(metavar="NAME", help="The playbook's name.")]


def list_(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List the playbooks a campaign can follow."""
    session = Session(context, api_url, as_json=as_json)
    found = list(session.connect().playbooks.list())
    session.show_list(found, playbooks_table(found))


def show(context: typer.Context, name: PlaybookArgument, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show a playbook: its phases, and what each waits for."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().playbooks.get(name)
    session.show(found.model_dump(mode="json"), Group(Text(_line(found)), phases_of(found)))


def save(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The playbook: YAML, or JSON in a .json file.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Save a playbook of your workspace, a new one or the next version of one there is."""
    content = PLAYBOOK.read(file)
    name = named(content.get("name"), file)
    session = Session(context, api_url, as_json=as_json)
    with blaming({"": file}):
        found = session.connect().playbooks.save(name, content)
    session.show(found.model_dump(mode="json"), Text(_line(found)))


def delete(context: typer.Context, name: PlaybookArgument, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Take a playbook away; campaigns that follow it go on."""
    session = Session(context, api_url, as_json=as_json)
    session.connect().playbooks.delete(name)
    session.show({"deleted": name}, Text(f"{name} is deleted."))


def named(name: object, file: Path) -> str:
    """The name that `file` gives; InputProblem if it gives none."""
    if not isinstance(name, str) or not name:
        raise InputProblem(f"{file}: name: missing; it says under which name this is saved")
    return name


def made(found: Playbook | Agent) -> str:
    """Who made it: we, or the workspace, and how often it was saved."""
    return "built in" if found.built_in else f"edition {found.edition}"


def playbooks_table(playbooks: Iterable[Playbook]) -> Table:
    """A row per playbook."""
    rows = ((p.name, p.title, str(len(p.phases)), made(p)) for p in playbooks)
    return table(["Name", "Title", "Phases", "Made"], rows)


def phases_of(playbook: Playbook) -> Table:
    """A row per phase."""
    rows = (
        (p.name, p.agent, ", ".join(p.needs), ", ".join(p.inputs), p.approval, p.group or "") for p in playbook.phases
    )
    return table(["Phase", "Agent", "Needs", "Reads also", "Approval", "Group"], rows)


def _line(found: Playbook) -> str:
    return columns(found.name, f"{made(found)}, {len(found.phases)} phases", found.title)
