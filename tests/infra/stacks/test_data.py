import json

import pytest

from tests.infra.reading import Cloud, named


@pytest.mark.parametrize("name", ["AccountsTable", "CampaignsTable", "LedgerTable"])
def test_a_table_is_on_demand_recoverable_and_expires_rows(cloud: Cloud, name: str) -> None:
    table = cloud.resources("AWS::DynamoDB::GlobalTable")[name]["Properties"]
    assert table["KeySchema"] == [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "ttl", "Enabled": True}
    (replica,) = table["Replicas"]
    assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    assert {attribute["AttributeType"] for attribute in table["AttributeDefinitions"]} == {"S"}


def test_campaigns_and_money_are_listed_by_an_index(cloud: Cloud) -> None:
    tables = cloud.resources("AWS::DynamoDB::GlobalTable")
    indexes = {
        name: [index["IndexName"] for index in table["Properties"].get("GlobalSecondaryIndexes", [])]
        for name, table in tables.items()
    }
    assert indexes == {"AccountsTable": [], "CampaignsTable": ["gsi1"], "LedgerTable": ["gsi1"]}


def test_the_bucket_is_private_encrypted_and_refuses_plain_http(cloud: Cloud) -> None:
    bucket = cloud.resources("AWS::S3::Bucket")["Assets"]["Properties"]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketEncryption" in bucket
    (policy,) = cloud.resources("AWS::S3::BucketPolicy").values()
    (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_what_expired_is_removed_the_day_after(cloud: Cloud) -> None:
    bucket = cloud.resources("AWS::S3::Bucket")["Assets"]["Properties"]
    rules = bucket["LifecycleConfiguration"]["Rules"]
    expiring = {rule["Prefix"]: rule["ExpirationInDays"] for rule in rules if "ExpirationInDays" in rule}
    assert expiring == {"cache/": 8, "exports/": 8, "inbox/": 1}


def test_production_keeps_versions_for_as_long_as_a_backup(cloud: Cloud, production: Cloud) -> None:
    assert "VersioningConfiguration" not in cloud.resources("AWS::S3::Bucket")["Assets"]["Properties"]
    bucket = production.resources("AWS::S3::Bucket")["Assets"]["Properties"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    rules = [rule for rule in bucket["LifecycleConfiguration"]["Rules"] if "NoncurrentVersionExpiration" in rule]
    kept = {rule.get("Prefix", ""): rule["NoncurrentVersionExpiration"]["NoncurrentDays"] for rule in rules}
    assert kept == {"": 35, "cache/": 1, "exports/": 1, "inbox/": 1}
    assert [rule["ExpiredObjectDeleteMarker"] for rule in rules if "Prefix" not in rule] == [True]


def test_production_has_copies_of_everything(cloud: Cloud, production: Cloud) -> None:
    assert not cloud.resources("AWS::Backup::BackupPlan", "AWS::Backup::BackupVault")
    plans = production.resources("AWS::Backup::BackupPlan")
    copied = {}
    for selection in production.resources("AWS::Backup::BackupSelection").values():
        plan = plans[named(selection["Properties"]["BackupPlanId"])]["Properties"]["BackupPlan"]
        (rule,) = plan["BackupPlanRule"]
        assert rule["Lifecycle"] == {"DeleteAfterDays": 35}
        for arn in selection["Properties"]["BackupSelection"]["Resources"]:
            copied[named(arn)] = rule["ScheduleExpression"]
    tables = production.resources("AWS::DynamoDB::GlobalTable")
    assert copied == {**dict.fromkeys(tables, "cron(0 3 ? * SUN *)"), "Assets": "cron(0 3 * * ? *)"}
    (vault,) = production.resources("AWS::Backup::BackupVault").values()
    assert (vault["DeletionPolicy"], vault["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain")


def test_only_the_service_that_copies_may_do_what_it_takes(production: Cloud) -> None:
    role = production.resources("AWS::IAM::Role")["BackupsRole"]["Properties"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "backup.amazonaws.com"}
    assert len(role["ManagedPolicyArns"]) == 2


def test_only_pages_of_named_origins_may_post_files(cloud: Cloud, production: Cloud) -> None:
    assert "CorsConfiguration" not in cloud.resources("AWS::S3::Bucket")["Assets"]["Properties"]
    (rule,) = production.resources("AWS::S3::Bucket")["Assets"]["Properties"]["CorsConfiguration"]["CorsRules"]
    assert rule == {"AllowedMethods": ["POST"], "AllowedOrigins": ["https://app.example.com"], "MaxAge": 3600}


def test_the_template_holds_no_secret(cloud: Cloud) -> None:
    secrets = cloud.resources("AWS::SecretsManager::Secret")
    assert secrets["ModelSettings"]["Properties"]["SecretString"] == "{}"
    generated = secrets["Auth"]["Properties"]["GenerateSecretString"]
    assert json.loads(generated["SecretStringTemplate"]) == {}
    assert (generated["GenerateStringKey"], generated["PasswordLength"]) == ("signing_key", 64)


def test_outputs_say_where_things_are(cloud: Cloud) -> None:
    expected = {
        "data": {
            "ModelSettingsSecretArn",
            "AuthSecretArn",
            "AccountsTable",
            "CampaignsTable",
            "LedgerTable",
            "AssetsBucket",
            "EventBusName",
        },
        "network": set(),
        "scheduled": {"ScheduleGroup"},
        "workflow": {"StateMachinePrefix"},
        "api": {"ApiUrl", "ApiId", "AccessLogGroup"},
        "observability": {"PagesTopicArn", "TicketsTopicArn"},
    }
    ours = {
        stack: {name for name, output in template.get("Outputs", {}).items() if "Export" not in output}
        for stack, template in cloud.templates.items()
    }
    assert ours == expected


KEPT = {
    "AWS::DynamoDB::GlobalTable": "Retain",
    "AWS::S3::Bucket": "Retain",
    "AWS::Logs::LogGroup": "RetainExceptOnCreate",
}


@pytest.mark.parametrize("kind", KEPT)
def test_production_outlives_its_stacks_and_no_other_stage_does(cloud: Cloud, production: Cloud, kind: str) -> None:
    assert {resource["DeletionPolicy"] for resource in cloud.resources(kind).values()} == {"Delete"}
    assert {resource["DeletionPolicy"] for resource in production.resources(kind).values()} == {KEPT[kind]}


def test_production_tables_refuse_deletion(cloud: Cloud, production: Cloud) -> None:
    def protected(of: Cloud) -> set[bool]:
        tables = of.resources("AWS::DynamoDB::GlobalTable").values()
        return {
            replica.get("DeletionProtectionEnabled", False)
            for table in tables
            for replica in table["Properties"]["Replicas"]
        }

    assert protected(cloud) == {False}
    assert protected(production) == {True}
