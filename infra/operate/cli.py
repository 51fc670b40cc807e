"""`python -m infra.operate COMMAND --stage prod`: what an operator does to a running stage, with their AWS credentials.

`--local` means the local cloud. Who did what is in CloudTrail: every command is made of calls to AWS in the operator's
own name.
"""

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from astromedia.kit.clock import utc_now
from infra.local.cloud import default_folder
from infra.operate import find, functions, letters, restore, switch
from infra.operate.stage import TABLES, Refused, Stage

Options = argparse.Namespace
Lines = Iterable[str]
Do = Callable[[Stage, Options], Lines]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command: 0 when it is done, 1 when it is refused, with the reason."""
    options = parser().parse_args(arguments)
    try:
        stage = _stage(options)
        if getattr(options, "asks", None):
            _confirm(options, stage)
        do: Do = options.do
        for line in do(stage, options):
            print(line, flush=True)
    except (Refused, BotoCoreError, ClientError) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _stage(options: Options) -> Stage:
    if options.local:
        return Stage.local(options.stage or "dev", default_folder(os.environ))
    if options.stage is None:
        raise Refused("Name the stage with --stage, or say --local.")
    return Stage(options.stage, boto3.Session())


def _confirm(options: Options, stage: Stage) -> None:
    """Refused unless the operator means it: `--yes`, or the name of the stage, typed."""
    if options.yes:
        return
    question = f"{options.asks.format(**vars(options))} Type the name of the stage ({stage.name}) to go on: "
    if not sys.stdin.isatty() or input(question).strip() != stage.name:
        raise Refused("Nothing was done. `--yes` says that you mean it.")


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    whole = argparse.ArgumentParser(prog="python -m infra.operate", description=__doc__)
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _models(commands)
    _letters(commands)
    _functions(commands)
    _tables(commands)
    _objects(commands)
    return whole


def _models(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _command(commands, "models", "which models are on and which are off, and why", lambda s, o: switch.models(s))
    off = _command(
        commands, "off", "switch a provider or a model off", lambda s, o: switch.switch_off(s, o.name, o.reason)
    )
    off.add_argument("name", help="openai, or openai/gpt-6-luna")
    off.add_argument("--reason", required=True, help="customers are shown it")
    on = _command(commands, "on", "switch it on again", lambda s, o: switch.switch_on(s, o.name))
    on.add_argument("name")


def _letters(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    _command(commands, "letters", "how much is in each queue of dead letters", lambda s, o: letters.letters(s))
    show = _command(commands, "letter", "what is in one", lambda s, o: letters.show(s, o.queue))
    show.add_argument("queue", help="its name, or a part of it")
    redrive = _command(
        commands,
        "redrive",
        "give what is in it to the functions once more",
        lambda s, o: letters.redrive(s, o.queue, o.function),
        asks="All that is in {queue} is given to its functions again.",
    )
    redrive.add_argument("queue")
    redrive.add_argument("--function", help="for messages that do not say for whom they are")


def _functions(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    run = _command(commands, "run", "run now what the clock runs", lambda s, o: functions.run(s, o.function))
    run.add_argument("function", help=", ".join(functions.CLOCKED))
    found = _command(
        commands,
        "find",
        "what a campaign, request, workspace or user left in the logs",
        lambda s, o: find.find(s, o.id, o.days, utc_now()),
    )
    found.add_argument("id")
    found.add_argument("--days", type=int, default=1, help="how far to look back (1)")


def _tables(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    copy = _command(
        commands,
        "copy",
        "a table as it was at a moment, as a table of its own",
        lambda s, o: restore.copy(s, o.table, o.at, utc_now()),
    )
    copy.add_argument("table", choices=TABLES)
    copy.add_argument("--at", type=_moment, help="2026-11-30T09:00:00Z; the latest there is, if not given")
    rows = _command(
        commands,
        "rows",
        "bring rows back from a copy: those that are gone",
        lambda s, o: restore.rows(s, o.table, o.copy, restore.Wanted(o.workspace, o.campaign), over=o.over),
        asks="Rows of {copy} are put into the table {table}.",
    )
    rows.add_argument("table", choices=TABLES)
    rows.add_argument("copy")
    for name in ("workspace", "campaign"):
        rows.add_argument(f"--{name}", help="only its rows")
    rows.add_argument("--over", action="store_true", help="also put back what changed since: later work is lost")
    drop = _command(
        commands, "drop", "delete a copy", lambda s, o: restore.drop(s, o.copy), asks="The copy {copy} is deleted."
    )
    drop.add_argument("copy")


def _objects(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    versions = _command(commands, "versions", "the versions of a file", lambda s, o: restore.versions(s, o.key))
    versions.add_argument("key", help="its key in the bucket")
    back = _command(
        commands,
        "bring-back",
        "make an earlier version of a file the newest",
        lambda s, o: restore.bring_back(s, o.key, o.version),
        asks="{key} becomes an earlier version.",
    )
    back.add_argument("key")
    back.add_argument("--version", help="the newest before the present one, if not given")


def _moment(text: str) -> datetime:
    """A point in time. ValueError (of which argparse tells) without a time zone."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text} has no time zone: add Z")
    return at


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str, do: Do, asks: str = ""
) -> argparse.ArgumentParser:
    made = commands.add_parser(name, help=what, description=what)
    made.set_defaults(do=do, asks=asks)
    made.add_argument("--stage", help="dev, prod, ...; the account and region are those of your AWS profile")
    made.add_argument("--local", action="store_true", help="the local cloud")
    if asks:
        made.add_argument("--yes", action="store_true", help="do not ask")
    return made
