"""astromedia agent list, show, save, delete: who does the phases of playbooks."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from ..agents import Agent
from ..files import FileKind
from .blame import blaming
from .failures import columns
from .format import money
from .playbooks import made, named
from .session import ApiUrl, AsJson, Session
from .tables import table

AGENT = FileKind("an agent", "name", "docs/agents.md")
AgentArgument = Annotated[str, typer.Argument(metavar="NAME", help="The agent's name.")]


def list_(context: typer.Context, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """List the agents a playbook can give phases to."""
    session = Session(context, api_url, as_json=as_json)
    found = list(session.connect().agents.list())
    session.show_list(found, agents_table(found))


def show(context: typer.Context, name: AgentArgument, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Show an agent: what it is told, what it reads, and the schema of what it writes."""
    session = Session(context, api_url, as_json=as_json)
    found = session.connect().agents.get(name)
    said = found.instructions if isinstance(found.instructions, str) else json.dumps(found.instructions, indent=2)
    schema = json.dumps(found.output_schema, indent=2, ensure_ascii=False)
    session.show(found.model_dump(mode="json"), Group(agents_table([found]), Text(said), Text(schema)))


def save(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The agent: YAML, or JSON in a .json file.")],
    *,
    api_url: ApiUrl = None,
    as_json: AsJson = False,
) -> None:
    """Save an agent of your workspace, a new one or the next version of one there is."""
    content = AGENT.read(file)
    name = named(content.get("name"), file)
    session = Session(context, api_url, as_json=as_json)
    with blaming({"": file}):
        found = session.connect().agents.save(name, content)
    session.show(found.model_dump(mode="json"), Text(columns(found.name, made(found), found.title or "")))


def delete(context: typer.Context, name: AgentArgument, *, api_url: ApiUrl = None, as_json: AsJson = False) -> None:
    """Take an agent away; campaigns that have it go on."""
    session = Session(context, api_url, as_json=as_json)
    session.connect().agents.delete(name)
    session.show({"deleted": name}, Text(f"{name} is deleted."))


def agents_table(agents: Iterable[Agent]) -> Table:
    """A row per agent."""
    rows = (
        (
            a.name,
            ", ".join(a.inputs),
            ", ".join(a.optional),
            a.produces,
            money(a.max_cost) if a.max_cost else "",
            made(a),
        )
        for a in agents
    )
    return table(["Name", "Reads", "Reads if there", "Produces", "At most", "Made"], rows)
