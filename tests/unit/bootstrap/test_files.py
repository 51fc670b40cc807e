import pytest

from astromedia.bootstrap.files import file_store
from astromedia.kit.settings import ApiSettings, SettingsError, read
from astromedia.storage.downloads import CloudFrontFiles
from astromedia.storage.files import S3Files
from tests.functions.api.test_handler import SETTINGS

DOWNLOADS = {
    "DOWNLOADS_URL": "https://d1.cloudfront.net",
    "DOWNLOADS_KEY_ID": "K2JCJMDEHXQW5F",
    "DOWNLOADS_KEY_NAME": "0f0e0d0c0b0a0908",
    "DOWNLOADS_SECRET_ARN": "arn:aws:secretsmanager:eu-west-3:123456789012:secret:downloads",
}


def test_files_are_downloaded_from_s3_unless_the_edge_is_set_up_for_them() -> None:
    assert type(file_store(read(ApiSettings, SETTINGS))) is S3Files
    assert type(file_store(read(ApiSettings, SETTINGS | DOWNLOADS))) is CloudFrontFiles


@pytest.mark.parametrize("missing", sorted(DOWNLOADS.keys() - {"DOWNLOADS_URL"}))
def test_who_would_hand_out_links_that_nobody_can_sign_does_not_start(missing: str) -> None:
    given = {name: value for name, value in DOWNLOADS.items() if name != missing}
    with pytest.raises(SettingsError, match="DOWNLOADS_URL needs DOWNLOADS_KEY_ID"):
        read(ApiSettings, SETTINGS | given)


@pytest.mark.parametrize("url", ["http://d1.cloudfront.net", "https://d1.cloudfront.net/", "d1.cloudfront.net"])
def test_links_lead_over_tls(url: str) -> None:
    with pytest.raises(SettingsError, match="DOWNLOADS_URL"):
        read(ApiSettings, SETTINGS | DOWNLOADS | {"DOWNLOADS_URL": url})
