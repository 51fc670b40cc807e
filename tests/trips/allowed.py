"""How many round trips to DynamoDB, one after the other, an answer may wait for."""

from typing import NamedTuple

from . import IDEMPOTENT

MOST = 3


class Slower(NamedTuple):
    """An operation that takes more: so many in a row, so many with an Idempotency-Key, and why."""

    plain: int
    kept: int
    why: str


KEPT = "who asks; what there is; the change, on condition that it is still so; the answer, before it is sent"
SCHEDULER = "who asks; the schedule; its change, before the Scheduler is told of it; that it was told"
CAPPED = "with a cap of its own: who asks; the cap as it is; the cap, before anything can be spent; the campaign"
RUNS = (
    "who asks; the campaign and the latest ones; their costs; budgets; that somebody may wait; the launch; whose turn "
    "it is; a slot; that it begins; that it runs: each a transaction after which a crash loses nothing"
)
PROVED = "who asks; the user; the change, in which a code counts once; then its audit entry, and what it ends"

SLOWER = {
    "log_in": Slower(
        7,
        7,
        "the address; its user; the membership; the workspace; the session; whether what proved it "
        "still holds; the audit entry",
    ),
    "verify_a_second_factor": Slower(9, 9, "as a login, after the challenge and a code that counts once"),
    "switch_to_a_workspace": Slower(6, 7, "as a login, by another session"),
    "log_out": Slower(3, 4, KEPT),
    "mail_a_verification": Slower(4, 5, "who asks; the user; the token, before it is mailed; the mail, kept locally"),
    "change_my_password": Slower(
        7,
        7,
        "who asks; the user, before and after hashing; the change; the sessions that are "
        "there then, to end them; the audit entry; the mail that tells of it",
    ),
    "start_two_factor_login": Slower(3, 4, KEPT),
    "switch_off_two_factor_login": Slower(6, 6, PROVED),
    "confirm_two_factor_login": Slower(6, 7, PROVED),
    "replace_my_recovery_codes": Slower(5, 6, PROVED),
    "invite_somebody": Slower(
        5,
        6,
        "who asks; whose the address is, by two rows; the invitation, before it is mailed; the mail, kept locally",
    ),
    "accept_an_invitation": Slower(3, 4, KEPT),
    "set_a_cap": Slower(5, 5, "who asks; whose budget it is; the cap as it is; the change; its audit entry"),
    "choose_a_plan": Slower(
        6, 6, "who asks; the plan as it was; the change, on condition; every budget that follows it; the audit entry"
    ),
    "set_the_concurrency": Slower(4, 4, "who asks; what there is; the change; its audit entry, once it is done"),
    "create_a_campaign": Slower(3, 4, "who asks; its own cap, before anything can be spent; the campaign; the answer"),
    "change_a_campaign": Slower(5, 5, CAPPED),
    "launch_a_campaign": Slower(16, 17, RUNS),
    "pause_a_campaign": Slower(3, 4, KEPT),
    "resume_a_campaign": Slower(4, 5, "who asks; the campaign; the change; which gates wait for it, after it"),
    "cancel_a_campaign": Slower(
        13,
        14,
        "who asks; the campaign and its ledger; the end; then its gates, ticket, slot and "
        "holds, and who waited for the slot: again by whoever cancels again",
    ),
    "retry_a_campaign": Slower(17, 18, RUNS),
    "approve_a_phase": Slower(
        8, 9, "who asks; the campaign; the decision; the gate that waits for it, the slot, and what came of it"
    ),
    "reject_a_phase": Slower(8, 9, "as an approval"),
    "reassign_a_decision": Slower(3, 4, KEPT),
    "create_a_schedule": Slower(3, 4, KEPT),
    "change_a_schedule": Slower(4, 4, SCHEDULER),
    "pause_a_schedule": Slower(4, 5, SCHEDULER),
    "resume_a_schedule": Slower(4, 5, SCHEDULER),
    "replay_a_run": Slower(23, 24, "who asks; the schedule and its run; its maker; a campaign that is made; " + RUNS),
    "write_a_playbook": Slower(3, 4, KEPT),
    "define_an_agent": Slower(3, 4, KEPT),
    "rate_a_phase": Slower(3, 4, KEPT),
    "export_a_workspace": Slower(3, 4, KEPT),
    "export_my_data": Slower(14, 14, "who asks; everything there is of them, kind by kind"),
    "erase_my_account": Slower(
        16, 16, "who asks; everything there is of them, kind by kind, each gone for good in order"
    ),
    "erase_a_workspace": Slower(
        7, 7, "who asks; the workspace; that it is to go; its end; what goes on in it, stopped"
    ),
    "finish_an_oauth_login": Slower(
        9, 9, "as a login, after the attempt that was begun and the identity that is linked"
    ),
    "unlink_an_identity": Slower(5, 5, "who asks; the identities; the user; the change; its audit entry"),
    "complete_an_upload": Slower(3, 4, KEPT),
    "verify_an_email_address": Slower(5, 5, "the token; that it counts once; the user; the change; the audit entry"),
    "reset_a_password": Slower(
        9,
        9,
        "the token; its user, before and after hashing; the change; the sessions that are there then, to end them; "
        "that the token counts once; the audit entry; the mail that tells of it, kept locally",
    ),
}
"""What cannot wait for fewer, as each of these steps needs the one before it, or may only be done after it."""


def allowed(operation: str, way: str) -> int:
    """The most, for an operation that is asked in a way."""
    plain, kept, _ = SLOWER.get(operation, (MOST, MOST, ""))
    return kept if IDEMPOTENT in way else plain
