"""Each drill of `make drill`: what people see, which alarms fire and what recovers is as the drill says."""

from collections.abc import Iterator

import pytest

from infra.local import LocalCloud
from infra.local.drills.__main__ import DRILLS, run
from infra.local.drills.site import Site, site

from .conftest import OFFLINE


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A cloud of their own: what others do there meanwhile would be refused, too."""
    folder = tmp_path_factory.mktemp("drills") / ".local"
    with LocalCloud(folder, environ=OFFLINE) as cloud, site(cloud) as place:
        yield place


@pytest.mark.parametrize("name", DRILLS)
def test_what_happens_is_what_the_drill_expects(place: Site, name: str) -> None:
    report = run(name, place)
    assert report.as_expected, report.text()
