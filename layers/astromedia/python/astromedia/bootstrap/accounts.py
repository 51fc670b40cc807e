"""What lets people and their programs in."""

from astromedia.kit.clock import utc_now
from astromedia.kit.settings import ApiSettings
from astromedia.services.account_mail import AccountMail
from astromedia.services.accounts import AccountService
from astromedia.services.api import derived_key
from astromedia.services.api_keys import ApiKeyService
from astromedia.services.audit import Audit
from astromedia.services.errands import Errander
from astromedia.services.key_texts import Seals
from astromedia.services.logins import Logins
from astromedia.services.mail_tokens import MailedTokens
from astromedia.services.paging import Cursors
from astromedia.services.passwords import Passwords
from astromedia.services.resets import ResetService
from astromedia.services.second_factor import SecondFactor
from astromedia.services.sessions import SessionService
from astromedia.services.signing import Keyring
from astromedia.services.tokens import LIFETIME, Tokens
from astromedia.services.two_factor import TwoFactorService
from astromedia.services.verification import VerificationService
from astromedia.storage.errands import LambdaErrands
from astromedia.storage.mail_tokens import DynamoMailTokens

from .mail import outbox
from .oauth import oauth_service
from .stores import Stores


class People:
    """The services, as `Services` names them, each made over the same stores; keys are derived from `signing_key`."""

    def __init__(self, settings: ApiSettings, stores: Stores, signing_key: str, audit: Audit, cursors: Cursors) -> None:
        passwords, mail = Passwords(), AccountMail(outbox(settings))
        mailed = MailedTokens(tokens=DynamoMailTokens(settings.ACCOUNTS_TABLE), clock=utc_now)
        errander = Errander(LambdaErrands(settings.ERRANDS_FUNCTION_ARN), utc_now)
        accounts = stores.accounts
        self.sessions = _sessions(stores, signing_key, audit)
        self.logins = _logins(stores, signing_key, self.sessions)
        self.verification = VerificationService(accounts=accounts, mailed=mailed, mail=mail, audit=audit, clock=utc_now)
        self.accounts = AccountService(
            accounts=accounts,
            passwords=passwords,
            sessions=self.sessions,
            logins=self.logins,
            verification=self.verification,
            errander=errander,
            mail=mail,
            audit=audit,
            clock=utc_now,
        )
        self.resets = ResetService(
            accounts=accounts,
            errander=errander,
            mailed=mailed,
            mail=mail,
            passwords=passwords,
            sessions=self.sessions,
            audit=audit,
            clock=utc_now,
        )
        self.oauth = oauth_service(settings, stores, self.logins, mail)
        self.two_factor = _two_factor(self.accounts)
        self.api_keys = _api_keys(stores, signing_key, audit, cursors)


def _sessions(stores: Stores, signing_key: str, audit: Audit) -> SessionService:
    return SessionService(
        accounts=stores.accounts,
        sessions=stores.sessions,
        tokens=Tokens(Keyring(stores.sealed_keys, derived_key(signing_key, "sealed keys"), LIFETIME)),
        successor_key=derived_key(signing_key, "refresh tokens"),
        audit=audit,
        clock=utc_now,
    )


def _logins(stores: Stores, signing_key: str, sessions: SessionService) -> Logins:
    return Logins(
        accounts=stores.accounts,
        sessions=sessions,
        pending=stores.pending_logins,
        factor=SecondFactor(sealing=derived_key(signing_key, "second factors")),
        audit=sessions.audit,
        clock=utc_now,
    )


def _two_factor(accounts: AccountService) -> TwoFactorService:
    return TwoFactorService(
        accounts=accounts.accounts,
        passwords=accounts.passwords,
        factor=accounts.logins.factor,
        sessions=accounts.sessions,
        audit=accounts.audit,
        mail=accounts.mail,
        clock=utc_now,
    )


def _api_keys(stores: Stores, signing_key: str, audit: Audit, cursors: Cursors) -> ApiKeyService:
    return ApiKeyService(
        keys=stores.api_keys,
        accounts=stores.accounts,
        seals=Seals(derived_key(signing_key, "api keys")),
        audit=audit,
        cursors=cursors,
        clock=utc_now,
    )
