"""What there is to work with: playbooks and agents."""

from collections.abc import Mapping
from typing import Any, ClassVar

from .base import Answer


class StepAnswer(Answer):
    """A phase of a playbook: it starts when all it `needs` are completed."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "strategy", "agent": "strategist", "needs": ["research"]}

    name: str
    agent: str
    needs: tuple[str, ...]


class PlaybookAnswer(Answer):
    """A directed acyclic graph of phases."""

    EXAMPLE: ClassVar[dict[str, Any]] = {"name": "campaign", "title": "Full campaign", "phases": [StepAnswer.EXAMPLE]}

    name: str
    title: str
    phases: tuple[StepAnswer, ...]


class AgentAnswer(Answer):
    """Who does a phase: what it reads besides the brief, what its output is called, and that output's JSON Schema."""

    EXAMPLE: ClassVar[dict[str, Any]] = {
        "name": "strategist",
        "inputs": ["research"],
        "produces": "strategy",
        "output_schema": {"type": "object", "properties": {"positioning": {"type": "string"}}},
    }

    name: str
    inputs: tuple[str, ...]
    produces: str
    output_schema: Mapping[str, Any]
