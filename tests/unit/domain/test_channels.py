import pytest

from astromedia.domain.channels import LIMITS, Channel, post_length


@pytest.mark.parametrize("channel", Channel)
def test_a_headline_and_a_body_fit_into_a_post(channel: Channel) -> None:
    limits = LIMITS[channel]
    assert limits.headline < limits.post
    assert limits.body <= limits.post


@pytest.mark.parametrize(("text", "length"), [("hello", 5), ("🎉", 2), ("日本", 4), ("é", 1), ("", 0), ("a 🎉", 4)])
def test_x_weighs_wide_characters_twice(text: str, length: int) -> None:
    assert post_length(Channel.X, text) == length


def test_other_networks_count_characters() -> None:
    assert post_length(Channel.LINKEDIN, "日本🎉") == 3
