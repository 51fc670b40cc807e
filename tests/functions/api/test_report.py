import pytest
from fastapi.testclient import TestClient

from functions.api.accept import quality

from .test_campaigns import create


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        (None, "text/html; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/html;q=0.1, application/json", "application/json"),
        ("nonsense;;q=", "text/html; charset=utf-8"),
    ],
)
def test_the_book_is_a_page_or_data(ada: TestClient, accept: str | None, kind: str) -> None:
    path = f"/v1/campaigns/{create(ada, name='Spring')['id']}/report"
    answer = ada.get(path, headers={"Accept": accept} if accept else None)
    assert answer.headers["Content-Type"] == kind
    assert "Spring" in answer.text
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("*/*", 1),
        ("text/*;q=0.5", 0.5),
        ("text/html;q=0.3, */*", 0.3),
        ("image/png", 0),
        ("", 0),
        ("TEXT/HTML;Q=0.2", 0.2),
    ],
)
def test_the_most_specific_range_counts(accept: str, wanted: float) -> None:
    assert quality(accept, "text/html") == wanted
