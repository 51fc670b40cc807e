"""What phases and functions are called in a state machine."""

CLEAN_UP = "FailCampaign"
OWN_STATES = frozenset(
    {"OpenCampaign", "CloseCampaign", "PublishCompleted", CLEAN_UP, "PublishFailed", "CampaignFailed"}
)
"""The states that every playbook has besides its phases, but for the parallels: no phase can have a name of theirs."""


def pascal(name: str) -> str:
    """content_writer -> ContentWriter."""
    return "".join(part.capitalize() for part in name.split("_"))


FILMS = frozenset({"video_producer"})
"""The agents whose renders may take longer than a Lambda: they are started, waited for and asked about."""
