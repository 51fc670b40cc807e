"""Brings back what was lost: rows of a table from a copy of it as it was, files of the bucket from their versions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from astromedia.storage import keys
from infra.operate.stage import Refused, Stage

COPY = "-restored-"
OF_THE_MOMENT = ("GATE#", "HOLD#", "SESSION#", "REFRESH", "CLAIM", "MAILTOKEN", "LOGIN", "OAUTH")
"""How the sort keys begin of rows that are not brought back: what waited has gone on, what was signed out stays out."""
SIGNING_KEYS, QUEUE = "SIGNING_KEYS", "QUEUE"
"""What their partitions begin with, behind the workspace: no key is used again, no campaign starts again."""
UNTIL_MADE = {"Delay": 15, "MaxAttempts": 480}
"""A copy takes minutes, of a large table hours: it is asked for every so many seconds, so often."""

Item = Mapping[str, Mapping[str, Any]]


class Wanted(NamedTuple):
    """Which rows are wanted: those of a workspace, or of one of its campaigns; without either, all."""

    workspace: str | None = None
    campaign: str | None = None

    def partitions(self) -> Sequence[str]:
        """What their partitions begin with. Refused if it does not say one thing."""
        if self.campaign and not self.workspace:
            raise Refused("A campaign is found in its workspace: add --workspace.")
        if self.workspace and self.campaign:
            return [keys.of_campaign(self.workspace, self.campaign)]
        if self.workspace:
            return [keys.of_workspace(self.workspace), keys.audit_of(self.workspace)]
        return [""]


def copy(stage: Stage, title: str, at: datetime | None, now: datetime) -> Iterator[str]:
    """Make a table of its own of what `title` held at the moment `at` (None: the latest there is), and wait for it."""
    source = stage.table(title)
    name = f"{source}{COPY}{now:%Y%m%dT%H%M%S}"
    moment = {"UseLatestRestorableTime": True} if at is None else {"RestoreDateTime": at}
    tables = stage.client("dynamodb")
    tables.restore_table_to_point_in_time(SourceTableName=source, TargetTableName=name, **moment)
    yield f"{name} is being made of {source} as of {at.isoformat() if at else 'now'}; that takes minutes."
    tables.get_waiter("table_exists").wait(TableName=name, WaiterConfig=UNTIL_MADE)
    yield f"{name} is there: bring rows back with `rows {title} {name}`, then `drop {name}`."


def rows(stage: Stage, title: str, copied: str, wanted: Wanted, *, over: bool) -> Iterator[str]:
    """Put the wanted rows of a copy into the table: those that are gone, and with `over` also those that changed."""
    table = stage.table(title)
    _is_copy_of(table, copied)
    erased, done = _erased(stage), dict.fromkeys(("brought back", "left as they are", "never brought back"), 0)
    for item in _wanted(stage, copied, wanted.partitions()):
        kept = _is_to_be_kept(item, erased)
        done[_put(stage, table, item, over=over) if kept else "never brought back"] += 1
    yield ", ".join(f"{count} rows {what}" for what, count in done.items())


def drop(stage: Stage, copied: str) -> Iterator[str]:
    """Delete a copy: until then it is paid for, and has what was erased since."""
    _is_copy_of("", copied)
    stage.client("dynamodb").delete_table(TableName=copied)
    yield f"{copied} is gone."


def versions(stage: Stage, key: str) -> Iterator[str]:
    """A line for each version of an object, newest first."""
    for each in _versions(stage, key):
        what = "deleted" if each.size is None else f"{each.size} bytes"
        yield f"{each.id}  {each.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}  {what}"


def bring_back(stage: Stage, key: str, version: str | None) -> Iterator[str]:
    """Make a version of an object the newest again: `version`, or the newest before the present one."""
    bucket, found = stage.output("AssetsBucket"), _versions(stage, key)
    wanted = [each for each in found[1:] if each.size is not None and version in (None, each.id)]
    if not wanted:
        raise Refused(f"{bucket} keeps no earlier version of {key}" + (f" called {version}" if version else ""))
    source = {"Bucket": bucket, "Key": key, "VersionId": wanted[0].id}
    stage.client("s3").copy_object(Bucket=bucket, Key=key, CopySource=source)
    yield f"{key} is again what it was at {wanted[0].at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


class Version(NamedTuple):
    """One version of an object; `size` is in bytes, None for the mark that it was deleted."""

    id: str
    at: datetime
    size: int | None


def _versions(stage: Stage, key: str) -> list[Version]:
    bucket = stage.output("AssetsBucket")
    found = []
    for page in stage.client("s3").get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=key):
        sizes = [*((each, each["Size"]) for each in page.get("Versions", ()))]
        marks = [*((each, None) for each in page.get("DeleteMarkers", ()))]
        its = [(each, size) for each, size in (*sizes, *marks) if each["Key"] == key]
        found += [Version(each["VersionId"], each["LastModified"], size) for each, size in its]
    return sorted(found, key=lambda each: each.at, reverse=True)


def _is_copy_of(table: str, copied: str) -> None:
    if not (copied.startswith(f"{table}{COPY}") if table else COPY in copied):
        raise Refused(f"{copied} is no copy of {table or 'a table'}: a copy's name has '{COPY}' behind the table's.")


def _wanted(stage: Stage, copied: str, partitions: Sequence[str]) -> Iterator[Item]:
    where: dict[str, Any] = {}
    if partitions != [""]:
        names = {f":p{n}": {"S": partition} for n, partition in enumerate(partitions)}
        where = {
            "FilterExpression": " OR ".join(f"begins_with(pk, {name})" for name in names),
            "ExpressionAttributeValues": names,
        }
    for page in stage.client("dynamodb").get_paginator("scan").paginate(TableName=copied, **where):
        yield from page["Items"]


def _erased(stage: Stage) -> set[str]:
    """The ids of who was erased, or is being erased: nothing of them comes back."""
    found: set[str] = set()
    for partition in ("ERASED", "ERASURES"):
        names = (
            stage.client("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=stage.table("accounts"),
                KeyConditionExpression="pk = :p",
                ExpressionAttributeValues={":p": {"S": partition}},
            )
        )
        found |= {item["sk"]["S"].rpartition("#")[2] for page in names for item in page["Items"]}
    return found


def _is_to_be_kept(item: Item, erased: set[str]) -> bool:
    pk, sk = item["pk"]["S"], item["sk"]["S"]
    queued = pk.startswith((SIGNING_KEYS, QUEUE)) or pk.endswith(f"#{QUEUE}")
    return not (queued or sk.startswith(OF_THE_MOMENT) or erased.intersection(pk.split("#")))


def _put(stage: Stage, table: str, item: Item, *, over: bool) -> str:
    condition = {} if over else {"ConditionExpression": "attribute_not_exists(pk)"}
    try:
        stage.client("dynamodb").put_item(TableName=table, Item=_nothing_held(item), **condition)
    except ClientError as error:
        if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
            raise
        return "left as they are"
    return "brought back"


def _nothing_held(item: Item) -> Item:
    """A budget whose held money is free again, as the holds do not come back; anything else as it is."""
    if "held" not in item:
        return item
    free = int(item["free"]["N"]) + int(item["held"]["N"])
    return {**item, "free": {"N": str(free)}, "held": {"N": "0"}}
