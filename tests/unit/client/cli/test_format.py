from decimal import Decimal

import pytest

from astromedia_client.cli.failures import one_line
from astromedia_client.cli.format import money, seconds
from astromedia_client.cli.reports import file_name


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "USD 0.00"),
        ("0E-9", "USD 0.00"),
        ("1.5", "USD 1.50"),
        ("12E+2", "USD 1200.00"),
        ("1.2E-8", "USD 0.000000012"),
    ],
)
def test_money_is_exact(amount: str, text: str) -> None:
    assert money(Decimal(amount)) == text


@pytest.mark.parametrize(("value", "text"), [(0, "0.0 s"), (59.94, "59.9 s"), (60, "1:00"), (3725.9, "62:05")])
def test_seconds_read_as_a_clock_from_a_minute_on(value: float, text: str) -> None:
    assert seconds(value) == text


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Été 2027!", "ete-2027-01C.html"),
        ("../../etc", "etc-01C.html"),
        ("שלום 🥖", "campaign-01C.html"),
        ("x" * 100, "x" * 40 + "-01C.html"),
    ],
)
def test_a_file_name_is_safe_everywhere(name: str, file: str) -> None:
    assert file_name(name, "01C") == file


def test_an_id_of_a_hostile_server_leads_nowhere_else() -> None:
    assert file_name("a", "../../x") == "a-x.html"


def test_a_line_is_one_line_and_commands_no_terminal() -> None:
    assert one_line("a\nb\r\x1b[2J\tc\u202e  d") == "a b [2J c d"
