"""How mail goes out."""

from astromedia.domain.tenancy import Outbox
from astromedia.kit.clock import utc_now
from astromedia.kit.settings import MailSettings
from astromedia.storage.mail import DynamoOutbox, SesOutbox


def outbox(settings: MailSettings) -> Outbox:
    """SES, if there is an address to send from; else mail is kept in the accounts table."""
    if settings.MAIL_FROM:
        return SesOutbox(settings.MAIL_FROM)
    return DynamoOutbox(settings.ACCOUNTS_TABLE, utc_now)
