from astromedia.services.report.media import figures

from .samples import add_asset, picture, records

PNG = picture(100, 100, "#000000", "#ffffff")


def test_pictures_come_first_while_the_budget_lasts() -> None:
    found = records("en")
    assets = found.assets.of_campaign(found.campaign.workspace_id, found.campaign.id)
    pictures = sum(asset.size for asset in assets if asset.kind == "image")
    made = figures(assets, found.files, budget=pictures)
    assert [figure.source is not None for figure in made] == [True] * 4 + [False]
    assert made[-1].asset.kind == "video"


def test_what_is_no_picture_or_video_is_not_embedded() -> None:
    found = records("en")
    document = add_asset(found, "visuals", "notes.pdf", "document", b"%PDF")
    assert figures([document], found.files)[0].source is None


def test_a_lost_file_leaves_its_record() -> None:
    found = records("en")
    asset = add_asset(found, "visuals", "lost.png", "image", PNG)
    del found.files.stored[asset.key]
    assert figures([asset], found.files)[0].source is None
