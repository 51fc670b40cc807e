"""The scan finds what looks like a credential wherever people write, and says nothing of what is known to be none."""

from pathlib import Path

import pytest

from infra.secret_scan import KNOWN, ROOT, Finding, findings, ours

KEY = "AKIA" + "QYLPMN5HFIQR7BBB"


@pytest.mark.parametrize("name", ["functions/a.py", "tests/a.py", "docs/a.md", ".env.example", "README.md"])
def test_a_credential_is_found_wherever_it_is(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'first = 1\nkey = "{KEY}"\n')
    assert list(ours(tmp_path)) == [name]
    assert Finding(name, 2, "AWS Access Key") in findings(ours(tmp_path), tmp_path)


def test_a_guess_counts_in_the_product_and_not_in_its_tests(tmp_path: Path) -> None:
    for name in ("functions/a.py", "tests/a.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text('password = "correct horse battery"\n')
    assert list(findings(ours(tmp_path), tmp_path)) == [Finding("functions/a.py", 1, "Secret Keyword")]


def test_what_is_known_to_be_no_secret_is_still_there() -> None:
    assert all((ROOT / name).is_file() for name in KNOWN)
    assert set(KNOWN) <= set(ours())
