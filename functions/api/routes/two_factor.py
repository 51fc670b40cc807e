"""The caller's own two-factor login."""

from ..dependencies import Known, UseCases
from ..messages.two_factor import CodeGiven, Enrolment, EnrolmentAnswer, RecoveryCodesAnswer, TwoFactorAnswer
from ..problems import BODY, problems
from ..routing import Noun

router = Noun("/v1/users/me/2fa", tag="accounts")


@router.get("", summary="Read my two-factor login", responses=problems(401))
async def read(use: UseCases, who: Known) -> TwoFactorAnswer:
    """Whether logging in takes a code, since when, and how many recovery codes are left."""
    return TwoFactorAnswer.of(use.two_factor.state(who))


@router.post("", summary="Start two-factor login", responses=problems(401, 409, *BODY))
async def start(use: UseCases, who: Known, body: Enrolment) -> EnrolmentAnswer:
    """A secret for your authenticator app. It counts once you confirm it with a code, within 15 minutes.

    Starting again replaces the secret. 409 if two-factor login is on, or the account has no password."""
    return EnrolmentAnswer.of(use.two_factor.start(who, body.current_password))


@router.post("/confirm", summary="Confirm two-factor login", responses=problems(401, 409, *BODY))
async def confirm(use: UseCases, who: Known, body: CodeGiven) -> RecoveryCodesAnswer:
    """Switch it on with the first code of the app. It ends all other sessions; this one goes on.

    The answer is the only place where the recovery codes are ever shown. 422 if the code is wrong."""
    return RecoveryCodesAnswer(recovery_codes=[*use.two_factor.confirm(who, body.code)])


@router.post("/recovery-codes", summary="Replace my recovery codes", responses=problems(401, 409, *BODY))
async def replace(use: UseCases, who: Known, body: CodeGiven) -> RecoveryCodesAnswer:
    """Ten new recovery codes, shown this once; those before count no more. 422 if the code is wrong."""
    return RecoveryCodesAnswer(recovery_codes=[*use.two_factor.replace_recovery_codes(who, body.code)])


@router.delete("", status_code=204, summary="Switch off two-factor login", responses=problems(401, 409, *BODY))
async def disable(use: UseCases, who: Known, body: CodeGiven) -> None:
    """Let logging in take no code any more; who has lost the app gives a recovery code. It ends all other sessions;
    this one goes on. 422 if the code is wrong; 409 if it is off."""
    use.two_factor.disable(who, body.code)
