"""Which rows come back from a copy of a table, and which never do."""

from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest

from infra.operate.restore import Wanted, rows
from infra.operate.stage import Refused, Stage
from tests.cloud import ACCOUNTS, CAMPAIGNS, LEDGER, make_table
from tests.samples import id_at

COPIED = f"{CAMPAIGNS}-restored-1"
Row = tuple[str, str]


@pytest.fixture
def stage(aws: None) -> Stage:
    """A stage whose tables are those of the storage tests."""
    stage = Stage("dev", boto3.Session())
    stage.stacks = {"data": {"AccountsTable": ACCOUNTS, "CampaignsTable": CAMPAIGNS, "LedgerTable": LEDGER}}
    return stage


@pytest.fixture
def copied(stage: Stage) -> Iterator[str]:
    make_table(COPIED)
    yield COPIED
    stage.client("dynamodb").delete_table(TableName=COPIED)


def put(stage: Stage, table: str, row: Row, **more: Mapping[str, Any]) -> None:
    key = {"pk": {"S": row[0]}, "sk": {"S": row[1]}}
    stage.client("dynamodb").put_item(TableName=table, Item=key | more)


def read(stage: Stage, row: Row) -> Any:
    key = {"pk": {"S": row[0]}, "sk": {"S": row[1]}}
    return stage.client("dynamodb").get_item(TableName=CAMPAIGNS, Key=key).get("Item")


def back(stage: Stage, wanted: Wanted, *, over: bool = False) -> str:
    (told,) = rows(stage, "campaigns", COPIED, wanted, over=over)
    return told


def test_what_is_gone_comes_back_and_what_is_there_is_left(stage: Stage, copied: str) -> None:
    workspace = id_at()
    gone, there = (f"WORKSPACE#{workspace}#CAMPAIGN#{id_at(1)}", "STATE"), (f"WORKSPACE#{workspace}", "MEMBER#U1")
    for row in (gone, there):
        put(stage, copied, row, document={"S": "then"})
    put(stage, CAMPAIGNS, there, document={"S": "now"})
    told = back(stage, Wanted(workspace))
    assert told == "1 rows brought back, 1 rows left as they are, 0 rows never brought back"
    assert (read(stage, gone)["document"]["S"], read(stage, there)["document"]["S"]) == ("then", "now")
    assert back(stage, Wanted(workspace), over=True).startswith("2 rows brought back")
    assert read(stage, there)["document"]["S"] == "then"


def test_others_rows_stay_where_they_are(stage: Stage, copied: str) -> None:
    mine, other = id_at(), id_at(60)
    campaigns = id_at(), id_at()
    kept = [(f"WORKSPACE#{mine}#CAMPAIGN#{campaign}", "STATE") for campaign in campaigns]
    for row in (*kept, (f"AUDIT#{mine}", "1"), (f"WORKSPACE#{other}", "MEMBER#U1")):
        put(stage, copied, row)
    assert back(stage, Wanted(mine, campaigns[0])).startswith("1 rows brought back, 0 rows left")
    assert read(stage, kept[1]) is None
    assert back(stage, Wanted(mine)).startswith("2 rows brought back, 1 rows left")
    assert back(stage, Wanted()).startswith("1 rows brought back, 3 rows left")


@pytest.mark.parametrize(
    "row",
    [
        ("QUEUE#STAGE", "COUNTS"),
        ("WORKSPACE#W#QUEUE", "TICKET#C"),
        ("WORKSPACE#W#CAMPAIGN#C", "GATE#copy"),
        ("WORKSPACE#W#CAMPAIGN#C", "HOLD#1"),
        ("WORKSPACE#W#CLAIM#K", "CLAIM"),
        ("USER#U", "SESSION#1"),
        ("REFRESH#hash", "REFRESH"),
        ("MAILTOKEN#hash", "MAILTOKEN"),
        ("LOGIN#hash", "LOGIN"),
        ("SIGNING_KEYS", "2026-11"),
    ],
)
def test_what_was_of_the_moment_never_comes_back(stage: Stage, copied: str, row: Row) -> None:
    put(stage, copied, row)
    assert back(stage, Wanted(), over=True) == (
        "0 rows brought back, 0 rows left as they are, 1 rows never brought back"
    )
    assert read(stage, row) is None


@pytest.mark.parametrize("partition", ["ERASED", "ERASURES"])
def test_what_was_erased_never_comes_back(stage: Stage, copied: str, partition: str) -> None:
    workspace, user = id_at(120), id_at(180)
    erased = [(partition, f"workspace#{workspace}"), (partition, f"user#{user}")]
    for row in erased:
        put(stage, ACCOUNTS, row)
    for row in ((f"WORKSPACE#{workspace}#CAMPAIGN#C", "STATE"), (f"USER#{user}", "USER"), (f"AUDIT#{workspace}", "1")):
        put(stage, copied, row)
    told = back(stage, Wanted(), over=True)
    for pk, sk in erased:
        stage.client("dynamodb").delete_item(TableName=ACCOUNTS, Key={"pk": {"S": pk}, "sk": {"S": sk}})
    assert told.endswith("3 rows never brought back")


def test_what_a_budget_held_is_free_again_as_its_holds_do_not_come_back(stage: Stage, copied: str) -> None:
    budget = (f"WORKSPACE#{id_at(240)}#BUDGETS", "BUDGET#workspace/2026-11")
    put(stage, copied, budget, cap={"N": "100"}, free={"N": "50"}, held={"N": "20"}, settled={"N": "30"})
    back(stage, Wanted())
    found = read(stage, budget)
    assert [found[name]["N"] for name in ("cap", "free", "held", "settled")] == ["100", "70", "0", "30"]


def test_a_campaign_needs_its_workspace(stage: Stage, copied: str) -> None:
    with pytest.raises(Refused, match="add --workspace"):
        back(stage, Wanted(campaign=id_at()))


def test_only_a_copy_of_the_same_table_will_do(stage: Stage) -> None:
    with pytest.raises(Refused, match="is no copy of test-campaigns"):
        list(rows(stage, "campaigns", f"{LEDGER}-restored-1", Wanted(), over=False))
