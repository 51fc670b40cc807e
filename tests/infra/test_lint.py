import json
from pathlib import Path

import pytest

from infra import lint
from tests.infra.reading import Cloud


def test_cfn_lint_has_nothing_to_say_about_our_templates(cloud: Cloud, production: Cloud) -> None:
    templates = [path for made in (cloud, production) for path in sorted(made.folder.glob("*.template.json"))]
    assert len(templates) == len(cloud.templates) + len(production.templates)
    assert lint.lint_templates(templates) == 0


def test_a_faulty_template_is_found(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    template = tmp_path / "faulty.template.json"
    template.write_text(
        json.dumps({"Resources": {"Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Nome": "x"}}}})
    )
    assert lint.lint_templates([template]) != 0
    assert "Nome" in capfd.readouterr().out


def test_says_so_when_there_is_nothing_to_lint(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="nothing to lint"):
        lint.main(tmp_path)
