"""A request that succeeds for every operation of the API: by default what its description shows, of new things."""

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

import pyotp

from astromedia.agents.content import content_hash
from astromedia.bootstrap import api
from astromedia.domain.campaign import Failure
from astromedia.domain.mail_token import Purpose
from astromedia.domain.schedule import RunStatus, ScheduledRun
from astromedia.kit.clock import utc_now
from functions.api.schema import openapi
from tests.identity_provider import PEOPLE, REDIRECT_URI
from tests.playbooks import NAMER
from tests.samples import identity
from tests.unit.domain.briefs import brief_data

from .stage import OUTPUT, PASSWORD, PHASE, Person, Stage

DESCRIPTION = openapi()
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, operations in DESCRIPTION["paths"].items()
    for method, operation in operations.items()
}
PARAMETER = re.compile(r"\{(\w+)\}")


class Request(NamedTuple):
    """What is sent; `headers` besides the credentials."""

    method: str
    path: str
    body: Any = None
    headers: Mapping[str, str] = {}


class Case(NamedTuple):
    """What a request is about: the things in its path, by parameter, and its body in place of the example."""

    ids: Mapping[str, str] = {}
    body: Any = None
    query: str = ""
    headers: Mapping[str, str] = {}


def request(id: str, stage: Stage) -> Request:
    """One that the operation `id` does something by."""
    method, path, operation = OPERATIONS[id]
    case = CASES[id](stage) if id in CASES else Case()
    body = example(operation) if case.body is None and "requestBody" in operation else case.body
    return Request(method, _filled(path, case, stage) + case.query, body, case.headers)


def example(operation: Mapping[str, Any]) -> Any:
    """The body that the description shows."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    return DESCRIPTION["components"]["schemas"][schema["$ref"].rpartition("/")[2]]["examples"][0]


def _filled(path: str, case: Case, stage: Stage) -> str:
    named = {"/v1/playbooks/": _playbook, "/v1/agents/": _agent}
    things = THINGS | {"name": next((made for prefix, made in named.items() if path.startswith(prefix)), _playbook)}
    return PARAMETER.sub(lambda found: case.ids.get(found[1]) or things[found[1]](stage), path)


def _playbook(stage: Stage) -> str:
    return str(stage.ada.post("/v1/playbooks", **_playbook_body(Stage.name()))["name"])


def _playbook_body(name: str) -> dict[str, Any]:
    return {"name": name, "title": "Own", "phases": [{"name": "research", "agent": "analyst"}]}


def _agent(stage: Stage) -> str:
    return str(stage.ada.post("/v1/agents", **NAMER | {"name": Stage.name()})["name"])


def _schedule(stage: Stage) -> str:
    return str(stage.ada.post("/v1/schedules", brief=brief_data(), expression="rate(1 hour)")["id"])


def _invitation(stage: Stage) -> str:
    return stage.invited(f"{Stage.name()}@example.com").split(".")[1]


def _replay(stage: Stage) -> Case:
    """A run that failed."""
    id, at = _schedule(stage), (utc_now() - timedelta(hours=1)).replace(microsecond=0)
    failure = Failure(error="Conflict", detail="busy")
    run = ScheduledRun(
        schedule_id=id,
        workspace_id=stage.ada.workspace_id,
        scheduled_at=at,
        status=RunStatus.FAILED,
        failure=failure,
        recorded_at=at,
    )
    api.api_services().schedules.schedules.record(run)
    return Case({"schedule_id": id, "scheduled_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"})


def _paused_schedule(stage: Stage) -> Case:
    id = _schedule(stage)
    stage.ada.post(f"/v1/schedules/{id}/pause")
    return Case({"schedule_id": id})


def _paused(stage: Stage) -> Case:
    id = stage.launched()
    stage.ada.post(f"/v1/campaigns/{id}/pause")
    return Case({"campaign_id": id})


def _as_new_login(stage: Stage) -> Mapping[str, str]:
    """Credentials that the request may end."""
    return {"Authorization": f"Bearer {stage.ada.login()['access_token']}"}


def _changed_password(stage: Stage) -> Case:
    person = stage.joined()
    return Case(body={"current_password": PASSWORD, "new_password": "staple a longer horse"}, headers=person.headers)


def _started(stage: Stage) -> tuple[Person, str]:
    """Somebody who has started two-factor login, and a code of theirs."""
    person = stage.stranger()
    secret = person.post("/v1/users/me/2fa", current_password=PASSWORD)["secret"]
    return person, pyotp.TOTP(secret).at(utc_now())


def _protected(stage: Stage) -> tuple[Person, str]:
    """Somebody who has two-factor login, and a recovery code of theirs."""
    person, code = _started(stage)
    return person, person.post("/v1/users/me/2fa/confirm", code=code)["recovery_codes"][0]


def _came_back(stage: Stage) -> Case:
    """Somebody who has logged in with Google before."""
    case = Case()
    for _ in range(2):
        begun = stage.client.post("/v1/auth/oauth/google/start", json={"redirect_uri": REDIRECT_URI}).json()
        returned = stage.provider.log_in(begun["authorization_url"], "grace")
        case = Case(body=returned | {"binding": begun["binding"]})
        if api.api_services().oauth.accounts.user_by_email(PEOPLE["grace"]):
            break
        stage.client.post("/v1/auth/oauth/google/callback", json=case.body)
    return case


def _linked(stage: Stage) -> Case:
    person = stage.stranger()
    api.api_services().oauth.identities.add(identity(person.id))
    return Case(headers=person.headers)


def _with_code(of: Callable[[Stage], tuple[Person, str]]) -> Callable[[Stage], Case]:
    def case(stage: Stage) -> Case:
        person, code = of(stage)
        return Case(body={"code": code}, headers=person.headers)

    return case


def _challenged(stage: Stage) -> Case:
    person, code = _protected(stage)
    return Case(body={"challenge": person.login()["challenge"], "code": code})


def _erased(stage: Stage) -> Case:
    person = stage.stranger()
    return Case(body={"current_password": PASSWORD}, headers=person.headers)


def _erased_workspace(stage: Stage) -> Case:
    person = stage.stranger()
    named = person.get("/v1/users/me")["workspace"]["name"]
    return Case({"workspace_id": person.workspace_id}, {"name": named}, headers=person.headers)


def _exported(stage: Stage) -> Case:
    """Somebody's own workspace: one export is written at a time."""
    person = stage.stranger()
    return Case({"workspace_id": person.workspace_id}, headers=person.headers)


def _export(stage: Stage) -> Case:
    case = _exported(stage)
    begun = stage.client.post(f"/v1/workspaces/{case.ids['workspace_id']}/exports", headers=case.headers).json()
    return case._replace(ids={**case.ids, "export_id": begun["id"]})


def _accepted(stage: Stage) -> Case:
    """By somebody who has registered and is no member yet."""
    person = stage.stranger()
    return Case(body={"token": stage.invited(person.email)}, headers=person.headers)


def _other_title(name: str, body: Callable[[str], dict[str, Any]]) -> Case:
    return Case({"name": name}, body(name) | {"title": "Another"})


THINGS: dict[str, Callable[[Stage], str]] = {
    "campaign_id": Stage.draft,
    "phase": lambda stage: PHASE,
    "schedule_id": _schedule,
    "key_id": lambda stage: str(stage.ada.post("/v1/api-keys", name="one", scopes=["read"])["id"]),
    "asset_id": Stage.asset,
    "upload_id": Stage.upload,
    "workspace_id": lambda stage: stage.ada.workspace_id,
    "session_id": lambda stage: stage.session(),
    "provider": lambda stage: "google",
    "user_id": lambda stage: stage.joined().id,
    "invitation_id": _invitation,
    "scope": lambda stage: f"campaign/{stage.draft()}",
}
"""What makes a new thing for a parameter of a path."""

DECISION = {"content_hash": content_hash(OUTPUT)}
CASES: dict[str, Callable[[Stage], Case]] = {
    "register": lambda stage: Case(body=example(OPERATIONS["register"][2]) | {"email": f"{Stage.name()}@example.com"}),
    "log_in": lambda stage: Case(body={"email": stage.ada.email, "password": PASSWORD}),
    "verify_an_email_address": lambda stage: Case(body={"token": stage.mailed(Purpose.VERIFICATION)}),
    "reset_a_password": lambda stage: Case(
        body={"token": stage.mailed(Purpose.RESET), "new_password": "staple a longer horse"}
    ),
    "mail_a_verification": lambda stage: Case(headers=stage.stranger().headers),
    "verify_a_second_factor": _challenged,
    "start_an_oauth_login": lambda stage: Case(body={"redirect_uri": REDIRECT_URI}),
    "finish_an_oauth_login": _came_back,
    "unlink_an_identity": _linked,
    "start_two_factor_login": lambda stage: Case(body={"current_password": PASSWORD}, headers=stage.stranger().headers),
    "confirm_two_factor_login": _with_code(_started),
    "replace_my_recovery_codes": _with_code(_protected),
    "switch_off_two_factor_login": _with_code(_protected),
    "refresh_tokens": lambda stage: Case(body={"refresh_token": stage.ada.login()["refresh_token"]}),
    "log_out": lambda stage: Case(headers=_as_new_login(stage)),
    "switch_to_a_workspace": lambda stage: Case(body={"workspace_id": stage.ada.workspace_id}),
    "change_my_password": _changed_password,
    "accept_an_invitation": _accepted,
    "export_a_workspace": _exported,
    "read_an_export": _export,
    "erase_my_account": _erased,
    "erase_a_workspace": _erased_workspace,
    "rename_a_workspace": lambda stage: Case(body={"name": Stage.name()}),
    "invite_somebody": lambda stage: Case(body={"email": f"{Stage.name()}@example.com", "role": "editor"}),
    "change_a_role": lambda stage: Case(body={"role": "viewer"}),
    "create_an_api_key": lambda stage: Case(body={"name": "another", "scopes": ["read"]}),
    "launch_a_campaign": lambda stage: Case({"campaign_id": stage.draft()}),
    "pause_a_campaign": lambda stage: Case({"campaign_id": stage.launched()}),
    "resume_a_campaign": _paused,
    "cancel_a_campaign": lambda stage: Case({"campaign_id": stage.launched()}),
    "retry_a_campaign": lambda stage: Case({"campaign_id": stage.failed()}),
    "read_a_phase": lambda stage: Case({"campaign_id": stage.waiting()}),
    "approve_a_phase": lambda stage: Case({"campaign_id": stage.waiting()}, DECISION),
    "reject_a_phase": lambda stage: Case({"campaign_id": stage.waiting()}, DECISION | {"feedback": "Shorter."}),
    "reassign_a_decision": lambda stage: Case({"campaign_id": stage.waiting()}, {"user_id": stage.eve.id}),
    "rate_a_phase": lambda stage: Case({"campaign_id": stage.completed()}),
    "read_the_campaign_book": lambda stage: Case({"campaign_id": stage.completed()}),
    "replay_a_run": _replay,
    "resume_a_schedule": _paused_schedule,
    "create_a_schedule": lambda stage: Case(body={"brief": brief_data(), "expression": "rate(1 hour)"}),
    "write_a_playbook": lambda stage: Case(body=_playbook_body(Stage.name())),
    "change_a_playbook": lambda stage: _other_title(_playbook(stage), _playbook_body),
    "define_an_agent": lambda stage: Case(body=NAMER | {"name": Stage.name()}),
    "change_an_agent": lambda stage: _other_title(_agent(stage), lambda name: NAMER | {"name": name}),
    "drop_cached_answers": lambda stage: Case(query=f"?campaign_id={stage.draft()}"),
}
"""What is asked by the operations that need more than a new thing and the example."""
