"""Switches providers and models off and on: one parameter, which functions read within half a minute."""

import json
from collections.abc import Iterator, Mapping

from astromedia.domain.errors import ConfigurationError
from astromedia.gateway.calls import Route
from astromedia.gateway.settings import ModelSettings
from astromedia.gateway.switch import Off, newest, read_off, why_off
from astromedia.storage.parameter import SsmParameter
from infra.deployment import switch_parameter
from infra.operate.stage import Refused, Stage


def models(stage: Stage) -> Iterator[str]:
    """A line for each model that is set: whether it is on, and why not."""
    off, fault = _read(stage)
    if fault:
        yield f"What is in {switch_parameter(stage.name)} is not valid, so the value before it holds: {fault}"
    for route in _routes(stage):
        reason = why_off(off, route)
        yield f"{'on ' if reason is None else 'off'}  {'/'.join(route)}{'' if reason is None else f': {reason}'}"
    for name in off.keys() - _names(stage):
        yield f"off  {name}: {off[name]} (no model of the settings)"


def switch_off(stage: Stage, name: str, reason: str) -> Iterator[str]:
    """Have a provider, or "provider/model", not asked any more, for a reason that customers are shown."""
    known = _names(stage)
    if name not in known:
        raise Refused(f"'{name}' is no model of the settings of '{stage.name}'; there are: {', '.join(sorted(known))}")
    yield from _put(stage, {**_read(stage)[0], name: reason})


def switch_on(stage: Stage, name: str) -> Iterator[str]:
    """Have it asked again."""
    off = dict(_read(stage)[0])
    if off.pop(name, None) is None:
        raise Refused(f"'{name}' is not switched off; off are: {', '.join(sorted(off)) or 'none'}")
    yield from _put(stage, off)


def _put(stage: Stage, off: Mapping[str, str]) -> Iterator[str]:
    value = json.dumps(off)
    try:
        read_off(value)
    except ValueError as error:
        raise Refused(f"That would not be valid: {error}") from None
    stage.client("ssm").put_parameter(Name=switch_parameter(stage.name), Value=value, Type="String", Overwrite=True)
    yield "Every function feels this within 30 seconds."
    yield from models(stage)


def _read(stage: Stage) -> tuple[Off, str]:
    """What holds, and what is wrong with the newest value, if anything."""
    faults: list[str] = []
    parameter = SsmParameter(switch_parameter(stage.name), lambda: stage.client("ssm"))
    try:
        off = newest(parameter.versions(), faults)
    except ConfigurationError as error:
        raise Refused(error.detail) from None
    return off or {}, next(iter(faults), "")


def _routes(stage: Stage) -> list[Route]:
    settings = ModelSettings.model_validate(stage.secret("ModelSettingsSecretArn"))
    return list(dict.fromkeys((*settings.text_routes, *settings.image_routes, *settings.video_routes)))


def _names(stage: Stage) -> set[str]:
    routes = _routes(stage)
    return {route.provider for route in routes} | {"/".join(route) for route in routes}
