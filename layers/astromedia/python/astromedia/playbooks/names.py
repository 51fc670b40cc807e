"""What phases, functions and placeholders are called in a state machine."""

import re

PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
"""In a definition: filled in by the template (CloudFormation's DefinitionSubstitutions) or by the engine."""
BUS = "EventBusName"
"""The placeholder for the event bus; every other one is a function's."""
ARN = "Arn"
"""What a function's placeholder ends with: ContentWriterArn."""

CLEAN_UP = "FailCampaign"
OWN_STATES = frozenset({"CloseCampaign", "PublishCompleted", CLEAN_UP, "PublishFailed", "CampaignFailed"})
"""The states that every playbook has besides its phases, but for the parallels: no phase can have a name of theirs."""

BUILT_IN_AGENTS = frozenset(
    {
        "analyst",
        "analytics",
        "compliance",
        "content_writer",
        "copywriter",
        "designer",
        "scriptwriter",
        "seo",
        "social",
        "strategist",
        "video_producer",
    }
)
"""The agents that have a function of their own; no workspace can call one of its own agents so."""
OWN_AGENT = "own_agent"
"""The function that runs every agent a workspace defined itself."""


def function_of(agent: str) -> str:
    """The function that runs the phases of `agent`."""
    return agent if agent in BUILT_IN_AGENTS else OWN_AGENT


def pascal(name: str) -> str:
    """content_writer -> ContentWriter."""
    return "".join(part.capitalize() for part in name.split("_"))


FILMS = frozenset({"video_producer"})
"""The agents whose renders may take longer than a Lambda: they are started, waited for and asked about."""
