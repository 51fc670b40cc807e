"""Walks a compiled machine state by state, branch by branch, in one thread: so that it can be cut off at any step.

It knows what compiled machines are made of, and no more: the real interpreter runs them in the tests beside this one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from tests.fakes.mortal import Killed

Function = Callable[[dict[str, Any]], Mapping[str, Any]]
DIED = "Lambda.Unknown"


class Failed(Exception):
    """The execution ended as failed."""


class Walker:
    """One execution. `functions` are called by their placeholder; `step` is told before every transition.

    A function that is killed has died as a Lambda does: `revive` is called, and the state's Retry says what comes next.
    """

    def __init__(
        self,
        functions: Mapping[str, Function],
        publish: Callable[[str, dict[str, Any]], None],
        step: Callable[[], None],
        revive: Callable[[], None],
    ) -> None:
        self._functions, self._publish, self._step, self._revive = functions, publish, step, revive

    def run(self, machine: Mapping[str, Any], data: dict[str, Any]) -> None:
        """From the start to the end. Failed if that is a Fail."""
        name = machine["StartAt"]
        while name:
            self._step()
            name = self._enter(machine["States"][name], data)

    def _enter(self, state: Mapping[str, Any], data: dict[str, Any]) -> str | None:
        """Do what the state does, and say which one is next."""
        match state["Type"]:
            case "Choice":
                ways = [way for way in state["Choices"] if way["StringEquals"] == data["outcome"]["status"]]
                return str(ways[0]["Next"] if ways else state["Default"])
            case "Parallel":
                for branch in state["Branches"]:
                    self.run(branch, dict(data))
            case "Task":
                return self._task(state, data)
            case "Fail":
                raise Failed(data["error"])
        return state.get("Next")

    def _task(self, state: Mapping[str, Any], data: dict[str, Any]) -> str | None:
        tried = 0
        while True:
            try:
                self._call(state, data)
            except Failed:
                raise
            except (Exception, Killed) as error:
                name = DIED if isinstance(error, Killed) else type(error).__name__
                most = next((retry["MaxAttempts"] for retry in state["Retry"] if name in retry["ErrorEquals"]), 0)
                if tried < most:
                    tried += 1
                    self._revive() if name == DIED else None
                    continue
                data["error"] = {"Error": name, "Cause": str(error)}
                ways = [catch for catch in state["Catch"] if {name, "States.ALL"}.intersection(catch["ErrorEquals"])]
                return str(ways[0]["Next"])
            return state.get("Next")

    def _call(self, state: Mapping[str, Any], data: dict[str, Any]) -> None:
        if state["Resource"].endswith("events:putEvents"):
            (entry,) = state["Parameters"]["Entries"]
            self._publish(entry["DetailType"], _filled(entry["Detail"], data))
            return
        called = state["Parameters"]["FunctionName"].removeprefix("${").removesuffix("Arn}")
        answer = self._functions[called](_filled(state["Parameters"]["Payload"], data))
        if state["ResultPath"]:
            data["outcome"] = {
                name.removesuffix(".$"): answer[name.removesuffix(".$")] for name in state["ResultSelector"]
            }


def _filled(template: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """The template with its paths (`$.a.b`) followed."""
    return {
        name.removesuffix(".$"): _at(value, data) if name.endswith(".$") else value for name, value in template.items()
    }


def _at(path: str, data: Any) -> Any:
    for part in path.removeprefix("$.").split("."):
        data = data[part]
    return data
