"""The playbooks every workspace has."""

from astromedia.domain.review import ApprovalRule

from .model import Playbook, PlaybookPhase

RESEARCH = PlaybookPhase(name="research", agent="analyst")
STRATEGY = PlaybookPhase(name="strategy", agent="strategist", needs=("research",), approval=ApprovalRule.MARKED)
SCRIPTWRITING = PlaybookPhase(name="scriptwriting", agent="scriptwriter", needs=("strategy",))
SEO = PlaybookPhase(name="seo", agent="seo", needs=("strategy",))
COPY = PlaybookPhase(name="copy", agent="copywriter", needs=("strategy",), approval=ApprovalRule.MARKED)
CONTENT = PlaybookPhase(name="content", agent="content_writer", needs=("seo", "scriptwriting"))
VISUALS = PlaybookPhase(name="visuals", agent="designer", needs=("copy", "scriptwriting"), approval=ApprovalRule.MARKED)
VIDEO = PlaybookPhase(name="video", agent="video_producer", needs=("visuals",))


def _distribution(*needs: str) -> PlaybookPhase:
    return PlaybookPhase(name="distribution", agent="social", needs=needs, approval=ApprovalRule.MARKED)


CAMPAIGN = Playbook(
    name="campaign",
    title="Full campaign",
    phases=(
        RESEARCH,
        STRATEGY,
        SCRIPTWRITING,
        SEO,
        COPY,
        CONTENT,
        VISUALS,
        VIDEO,
        _distribution("content", "visuals", "video"),
        PlaybookPhase(name="analytics", agent="analytics", needs=("distribution",)),
    ),
)
CONTENT_ONLY = Playbook(
    name="content_only",
    title="Content only",
    phases=(RESEARCH, STRATEGY, SCRIPTWRITING, SEO, CONTENT.model_copy(update={"approval": ApprovalRule.MARKED})),
)
SOCIAL_SPRINT = Playbook(
    name="social_sprint",
    title="Social sprint",
    phases=(RESEARCH, STRATEGY, COPY, VISUALS.model_copy(update={"needs": ("copy",)}), _distribution("visuals")),
)
VIDEO_FIRST = Playbook(
    name="video_first",
    title="Video first",
    phases=(RESEARCH, STRATEGY, SCRIPTWRITING, COPY, VISUALS, VIDEO, _distribution("video")),
)

PLAYBOOKS: dict[str, Playbook] = {
    playbook.name: playbook for playbook in (CAMPAIGN, CONTENT_ONLY, SOCIAL_SPRINT, VIDEO_FIRST)
}
