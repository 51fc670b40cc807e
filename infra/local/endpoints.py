"""Where a running local cloud is found: the file `.local/endpoints.json`."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from infra.local.plan import REGION, Plan


@dataclass(frozen=True)
class Endpoints:
    """URLs of the running cloud, and the outputs of its stacks; `ws_url` is None while nothing serves WebSockets."""

    api_url: str
    cache_url: str
    aws_endpoint_url: str
    ws_url: str | None = None
    region: str = REGION
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)

    @staticmethod
    def of(plan: Plan, outputs: dict[str, dict[str, str]]) -> "Endpoints":
        """The endpoints of the cloud that carries out `plan`."""
        return Endpoints(
            api_url=plan.api_url,
            cache_url=plan.operator_cache_url,
            aws_endpoint_url=plan.aws_url,
            outputs=outputs,
        )

    def output(self, name: str) -> str:
        """The stack output called `name`, whichever stack has it. Raises KeyError."""
        for outputs in self.outputs.values():
            if name in outputs:
                return outputs[name]
        raise KeyError(f"no stack has an output {name}")

    def write(self, path: Path) -> None:
        """Replace the file at `path`, all or nothing."""
        scratch = path.with_suffix(".new")
        scratch.write_text(json.dumps(asdict(self), indent=2) + "\n")
        scratch.replace(path)

    @staticmethod
    def read(path: Path) -> "Endpoints":
        """What write() wrote. Raises FileNotFoundError when no cloud is up."""
        return Endpoints(**json.loads(path.read_text()))
