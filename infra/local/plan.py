"""What one local cloud consists of: the project it runs, the folder it keeps, the ports it listens on."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.local.ports import LOOPBACK
from infra.local.valkey import OPERATOR

if TYPE_CHECKING:
    import boto3

ACCOUNT = "123456789012"
REGION = "us-east-1"
SERVERS = ("aws", "states", "functions", "cache", "api")
"""Everything that listens; `api` is a second door of the `aws` process."""


@dataclass(frozen=True)
class Project:
    """A CDK app and the code its functions run: `app` is run as a script, `task_root` is what /var/task is on AWS."""

    app: Path
    task_root: Path
    python_path: tuple[Path, ...]
    sources: tuple[Path, ...]
    synth_inputs: tuple[Path, ...]

    @staticmethod
    def of_repository(root: Path) -> "Project":
        """AstroMedia itself, as laid out in docs/architecture.md."""
        layer = root / "layers" / "astromedia" / "python"
        functions = root / "functions"
        inputs = ("infra", "statemachines", "cdk.json", "pyproject.toml")
        return Project(
            app=root / "infra" / "app.py",
            task_root=root,
            python_path=(layer,),
            sources=(layer, functions),
            synth_inputs=tuple(root / name for name in inputs),
        )


@dataclass(frozen=True)
class Folder:
    """The data folder of a local cloud (`.local`); everything that must survive a restart is in it."""

    path: Path

    @property
    def logs(self) -> Path:
        """One log file per server and per function."""
        return self.path / "logs"

    @property
    def state(self) -> Path:
        """Tables, secrets, stacks and everything else the AWS services remember."""
        return self.path / "state"

    @property
    def assembly(self) -> Path:
        """What the CDK app synthesised."""
        return self.path / "cdk.out"

    @property
    def endpoints(self) -> Path:
        """Where clients find the running cloud."""
        return self.path / "endpoints.json"

    def create(self) -> None:
        """Make the folders that do not exist yet."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)  # the secrets in it are the developer's own keys
        for folder in (self.logs, self.state, self.path / "s3", self.path / "valkey", self.path / "states"):
            folder.mkdir(parents=True, exist_ok=True)


@dataclass(frozen=True)
class Plan:
    """One local cloud, complete: what its processes are started with."""

    project: Project
    folder: Folder
    ports: Mapping[str, int]

    def url(self, server: str) -> str:
        """The base URL of one of SERVERS."""
        return f"http://{LOOPBACK}:{self.ports[server]}"

    @property
    def aws_url(self) -> str:
        """AWS_ENDPOINT_URL of this cloud."""
        return self.url("aws")

    @property
    def api_url(self) -> str:
        """The root of the HTTP API."""
        return self.url("api")

    @property
    def cache_url(self) -> str:
        """Valkey, which speaks no TLS here, for who says by himself as whom he comes."""
        return f"valkey://{LOOPBACK}:{self.ports['cache']}"

    @property
    def operator_cache_url(self) -> str:
        """The same for who may do anything there."""
        return f"valkey://{OPERATOR}@{LOOPBACK}:{self.ports['cache']}"

    def write(self, path: Path) -> None:
        """Save the plan for the processes that carry it out."""
        path.write_text(json.dumps(asdict(self), default=str, indent=2))

    @staticmethod
    def read(path: Path) -> "Plan":
        """The plan that write() saved."""
        data = json.loads(path.read_text())
        project: dict[str, Any] = {
            key: Path(value) if isinstance(value, str) else tuple(map(Path, value))
            for key, value in data["project"].items()
        }
        return Plan(Project(**project), Folder(Path(data["folder"]["path"])), data["ports"])


def local_session(region: str = REGION) -> "boto3.Session":
    """A boto3 session with the credentials that the local cloud expects: it checks none."""
    import boto3

    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=region)  # noqa: S106


def fake_credentials(aws_url: str) -> dict[str, str]:
    """The variables with which any AWS SDK talks to the local cloud at `aws_url`, and to nothing else."""
    return {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": aws_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
    }
