"""The artefacts boot under the real runtime client with nothing but their layers, as they will on AWS."""

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from infra.sources import FunctionSource, functions_in
from tests.infra.layers.runtime import Function, http_get

ROOT = Path(__file__).resolve().parents[3]
OUTSIDE = [
    FunctionSource(ROOT, PurePosixPath("functions/errands")),
    *(source for part in ("scheduled", "workflow") for source in functions_in(ROOT, f"functions/{part}")),
]

pytestmark = pytest.mark.skipif("sys.platform != 'linux'", reason="Lambda's wheels are for Linux")


@pytest.mark.parametrize("function", ["Api"], indirect=True)
def test_the_api_answers(function: Function) -> None:
    outcome = function.invoke(http_get("/health/live"))
    assert outcome.kind == "response", outcome.body
    assert outcome.body["statusCode"] == 200
    assert json.loads(outcome.body["body"])


@pytest.mark.parametrize("function", ["Analyst", "Designer", "CloseCampaign"], indirect=True)
def test_a_task_without_ids_is_refused_by_name(function: Function) -> None:
    outcome = function.invoke({})
    assert outcome.kind == "error", outcome.body
    assert outcome.body["errorType"] == "ValidationError"
    assert "workspace_id" in outcome.body["errorMessage"]


SNAPSHOT = {"AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start"}


@pytest.mark.parametrize("function", ["Api"], indirect=True)
def test_the_api_answers_from_a_snapshot(function: Function) -> None:
    outcome = replace(function, variables={**function.variables, **SNAPSHOT}).invoke(http_get("/health/ready"))
    assert outcome.kind == "response", outcome.body
    assert outcome.body["statusCode"] == 200


LOADED = """
import sys, gc, awslambdaric.bootstrap
import functions.agents.analyst.handler
print(gc.isenabled(), *({"openai", "anthropic", "valkey", "pynamodb"} & set(sys.modules)))
"""


@pytest.mark.parametrize("function", ["Analyst"], indirect=True)
def test_without_a_snapshot_an_agent_loads_no_sdk_before_it_asks(function: Function) -> None:
    assert sorted(function.run(LOADED).split()) == ["True", "pynamodb", "valkey"]


@pytest.mark.parametrize("function", [source.title for source in OUTSIDE], indirect=True)
def test_what_serves_no_request_has_its_imports_in_its_layers(function: Function) -> None:
    function.run(f"import {function.handler.rpartition('.')[0]}")


PROVIDERS = """
from astromedia.gateway.providers.table import ProviderTable
from astromedia.gateway.settings import ModelSettings
table = ProviderTable(ModelSettings.model_validate({"OPENAI_API_KEY": "k", "ANTHROPIC_API_KEY": "k"}))
for name in ("openai", "anthropic", "offline"):
    table.text(name)
print(*(type(provider).__name__ for provider in table._loaded.values()))
"""


@pytest.mark.parametrize("function", ["Analyst"], indirect=True)
def test_an_agent_can_load_every_provider_of_text(function: Function) -> None:
    assert function.run(PROVIDERS).split() == ["OpenAIProvider", "AnthropicProvider", "OfflineProvider"]


EMBEDDING = """
from astromedia.gateway.semantic.embedding import embedder
near = embedder().similarity("cheap running shoes", "inexpensive sneakers for runners")
print(near > embedder().similarity("cheap running shoes", "annual report of a bank"))
"""


@pytest.mark.parametrize("function", ["Analyst"], indirect=True)
def test_a_text_agent_knows_what_is_meant_alike(function: Function) -> None:
    assert function.run(EMBEDDING).strip() == "True"


OWN = """
from astromedia.agents.own import output_model
schema = {"type": "object", "properties": {"a": {"type": "string", "pattern": "^a+$"}}, "required": ["a"]}
print(output_model(schema).model_validate({"a": "aa"}).model_dump())
"""


@pytest.mark.parametrize("function", ["OwnAgent", "Api"], indirect=True)
def test_what_an_own_agent_writes_can_be_checked(function: Function) -> None:
    assert function.run(OWN).strip() == "{'a': 'aa'}"


FILM = """
from astromedia.gateway.providers.offline.render import image
from astromedia.gateway.providers.offline.render.encoder import encode
print(encode([bytes(64 * 64 * 3)] * 2, 64, 64, 2)[4:8].decode())
"""


@pytest.mark.parametrize("function", ["Designer", "VideoProducer"], indirect=True)
def test_a_renderer_has_its_fonts_and_can_run_its_encoder(function: Function) -> None:
    assert function.run(FILM).strip() == "ftyp"


EVERYTHING = """
import importlib, pkgutil, {0}
print(sum(1 for module in pkgutil.walk_packages({0}.__path__, "{0}.") if importlib.import_module(module.name)))
"""


@pytest.mark.parametrize("function", ["Api"], indirect=True)
@pytest.mark.parametrize("package", ["functions.api", "astromedia.services", "astromedia.storage"])
def test_the_api_can_import_whatever_it_needs_later(function: Function, package: str) -> None:
    assert int(function.run(EVERYTHING.format(package))) > 5


ELSEWHERE = """
from astromedia.domain.identity import PROVIDERS, Credentials
from astromedia.kit.clock import utc_now
from astromedia.storage.identity_providers import identity_provider
ours = Credentials(client_id="x", client_secret="y")
print(*(type(identity_provider(facts, ours, utc_now)).__name__ for facts in PROVIDERS.values()))
"""


@pytest.mark.parametrize("function", ["Api"], indirect=True)
def test_the_api_can_ask_identity_providers(function: Function) -> None:
    assert function.run(ELSEWHERE).split() == ["OidcProvider", "GitHubProvider"]
