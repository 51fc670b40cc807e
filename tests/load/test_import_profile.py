"""What is read of `python -X importtime`."""

from .import_profile import Import, imports, packages, table

TOLD = """import time: self [us] | cumulative | imported package
import time:       300 |        300 |     json.decoder
import time:       100 |        400 |   json
something that the module printed
import time:      2000 |       2400 | shop
"""


def test_modules_come_by_what_they_take_alone() -> None:
    assert imports(TOLD) == [
        Import("shop", 2.0, 2.4),
        Import("json.decoder", 0.3, 0.3),
        Import("json", 0.1, 0.4),
    ]


def test_a_package_takes_what_all_its_modules_take() -> None:
    assert packages(imports(TOLD)) == [("shop", 2.0, 1), ("json", 0.4, 2)]


def test_the_table_shows_no_more_than_asked() -> None:
    text = "\n".join(table(imports(TOLD), most=1))
    assert text.startswith("3 modules, 2 ms")
    assert "| shop | 2.0 | 1 |" in text
    assert "| shop | 2.0 | 2.4 |" in text
    assert "json" not in text
