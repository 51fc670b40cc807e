"""Playbooks of the built-in agents, to compile and run: the one that is deployed, and two that are not."""

from astromedia.playbooks.builtin import CAMPAIGN
from astromedia.playbooks.model import Playbook, PlaybookPhase

CONTENT_ONLY = Playbook(
    name="content_only",
    title="Content only",
    phases=(
        PlaybookPhase(name="research", agent="analyst"),
        PlaybookPhase(name="strategy", agent="strategist", needs=("research",)),
        PlaybookPhase(name="scriptwriting", agent="scriptwriter", needs=("strategy",)),
        PlaybookPhase(name="seo", agent="seo", needs=("strategy",)),
        PlaybookPhase(name="content", agent="content_writer", needs=("seo", "scriptwriting")),
    ),
)

VIDEO_FIRST = Playbook(
    name="video_first",
    title="Video first",
    phases=(
        PlaybookPhase(name="research", agent="analyst"),
        PlaybookPhase(name="strategy", agent="strategist", needs=("research",)),
        PlaybookPhase(name="scriptwriting", agent="scriptwriter", needs=("strategy",)),
        PlaybookPhase(name="copy", agent="copywriter", needs=("strategy",)),
        PlaybookPhase(name="visuals", agent="designer", needs=("copy", "scriptwriting")),
        PlaybookPhase(name="video", agent="video_producer", needs=("visuals",)),
    ),
)

DEFINED = (CAMPAIGN, CONTENT_ONLY, VIDEO_FIRST)
