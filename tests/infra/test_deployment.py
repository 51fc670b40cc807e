from pathlib import Path

import pytest

from infra.deployment import Deployment, DeploymentError


def test_is_a_development_stage_on_arm_without_layers_unless_told_otherwise(tmp_path: Path) -> None:
    assert Deployment.of({}, tmp_path) == Deployment(tmp_path, stage="dev", arch="arm64", layers="placeholder")


@pytest.mark.parametrize(
    "chosen",
    [
        {"stage": ""},
        {"stage": "Prod"},
        {"stage": "9lives"},
        {"stage": "a" * 17},
        {"stage": "dev/x"},
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
    ],
)
def test_names_the_value_it_refuses(tmp_path: Path, chosen: dict[str, str]) -> None:
    (key,) = chosen
    with pytest.raises(DeploymentError, match=f"{key}={chosen[key]}"):
        Deployment.of(chosen, tmp_path)


def test_only_production_is_retained(tmp_path: Path) -> None:
    retained = {stage: Deployment(tmp_path, stage=stage).retained for stage in ("dev", "staging", "prod")}
    assert retained == {"dev": False, "staging": False, "prod": True}


def test_names_carry_the_stage(tmp_path: Path) -> None:
    assert Deployment(tmp_path, stage="staging").named("api") == "astromedia-staging-api"


def test_a_built_layer_is_the_folder_of_its_processor(tmp_path: Path) -> None:
    (tmp_path / "build/layers/x86_64/core/python").mkdir(parents=True)
    deployment = Deployment(tmp_path, arch="x86_64", layers="built")
    assert deployment.layer("core") == tmp_path / "build/layers/x86_64/core"


def test_refuses_to_deploy_a_layer_that_is_not_built(tmp_path: Path) -> None:
    (tmp_path / "build/layers/x86_64/core/python").mkdir(parents=True)
    with pytest.raises(DeploymentError, match=r"layer core is not built for arm64: run `python layers/dependencies"):
        Deployment(tmp_path, layers="built").layer("core")


def test_a_placeholder_holds_no_code(tmp_path: Path) -> None:
    assert [path.name for path in Deployment(tmp_path).layer("core").iterdir()] == ["README.md"]
