"""Every built-in agent by name."""

from typing import Any

from .analyst import ANALYST
from .analytics import ANALYTICS
from .compliance.agent import COMPLIANCE
from .content_writer import CONTENT_WRITER
from .copywriter import COPYWRITER
from .definition import Agent
from .designer import DESIGNER
from .scriptwriter import SCRIPTWRITER
from .seo import SEO
from .social import SOCIAL
from .strategist import STRATEGIST
from .video_producer import VIDEO_PRODUCER

AGENTS: dict[str, Agent[Any]] = {
    agent.name: agent
    for agent in (
        ANALYST,
        STRATEGIST,
        SCRIPTWRITER,
        SEO,
        COPYWRITER,
        CONTENT_WRITER,
        DESIGNER,
        VIDEO_PRODUCER,
        SOCIAL,
        ANALYTICS,
        COMPLIANCE,
    )
}
