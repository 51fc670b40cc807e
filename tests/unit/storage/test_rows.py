from astromedia.domain.account import Workspace
from astromedia.storage.rows import Row, table
from tests.samples import workspace


def test_tables_do_not_share_a_name() -> None:
    assert (table("one").Meta.table_name, table("two").Meta.table_name) == ("one", "two")
    assert table("one").listing.Meta.index_name == "gsi1"


def test_a_document_of_another_version_is_read() -> None:
    made = workspace()
    text = made.model_dump_json().removesuffix("}") + ', "field_of_the_future": {"x": 1}}'
    assert Row("pk", "sk", document=text).read(Workspace) == made
