"""The studio: from a rendering an agent asks for to a stored asset."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from astromedia.domain.asset import Asset
from astromedia.domain.campaign import Attempt
from astromedia.domain.ids import derived_id
from astromedia.domain.ledger import LedgerEntry
from astromedia.domain.ports import Assets, Clock, Files
from astromedia.gateway.calls import Answer, ImageCall, Media, Models, Purpose, VideoCall

from .allowance import LONGEST_MEDIA_SECONDS, Allowance
from .definition import Rendering


class Piece(NamedTuple):
    """A stored asset and how it came about."""

    asset: Asset
    attempts: Sequence[Attempt]
    entries: Sequence[LedgerEntry]


@dataclass(frozen=True, kw_only=True)
class Studio:
    """Renders and stores. An asset's id and key are derived from what it is, so doing it again makes no second one."""

    assets: Assets
    files: Files
    models: Models
    clock: Clock
    allowance: Allowance

    def render(self, rendering: Rendering, purpose: Purpose) -> Piece:
        """Make what `rendering` describes, store its bytes, then its record."""
        answer = self._made(rendering, purpose.model_copy(update={"step": rendering.step}))
        self.allowance.spend(answer.cost)
        asset = self._asset(rendering, purpose, answer)
        self.files.put(asset.key, answer.value.data, asset.mime_type)
        self.assets.save(asset)
        return Piece(asset, answer.attempts, answer.entries)

    def _made(self, rendering: Rendering, purpose: Purpose) -> Answer[Media]:
        bounds = self.allowance.bounds(LONGEST_MEDIA_SECONDS)
        wanted = {"purpose": purpose, "design": rendering.design, "seed": purpose.revision} | bounds
        if rendering.kind == "image":
            return self.models.image(ImageCall(**wanted))
        return self.models.video(VideoCall(**wanted))

    def _asset(self, rendering: Rendering, purpose: Purpose, answer: Answer[Media]) -> Asset:
        media, made_by = answer.value, answer.attempts[-1]
        id = derived_id(purpose.campaign_id, purpose.phase, purpose.revision, rendering.step)
        facts: dict[str, int | float] = {"width": media.width, "height": media.height}
        if media.seconds is not None:
            facts["seconds"] = media.seconds
        return Asset(
            id=id,
            **purpose.model_dump(include={"workspace_id", "campaign_id", "phase", "revision"}),
            name=rendering.file_name,
            kind=rendering.kind,
            mime_type=media.mime_type,
            key=f"{purpose.workspace_id}/{purpose.campaign_id}/{id}/{rendering.file_name}",
            size=len(media.data),
            sha256=hashlib.sha256(media.data).hexdigest(),
            variant=rendering.variant,
            tags=tuple(rendering.tags),
            provider=made_by.provider,
            model=made_by.model,
            offline_draft=made_by.provider == "offline",
            facts=facts,
            created_at=self.clock(),
        )
