"""A campaign that ran before need not be paid for again, on the local cloud with its real Valkey."""

from .conftest import Member


def test_a_campaign_that_ran_before_comes_from_the_cache(ada: Member, finished: str) -> None:
    before = ada.get("/v1/cache")["exact_hits"]
    again = ada.run()
    first, second = (ada.all(f"/v1/campaigns/{id}/phases") for id in (finished, again))
    # A cache that is slow for a moment costs a call, never an answer: how many hits there are, a busy machine decides.
    hits = [phase["name"] for phase in second if phase["source"] == "cache"]
    assert hits
    assert [phase["output"] for phase in second] == [phase["output"] for phase in first]
    assert ada.get("/v1/cache")["exact_hits"] > before
    assert ada.get(f"/v1/campaigns/{again}/costs")["cached"] >= len(hits)
    assert ada.http.delete("/v1/cache").json()["dropped"] >= 1
