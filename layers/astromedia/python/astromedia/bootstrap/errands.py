"""What does errands: it looks at accounts, and mails people."""

from functools import cache

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import MailSettings, read
from astromedia.services.account_mail import AccountMail
from astromedia.services.audit import Audit
from astromedia.services.errands import ErrandService
from astromedia.services.mail_tokens import MailedTokens
from astromedia.storage.accounts import DynamoAccounts
from astromedia.storage.audit import DynamoAuditLog
from astromedia.storage.mail_tokens import DynamoMailTokens

from .mail import outbox


@cache
def errand_service() -> ErrandService:
    """Over the accounts table."""
    settings = read(MailSettings)
    return ErrandService(
        accounts=DynamoAccounts(settings.ACCOUNTS_TABLE),
        mailed=MailedTokens(tokens=DynamoMailTokens(settings.ACCOUNTS_TABLE), clock=utc_now),
        mail=AccountMail(outbox(settings)),
        audit=Audit(log=DynamoAuditLog(settings.ACCOUNTS_TABLE), clock=utc_now),
    )
