"""Run every minute: writes the exports of workspaces that were asked for."""

from astromedia.bootstrap.exporting import exporter
from astromedia.kit.observability import measured


@measured
def handler(event: object, context: object) -> dict[str, int]:
    """Write what nobody is at; how many exports are done."""
    return {"exported": exporter().run()}
