"""Model settings come from the environment, else from .env, and nothing else does."""

from pathlib import Path

from infra.local.secrets import arns, model_settings


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    dotenv = tmp_path / ".env"
    dotenv.write_text('OPENAI_API_KEY="from file"\nOPENAI_MODEL=small\nUNRELATED=1\nANTHROPIC_MODEL=\n')
    found = model_settings({"OPENAI_API_KEY": "from environment", "OPENAI_MODEL": "", "PATH": "p"}, dotenv)
    assert found == {"OPENAI_API_KEY": "from environment", "OPENAI_MODEL": "small"}


def test_nothing_is_set(tmp_path: Path) -> None:
    assert model_settings({}, tmp_path / "absent") == {}


def test_the_secret_is_named_by_an_output() -> None:
    assert arns([{"Other": "x"}, {"ModelSettingsSecretArn": "arn"}]) == ["arn"]
    assert arns([{}]) == []
