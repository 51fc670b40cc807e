"""Logs: JSON lines that carry workspace, campaign and request id; never a secret, a token or a prompt."""

from aws_lambda_powertools import Logger

LOG = Logger()


def bind(
    *, request_id: str, workspace_id: str | None = None, campaign_id: str | None = None, phase: str | None = None
) -> None:
    """From here on every line of this invocation says whose work it is; what is not given is forgotten."""
    LOG.append_keys(workspace_id=workspace_id, request_id=request_id, campaign_id=campaign_id, phase=phase)
