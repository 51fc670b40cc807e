"""The README's commands do what the README says."""

import os
import re
from pathlib import Path

from infra.local import LocalCloud

from .conftest import ROOT, shell

README = (ROOT / "README.md").read_text(encoding="utf-8")


def readers_block() -> str:
    found = re.search(r"<!-- tested by tests/e2e/test_readme.py -->\n```bash\n(.*?)```", README, re.DOTALL)
    assert found
    return found[1]


def test_a_reader_gets_a_campaign_by_curl_alone(cloud: LocalCloud, tmp_path: Path) -> None:
    (tmp_path / ".local").symlink_to(cloud.folder.path)
    done = shell(readers_block(), tmp_path, PATH=os.environ["PATH"])
    assert done.returncode == 0, done.stderr
    assert '"campaign.completed"' in (tmp_path / "events.json").read_text(encoding="utf-8")
    assert '"total":"0.00"' in done.stdout.replace(" ", "")
    assert "Harbour Bikes" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert (tmp_path / "asset").stat().st_size > 10_000


def test_every_page_that_is_linked_exists() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets
