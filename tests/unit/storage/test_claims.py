"""Claims, in memory and in DynamoDB."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random

from astromedia.domain.idempotency import Asked, Claim, Claims, FirstAnswer
from astromedia.domain.ids import new_id
from tests.samples import NOW


def claim(asked: Asked | None = None, token: str = "t1") -> Claim:
    id = new_id(NOW)
    asked = asked or Asked("W1", id, "create_a_campaign", "k" * 64, "f" * 64)
    times = {"began_at": NOW, "lease_until": NOW + timedelta(minutes=1), "expires_at": NOW + timedelta(days=1)}
    return Claim(asked=asked, made_id=id, token=token, **times)


def test_a_claim_is_kept_as_it_is(claims: Claims) -> None:
    made = claim()
    assert claims.get(made.asked) is None
    assert claims.add(made)
    assert claims.get(made.asked) == made


def test_another_workspace_person_operation_or_key_is_another_claim(claims: Claims) -> None:
    made = claim()
    claims.add(made)
    for change in ({"workspace_id": "W2"}, {"by": "U2"}, {"operation": "other"}, {"key": "other"}):
        assert claims.get(made.asked._replace(**change)) is None
    assert claims.get(made.asked._replace(fingerprint="other")) == made


def test_of_many_who_claim_it_at_once_one_gets_it(claims: Claims) -> None:
    asked = claim().asked
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(claims.add, [claim(asked, f"t{i}") for i in range(16)])) == 1


def test_a_claim_is_replaced_by_who_knows_it_as_it_is(claims: Claims) -> None:
    made = claim()
    taken = made.model_copy(update={"token": "t2"})
    late = made.model_copy(update={"token": "t3"})
    assert not claims.replace(made, taken)
    claims.add(made)
    assert claims.replace(made, taken)
    assert not claims.replace(made, late)
    assert claims.get(made.asked) == taken


def test_a_claim_is_forgotten_by_who_knows_it_as_it_is(claims: Claims) -> None:
    made = claim()
    claims.add(made)
    assert not claims.remove(made.model_copy(update={"token": "t2"}))
    assert claims.get(made.asked) == made
    assert claims.remove(made)
    assert claims.get(made.asked) is None
    assert not claims.remove(made)


def test_an_answer_is_kept_byte_by_byte(claims: Claims) -> None:
    for body in ('{"name": "Été 🥖"}'.encode() * 9000, b"", bytes(range(256))):
        made = claim()
        answer = FirstAnswer(201, {"location": "/v1/campaigns/1", "content-type": "application/json"}, body)
        claims.add(made)
        assert claims.replace(made, done := made.model_copy(update={"answer": answer, "token": "t2"}))
        assert claims.get(made.asked) == done


def test_an_answer_that_is_too_large_is_kept_without_its_body(claims: Claims) -> None:
    made = claim()
    claims.add(made)
    answer = FirstAnswer(200, {}, Random(1).randbytes(400_000))
    assert claims.replace(made, made.model_copy(update={"answer": answer, "token": "t2"}))
    found = claims.get(made.asked)
    assert found
    assert found.answer == answer._replace(body=None)
