"""`make cost`: what AWS would ask for a month, from what one campaign on the local cloud really uses.

Models are not in it: what they cost is in the ledger, campaign by campaign. docs/cost.md says what is counted how.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from infra.app import ROOT, build
from infra.cost import standing
from infra.cost.bill import Line, Use, added, bill, times, total
from infra.cost.counting import Counts, counted
from infra.cost.prices import Price, prices
from infra.local import LocalCloud
from infra.local.demo import BRIEF

MONTHS = (0, 100, 10_000, 1_000_000)
"""Campaigns a month."""
SHOWN = 12
"""Lines of a bill that are worth a line on the screen."""
CALL_BYTES = Decimal(50_000)
"""What a call of a model moves through the NAT gateway (docs/adr/0005)."""


def templates(stage: str) -> list[Mapping[str, Any]]:
    """All templates of a stage."""
    with tempfile.TemporaryDirectory() as folder:
        return [stack.template for stack in build({"stage": stage}, Path(folder)).synth().stacks]


def use_of(stage: Sequence[Mapping[str, Any]], counts: Counts, model_seconds: Decimal) -> Use:
    """What a stage uses, if every campaign is like the one that was counted, and models take so long to answer."""
    often, snapshots = standing.clocked(stage), standing.snapshots(stage)
    clocked = [times(counts.runs[_as_counted(name, counts.runs)], number) for name, number in often.items()]
    waiting = Decimal(counts.calls) * model_seconds
    models = {"lambda_gb_seconds": waiting, "nat_gb": counts.calls * CALL_BYTES / Decimal(10**9)}
    requests = counts.campaign["api_requests"] if standing.has_edge(stage) else Decimal(0)
    edge = dict.fromkeys(("edge_requests", "edge_runs", "web_requests"), requests)
    return Use(
        standing=added(standing.standing(stage), *clocked, {"metric_months": Decimal(counts.idle_metrics)}),
        once={"metric_months": Decimal(counts.metrics - counts.idle_metrics)},
        campaign=added(counts.campaign, models, edge, {key: size / 10**9 for key, size in counts.kept.items()}),
        restored=sum((gb for name, gb in snapshots.items() if _part(name) in map(_part, counts.functions)), Decimal(0)),
    )


def _as_counted(name: str, runs: Iterable[str]) -> str:
    """A function of any stage, as it is called on the stage that was counted."""
    return next(each for each in runs if _part(each) == _part(name))


def _part(name: str) -> str:
    """astromedia-prod-launch-scheduled -> launch-scheduled."""
    return name.split("-", 2)[2]


def shown(lines: Sequence[Line]) -> Iterable[str]:
    """The dearest lines of a bill, and the rest as one."""
    for line in lines[:SHOWN]:
        yield f"  {line.dollars:12,.2f}  {line.says} ({line.quantity:,.0f} {line.unit}s)"
    if rest := lines[SHOWN:]:
        yield f"  {total(rest):12,.2f}  {len(rest)} smaller ones"


def report(stage: str, use: Use, listed: Mapping[str, Price]) -> Iterable[str]:
    """A stage's bills."""
    idle = bill(use, listed, 0)
    yield f"\n{stage}: {total(idle):,.2f} USD for a month in which nothing happens"
    yield from shown(idle)
    yield f"\n{stage}: campaigns a month, USD a month, USD a campaign; of which for the campaign itself"
    for campaigns in MONTHS[1:]:
        month = total(bill(use, listed, campaigns))
        own = (month - total(idle)) / campaigns
        yield f"  {campaigns:9,}  {month:14,.2f}  {month / campaigns:10,.5f}  {own:10,.5f}"
    yield f"\n{stage}: what the last of these months is made of"
    yield from shown(bill(use, listed, MONTHS[-1]))


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(prog="python -m infra.cost", description=__doc__)
    parser.add_argument("--stage", action="append", help="a stage to reckon for; may be repeated (dev, prod)")
    parser.add_argument("--brief", type=Path, default=BRIEF, help="the brief of the campaign (%(default)s)")
    parser.add_argument(
        "--model-seconds", type=Decimal, default=Decimal(20), help="how long a model takes to answer (%(default)s)"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Count, and print the bills; all of it goes to build/cost.json."""
    options = parse(arguments)
    dev, wanted = templates("dev"), options.stage or ("dev", "prod")
    stages = {stage: dev if stage == "dev" else templates(stage) for stage in wanted}
    with ExitStack() as started:
        folder = Path(started.enter_context(tempfile.TemporaryDirectory()))
        cloud = started.enter_context(LocalCloud(folder / ".local", say=_say, environ={"MODEL_CHAIN": "offline"}))
        counts = counted(cloud, standing.clocked(dev), options.brief)
    listed = prices()
    uses = {stage: use_of(each, counts, options.model_seconds) for stage, each in stages.items()}
    for stage, use in uses.items():
        _say(*report(stage, use, listed))
    target = ROOT / "build" / "cost.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(_told(uses, listed), indent=2, default=str))
    _say(f"\n{counts.calls} calls of models, {options.model_seconds} s each. All lines: {target.relative_to(ROOT)}")
    return 0


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)


def _told(uses: Mapping[str, Use], listed: Mapping[str, Price]) -> Mapping[str, Any]:
    return {
        "prices": {key: price.model_dump() for key, price in listed.items()},
        "stages": {
            stage: {str(campaigns): [asdict(line) for line in bill(use, listed, campaigns)] for campaigns in MONTHS}
            for stage, use in uses.items()
        },
    }


if __name__ == "__main__":
    sys.exit(main())
