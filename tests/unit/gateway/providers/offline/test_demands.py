"""What a playbook demands of a phase is kept offline too, where the schema has room for it."""

import json
from typing import Any

import pytest

from astromedia.agents.definition import Context
from astromedia.agents.prompt import checked, text_call
from astromedia.agents.registry import AGENTS
from astromedia.domain.rules import ValidationRule
from astromedia.gateway.calls import OutputRejected, Purpose, TextCall
from astromedia.gateway.providers.offline.provider import OfflineProvider
from astromedia.gateway.providers.schema import model_schema

from .compose.campaigns import brief, run


def asked(agent: str, rule: ValidationRule, name: str = "rivers") -> tuple[Context, TextCall]:
    made_for = brief(name)
    outputs = run(made_for)
    context = Context(made_for, {wanted: outputs[wanted] for wanted in AGENTS[agent].inputs}, rule=rule)
    purpose = Purpose(
        workspace_id="w", campaign_id="c", phase=agent, revision=1, request_id="r", agent=agent, step="draft"
    )
    return context, text_call(AGENTS[agent], context, purpose)


def answer(call: TextCall) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(OfflineProvider().complete(call, "composer-1", 10).text)
    return made


@pytest.mark.parametrize("agent", ["strategist", "seo", "copywriter", "content_writer", "social", "analytics"])
def test_what_must_be_said_is_said_within_the_schema_and_the_channels_limits(agent: str) -> None:
    rule = ValidationRule(must_include=("Open house on 12 March", "#riverday"))
    context, call = asked(agent, rule)
    with pytest.raises(OutputRejected):
        checked(AGENTS[agent], context, answer(call.model_copy(update={"json_schema": unhinted(call)})))
    assert checked(AGENTS[agent], context, answer(call))


def unhinted(call: TextCall) -> dict[str, Any]:
    return {key: value for key, value in call.json_schema.items() if key != "x-demands"}


def test_an_email_still_ends_with_its_footer() -> None:
    rule = ValidationRule(must_include=("Open house on 12 March",))
    _, call = asked("copywriter", rule, "software")
    told = [body for body in bodies(answer(call)) if "Open house" in body]
    assert len(told) == 1
    assert told[0].splitlines()[-1] != "Open house on 12 March."


def bodies(deck: dict[str, Any]) -> list[str]:
    return [copy[variant]["body"] for copy in deck["channels"] for variant in ("a", "b")]


def test_another_draft_is_tried_where_words_must_not_be_said() -> None:
    _, plain = asked("copywriter", ValidationRule(), "software")
    words = answer(plain)["channels"][0]["a"]["headline"]
    context, call = asked("copywriter", ValidationRule(must_not_include=(words,)), "software")
    assert words in json.dumps(answer(plain), ensure_ascii=False)
    assert checked(AGENTS["copywriter"], context, answer(call))


def test_what_cannot_be_kept_is_refused_by_the_check_and_not_by_the_composer() -> None:
    context, call = asked("copywriter", ValidationRule(longest_words=3), "software")
    with pytest.raises(OutputRejected, match="over this phase's 3"):
        checked(AGENTS["copywriter"], context, answer(call))


def test_models_are_not_shown_the_hint() -> None:
    _, call = asked("seo", ValidationRule(must_include=("Open house",)), "shop")
    assert "x-demands" in call.json_schema
    assert "x-demands" not in model_schema(call.json_schema)
