"""Where files are, and how people get to them."""

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.storage.downloads import CloudFrontFiles
from astromedia.storage.files import S3Files


def file_store(settings: ApiSettings) -> S3Files:
    """The bucket; downloads lead through CloudFront where it is set up for them."""
    url, key_id = settings.DOWNLOADS_URL, settings.DOWNLOADS_KEY_ID
    secret_arn, key_name = settings.DOWNLOADS_SECRET_ARN, settings.DOWNLOADS_KEY_NAME
    if url and key_id and secret_arn and key_name:
        return CloudFrontFiles(settings.ASSETS_BUCKET, url, key_id, secret_arn, key_name, utc_now)
    return S3Files(settings.ASSETS_BUCKET)
