"""The video phase, with its real gateway, of a film that a server makes in the background."""

import dataclasses
from decimal import Decimal

from astromedia.agents.runtime import Outcome
from astromedia.domain.campaign import PhaseStatus
from astromedia.gateway.providers.openai_films import POLL_SECONDS
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings
from tests.fakes import FakeBudgets
from tests.unit.gateway.gateways import Desk
from tests.unit.gateway.providers.video_server import MP4, video_server

from .test_runtime import CLOCK, WORKSPACE, Stage


def test_a_phase_films_waits_and_completes_with_the_film_its_text_bought_once() -> None:
    stage = Stage()
    for name in ("research", "strategy", "scriptwriting", "seo", "copy", "visuals"):
        stage.run(name)
    with video_server() as server:
        settings = ModelSettings.model_validate({"OPENAI_VIDEO_MODEL": "film", "OPENAI_VIDEO_BASE_URL": server.url})
        budgets = FakeBudgets(stage.entries)

        def run() -> Outcome:
            """In a process of its own, over the same stores."""
            usual = {"files": stage.files, "video_routes": settings.video_routes}
            desk = Desk(ProviderTable(settings), settings.text_routes, 0.0, budgets, CLOCK, **usual)
            stage.runtime = dataclasses.replace(stage.runtime, models=desk.gateway)
            return stage.run("video")

        assert [run(), run()] == [Outcome("video", "RENDERING", POLL_SECONDS)] * 2
        assert stage.phase("video").status is PhaseStatus.RUNNING
        server.become(status="completed")
        assert run() == Outcome("video", "COMPLETED")
        assert len(server.jobs) == 1
    (film,) = [
        asset
        for asset in stage.assets.of_campaign(WORKSPACE, stage.phase("video").campaign_id)
        if asset.kind == "video"
    ]
    assert (film.provider, film.model, film.offline_draft) == ("openai", "film", False)
    assert stage.files.get(film.key) == MP4
    done = stage.phase("video")
    assert [(each.provider, each.source) for each in done.attempts] == [("offline", "memo"), ("openai", "provider")]
    mine = [entry for entry in stage.entries.entries.values() if entry.phase == "video"]
    assert sorted(entry.kind for entry in mine) == ["text", "video"]
    assert done.cost == sum((entry.cost for entry in mine), Decimal(0)) > 0
