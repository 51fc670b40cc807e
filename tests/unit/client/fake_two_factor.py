"""Ana's two-factor login in memory: CODE is right as long as it is on."""

import json
from collections.abc import Callable

import httpx

from functions.api.messages.sessions import ChallengeAnswer
from functions.api.messages.two_factor import EnrolmentAnswer, RecoveryCodesAnswer, TwoFactorAnswer

from .fake_answers import Answer, problem

CODE, CHALLENGE = "492039", ChallengeAnswer.EXAMPLE["challenge"]
SECRET, RECOVERY_CODES = EnrolmentAnswer.EXAMPLE["secret"], RecoveryCodesAnswer.EXAMPLE["recovery_codes"]
PATH = "/v1/users/me/2fa"


class FakeTwoFactor:
    """Whether it is on, and what the API answers of it. `password` tells Ana's."""

    def __init__(self, password: Callable[[], str]) -> None:
        self.enabled = False
        self._password = password
        self.lists: dict[str, Callable[[httpx.Request], Answer]] = {
            f"GET {PATH}": self._state,
            f"POST {PATH}": self._start,
            f"POST {PATH}/confirm": lambda r: self._codes(r, enabled=True),
            f"POST {PATH}/recovery-codes": lambda r: self._codes(r, enabled=True),
            f"DELETE {PATH}": self._disable,
        }

    def challenge(self) -> Answer:
        """What a right password gets."""
        return Answer(202, json=ChallengeAnswer.EXAMPLE)

    def accepts(self, request: httpx.Request) -> bool:
        """Whether a log-in that waits is completed by this."""
        return bool(json.loads(request.content) == {"challenge": CHALLENGE, "code": CODE})

    def _state(self, request: httpx.Request) -> Answer:
        off = {"enabled": False, "enabled_at": None, "recovery_codes_left": 0}
        return Answer(200, json=TwoFactorAnswer.EXAMPLE if self.enabled else off)

    def _start(self, request: httpx.Request) -> Answer:
        if json.loads(request.content)["current_password"] != self._password():
            return _refused("current_password", "is not your password")
        return Answer(200, json=EnrolmentAnswer.EXAMPLE)

    def _codes(self, request: httpx.Request, *, enabled: bool) -> Answer:
        if json.loads(request.content) != {"code": CODE}:
            return _refused("code", "The code is wrong, or was used before.")
        self.enabled = enabled
        return Answer(200, json=RecoveryCodesAnswer.EXAMPLE)

    def _disable(self, request: httpx.Request) -> Answer:
        answer = self._codes(request, enabled=False)
        return answer if answer.is_error else Answer(204)


def _refused(field: str, message: str) -> Answer:
    return problem(422, "Invalid input", errors=[{"field": field, "message": message}])
