from astromedia.services.health import failing


def broken() -> None:
    raise ConnectionError("no route")


def test_only_what_does_not_answer_is_named() -> None:
    assert failing({"accounts": lambda: None, "assets": broken}) == ["assets"]
    assert failing({}) == []
