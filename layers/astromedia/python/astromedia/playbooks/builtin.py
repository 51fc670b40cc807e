"""The playbooks every workspace has."""

from .model import Playbook, PlaybookPhase

CAMPAIGN = Playbook(
    name="campaign",
    title="Full campaign",
    phases=(
        PlaybookPhase(name="research", agent="analyst"),
        PlaybookPhase(name="strategy", agent="strategist", needs=("research",)),
        PlaybookPhase(name="scriptwriting", agent="scriptwriter", needs=("strategy",)),
        PlaybookPhase(name="seo", agent="seo", needs=("strategy",)),
        PlaybookPhase(name="copy", agent="copywriter", needs=("strategy",)),
        PlaybookPhase(name="content", agent="content_writer", needs=("seo", "scriptwriting")),
        PlaybookPhase(name="visuals", agent="designer", needs=("copy", "scriptwriting")),
        PlaybookPhase(name="video", agent="video_producer", needs=("visuals",)),
        PlaybookPhase(name="distribution", agent="social", needs=("content", "visuals", "video")),
        PlaybookPhase(name="analytics", agent="analytics", needs=("distribution",)),
    ),
)

PLAYBOOKS: dict[str, Playbook] = {playbook.name: playbook for playbook in (CAMPAIGN,)}
