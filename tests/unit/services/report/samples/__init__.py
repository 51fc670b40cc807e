"""Two finished campaigns, written by hand and checked by the agents' own models, as records in the fakes."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from PIL import Image, ImageDraw

from astromedia.agents.definition import Context
from astromedia.agents.registry import AGENTS
from astromedia.domain.asset import Asset, AssetKind
from astromedia.domain.brief import Brief
from astromedia.domain.campaign import Attempt, Campaign, CampaignStatus, Phase, PhaseStatus
from astromedia.domain.ids import derived_id
from astromedia.domain.ledger import LedgerEntry, Usage
from astromedia.services.report import Reports
from tests.fakes.assets import FakeAssets
from tests.fakes.campaigns import FakeCampaigns
from tests.fakes.files import FakeFiles
from tests.fakes.ledger import FakeLedgerEntries

HERE = Path(__file__).parent
START = datetime(2026, 1, 2, 9, 0, tzinfo=UTC)
NOW = START + timedelta(minutes=5)
WORKSPACE = "01KBBBBBBB0000000000WRKSPC"
CAMPAIGN = "01KDYYYSM00000000000CAMPGN"
# phase: (agent, needs, start and end in seconds after the launch)
PLAYBOOK: dict[str, tuple[str, tuple[str, ...], float, float]] = {
    "research": ("analyst", (), 0, 2.4),
    "strategy": ("strategist", ("research",), 2.6, 5.1),
    "scriptwriting": ("scriptwriter", ("strategy",), 5.3, 7.0),
    "seo": ("seo", ("strategy",), 5.3, 6.4),
    "copy": ("copywriter", ("strategy",), 5.4, 8.2),
    "content": ("content_writer", ("seo", "scriptwriting"), 8.4, 10.9),
    "visuals": ("designer", ("copy", "scriptwriting"), 8.4, 12.7),
    "video": ("video_producer", ("visuals",), 12.9, 19.5),
    "distribution": ("social", ("content", "visuals", "video"), 19.7, 21.0),
    "analytics": ("analytics", ("distribution",), 21.2, 22.3),
    "compliance": ("compliance", ("distribution",), 21.2, 22.6),
}


class Records(NamedTuple):
    """One campaign in its stores."""

    campaign: Campaign
    campaigns: FakeCampaigns
    assets: FakeAssets
    files: FakeFiles
    ledger: FakeLedgerEntries

    @property
    def reports(self) -> Reports:
        return Reports(self.campaigns, self.assets, self.files, self.ledger)

    def html(self) -> str:
        return self.reports.html(WORKSPACE, self.campaign.id, NOW)

    def change(self, name: str, **change: Any) -> None:
        """Change one phase."""
        phase = self.campaigns.phase(WORKSPACE, self.campaign.id, name)
        self.campaigns.set(phase.model_copy(update=change))


@cache
def sample(language: str) -> Mapping[str, Any]:
    """The brief and the outputs as written in the file."""
    text = (HERE / f"{language}.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def outputs(language: str) -> Mapping[str, Any]:
    """Every phase's output as the runtime would store it: checked, finished, dumped."""
    brief = Brief.model_validate(sample(language)["brief"])
    made: dict[str, Any] = {}
    for name, (agent_name, *_) in PLAYBOOK.items():
        agent, context = AGENTS[agent_name], Context(brief, made)
        output = agent.output.model_validate(sample(language)["outputs"][name])
        broken = agent.broken_rules(output, context)
        assert not broken, (name, broken)
        made[name] = agent.finish(output, context).model_dump(mode="json")
    return made


def records(language: str, brief: Mapping[str, Any] | None = None, made: Mapping[str, Any] | None = None) -> Records:
    """The sample campaign, completed offline; `brief` and `made` (outputs by phase) replace the written ones."""
    told = Brief.model_validate(brief or sample(language)["brief"])
    campaign = Campaign(
        id=CAMPAIGN,
        workspace_id=WORKSPACE,
        created_by="01KBBBBBBB000000000000SER1",
        name=f"{told.company.name}: {told.company.offer}"[:120],
        playbook="campaign",
        brief=told,
        status=CampaignStatus.COMPLETED,
        created_at=START,
        launched_at=START,
        ended_at=START + timedelta(seconds=23),
    )
    found = Records(campaign, FakeCampaigns(), FakeAssets(), FakeFiles(), FakeLedgerEntries())
    done = made if made is not None else outputs(language)
    found.campaigns.add(campaign, [phase_of(campaign, i, name, done[name]) for i, name in enumerate(PLAYBOOK)])
    for name in PLAYBOOK:
        found.ledger.add(entry_of(campaign, name))
    if "visuals" in done:
        add_media(found, done["visuals"])
    return found


def phase_of(campaign: Campaign, position: int, name: str, output: Any) -> Phase:
    """A completed phase of the sample's playbook: the default one, and a review."""
    agent, needs, start, end = PLAYBOOK[name]
    return Phase(
        campaign_id=campaign.id,
        workspace_id=campaign.workspace_id,
        name=name,
        agent=agent,
        position=position,
        needs=needs,
        status=PhaseStatus.COMPLETED,
        started_at=START + timedelta(seconds=start),
        ended_at=START + timedelta(seconds=end),
        output=output,
        attempts=(Attempt(provider="offline", model="composer-1"),),
    )


def entry_of(campaign: Campaign, phase: str, **change: Any) -> LedgerEntry:
    """One settled text call of a phase; offline and free unless changed."""
    values = {
        "id": derived_id(campaign.id, phase, *map(str, change.values())),
        "workspace_id": campaign.workspace_id,
        "campaign_id": campaign.id,
        "phase": phase,
        "revision": 1,
        "request_id": "req-1",
        "agent": PLAYBOOK[phase][0],
        "kind": "text",
        "provider": "offline",
        "model": "composer-1",
        "usage": Usage(input_tokens=1200, output_tokens=640),
        "cost": Decimal("0"),
        "price_date": "2026-01-01",
        "latency_ms": 900,
        "at": START,
    }
    return LedgerEntry.model_validate(values | change)


def add_media(found: Records, visuals: Mapping[str, Any]) -> None:
    """Two pictures per variant and one (unplayable) video."""
    palette = visuals["palette"]
    for variant in "AB":
        for width, height in ((1080, 1080), (1200, 628)):
            ground, mark = (
                (palette["primary"], palette["accent"]) if variant == "A" else (palette["accent"], palette["primary"])
            )
            name = f"visual-{variant.lower()}-{width}x{height}.png"
            add_asset(
                found,
                "visuals",
                name,
                "image",
                picture(width, height, ground, mark),
                variant,
                width=width,
                height=height,
            )
    add_asset(found, "video", "video-1280x720.mp4", "video", b"\0" * 4096, None, width=1280, height=720, seconds=8.0)


def add_asset(
    found: Records, phase: str, name: str, kind: AssetKind, data: bytes, variant: str | None = None, **facts: float
) -> Asset:
    """Store an asset and its bytes."""
    id = derived_id(found.campaign.id, phase, name)
    mime_type = {"image": "image/png", "video": "video/mp4", "document": "application/pdf"}[kind]
    asset = Asset(
        id=id,
        workspace_id=WORKSPACE,
        campaign_id=found.campaign.id,
        phase=phase,
        revision=1,
        name=name,
        kind=kind,
        mime_type=mime_type,
        key=f"{WORKSPACE}/{found.campaign.id}/{name}",
        size=len(data),
        sha256="0" * 64,
        variant=variant,
        provider="offline",
        model="renderer-1",
        offline_draft=True,
        facts=facts,
        created_at=START,
    )
    found.assets.save(asset)
    found.files.put(asset.key, data, mime_type)
    return asset


@cache
def picture(width: int, height: int, ground: str, mark: str) -> bytes:
    """A small stand-in for a rendered visual."""
    image = Image.new("RGB", (width // 4, height // 4), ground)
    ImageDraw.Draw(image).ellipse((width // 16, height // 16, height // 5, height // 5), fill=mark)
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
