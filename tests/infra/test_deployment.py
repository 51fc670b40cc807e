from pathlib import Path

import pytest

from infra.deployment import Deployment, DeploymentError


def test_is_a_development_stage_on_arm_without_layers_unless_told_otherwise(tmp_path: Path) -> None:
    deployment = Deployment.of({}, tmp_path)
    assert (deployment.stage, deployment.arch, deployment.layers) == ("dev", "arm64", "placeholder")


@pytest.mark.parametrize(
    "chosen",
    [
        {"stage": ""},
        {"stage": "Prod"},
        {"stage": "9lives"},
        {"stage": "a" * 17},
        {"stage": "dev/x"},
        {"stage": "dev-x"},
        {"snap_start": "yes"},
        {"reserved_concurrency": "video_producer"},
        {"reserved_concurrency": "video_producer=0"},
        {"reserved_concurrency": "medium=5"},
        {"arch": "riscv"},
        {"layers": "some"},
        {"max_running_campaigns": "0"},
        {"max_running_campaigns": "many"},
        {"mail_from": "nobody"},
        {"alarm_mail": "nobody"},
        {"alarm_dollars_an_hour": "0"},
        {"erasure_wait_minutes": "soon"},
        {"rate_limit_auth": "often"},
        {"oauth_redirect_uris": "http://app.example.com/login"},
        {"oauth_google_url": "accounts.google.com"},
        {"rate_limit_ai": "0/minute"},
        {"rate_limit_standard": "10/fortnight"},
        {"retained": "perhaps"},
        {"backup_days": "36"},
        {"zones": "1"},
        {"zone_names": "us-east-1"},
        {"zone_names": "us-east-1a"},
        {"zone_names": "us-east-1a,us-east-1a"},
        {"zone_names": "us-east-1a,us-east-1b,us-east-1c"},
        {"nat_gateways": "3"},
        {"rollout": "hope"},
        {"zoens": "3"},
        {"domain_name": "API.example.com"},
        {"domain_name": "https://api.example.com"},
        {"domain_name": "localhost"},
        {"domain_name": "-.example.com"},
        {"certificate_arn": "arn:aws:acm:eu-west-3:123456789012:certificate/0f0e0d0c-0b0a-4009-8807-060504030201"},
        {"hosted_zone_id": "example.com"},
        {"origin_version": "latest"},
        {"model_ports": "https"},
        {"downloads_domain_name": "files"},
        {"download_keys": "MIIBIjANBgkqhkiG9w0BAQ=="},
    ],
)
def test_names_the_value_it_refuses(tmp_path: Path, chosen: dict[str, str]) -> None:
    (key,) = chosen
    with pytest.raises(DeploymentError, match=f"{key}={chosen[key]}"):
        Deployment.of(chosen, tmp_path)


CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/0f0e0d0c-0b0a-4009-8807-060504030201"
NAMED = {"certificate_arn": CERTIFICATE, "domain_name": "api.example.com"}


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"stage": "dev", **NAMED}, "certificate_arn=.*: this stage has no edge"),
        ({"stage": "prod", "edge": "false", **NAMED}, "domain_name=api.example.com: this stage has no edge"),
        (
            {"stage": "prod", "domain_name": "api.example.com"},
            "domain_name=api.example.com: a name needs a certificate",
        ),
        ({"stage": "prod", "certificate_arn": CERTIFICATE}, "domain_name=: a name needs a certificate_arn"),
        ({"stage": "prod", "downloads_domain_name": "files.example.com"}, "files.example.com: there is no domain_name"),
        ({"stage": "prod", "hosted_zone_id": "Z0123456789"}, "hosted_zone_id=Z0123456789: there is no domain_name"),
    ],
)
def test_what_is_of_the_edge_makes_sense_together_or_is_refused(
    tmp_path: Path, chosen: dict[str, str], said: str
) -> None:
    with pytest.raises(DeploymentError, match=said):
        Deployment.of(chosen, tmp_path)


def test_an_edge_may_have_a_name(tmp_path: Path) -> None:
    deployment = Deployment.of({"stage": "dev", "edge": "true", **NAMED, "hosted_zone_id": "Z0123456789"}, tmp_path)
    assert (deployment.edge, deployment.domain_name) == (True, "api.example.com")


PRODUCTION = {"retained": True, "protected": True, "backup_days": 35, "zones": 3, "nat_gateways": 3}


@pytest.mark.parametrize(
    ("stage", "given"),
    [
        ("dev", {"retained": False, "zones": 2, "nat_gateways": 1, "edge": False, "rollout": "all-at-once"}),
        ("staging", {"retained": False, "zones": 2, "nat_gateways": 1, "edge": True, "rollout": "canary"}),
        ("prod", {**PRODUCTION, "edge": True, "rollout": "canary"}),
    ],
)
def test_a_stage_is_given_what_its_profile_says(tmp_path: Path, stage: str, given: dict[str, object]) -> None:
    assert Deployment.of({"stage": stage}, tmp_path).model_dump().items() >= given.items()


def test_a_developers_own_stage_is_like_dev(tmp_path: Path) -> None:
    own = Deployment.of({"stage": "mira"}, tmp_path)
    assert own == Deployment.of({}, tmp_path).model_copy(update={"stage": "mira"})


def test_concurrency_is_reserved_by_function(tmp_path: Path) -> None:
    for name in ("video_producer", "designer"):
        folder = tmp_path / "functions/agents" / name
        folder.mkdir(parents=True)
        (folder / "handler.py").touch()
    deployment = Deployment.of({"reserved_concurrency": "video_producer=5,designer=10"}, tmp_path)
    assert deployment.reserved == {"video_producer": 5, "designer": 10}
    assert Deployment.of({}, tmp_path).reserved == {}


def test_what_is_asked_for_wins_over_the_profile(tmp_path: Path) -> None:
    chosen = {"stage": "prod", "nat_gateways": "1", "edge": "off", "max_running_campaigns": "7"}
    deployment = Deployment.of(chosen, tmp_path)
    assert (deployment.nat_gateways, deployment.edge, deployment.max_running_campaigns) == (1, False, 7)


def test_names_all_that_is_wrong_at_once(tmp_path: Path) -> None:
    with pytest.raises(DeploymentError, match=r"^nat_gateways=3: there are 2 zones.*; arch=vax: input should be"):
        Deployment.of({"arch": "vax", "nat_gateways": "3"}, tmp_path)


def test_names_carry_the_stage(tmp_path: Path) -> None:
    assert Deployment.of({"stage": "staging"}, tmp_path).named("api") == "astromedia-staging-api"


def test_a_built_layer_is_the_folder_of_its_processor(tmp_path: Path) -> None:
    (tmp_path / "build/layers/x86_64/core/python").mkdir(parents=True)
    deployment = Deployment.of({"arch": "x86_64", "layers": "built"}, tmp_path)
    assert deployment.layer("core") == tmp_path / "build/layers/x86_64/core"


def test_refuses_to_deploy_a_layer_that_is_not_built(tmp_path: Path) -> None:
    (tmp_path / "build/layers/x86_64/core/python").mkdir(parents=True)
    with pytest.raises(DeploymentError, match=r"layer core is not built for arm64: run `python layers/dependencies"):
        Deployment.of({"layers": "built"}, tmp_path).layer("core")


def test_a_placeholder_holds_no_code(tmp_path: Path) -> None:
    assert [path.name for path in Deployment.of({}, tmp_path).layer("core").iterdir()] == ["README.md"]
