from astromedia.services.api import derived_key


def test_keys_differ_by_purpose_and_by_secret() -> None:
    keys = {derived_key("secret", "a"), derived_key("secret", "b"), derived_key("other", "a")}
    assert {len(key) for key in keys} == {32}
    assert len(keys) == 3
