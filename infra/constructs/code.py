"""A function's code as it is deployed."""

import shutil
from pathlib import Path

import jsii
from aws_cdk import AssetHashType, BundlingOptions, DockerImage, IgnoreMode, ILocalBundling
from aws_cdk import aws_lambda as lambda_

from infra.deployment import Deployment
from infra.sources import FunctionSource
from layers.dependencies import bytecode

PYTHON = "3.13"


def code_of(source: FunctionSource, deployment: Deployment) -> lambda_.Code:
    """Its folder. For AWS it is compiled as the layers are, if this machine has Lambda's Python: else each cold start
    compiles it. The local cloud runs it from source."""
    python = bytecode.find_python(PYTHON) if deployment.layers == "built" else None
    return lambda_.Code.from_asset(
        str(source.root),
        exclude=source.everything_else,
        ignore_mode=IgnoreMode.GIT,
        bundling=_made_here(source, python) if python else None,
        asset_hash_type=AssetHashType.OUTPUT if python else None,
    )


def _made_here(source: FunctionSource, python: Path) -> BundlingOptions:
    return BundlingOptions(image=DockerImage.from_registry("none"), local=_Compiled(source, python))


@jsii.implements(ILocalBundling)
class _Compiled:
    """Makes what is deployed on this machine; no container is used."""

    def __init__(self, source: FunctionSource, python: Path) -> None:
        self._source, self._python = source, python

    def try_bundle(self, output_dir: str, *_: object, **__: object) -> bool:
        """Copy the function and the __init__.py of the folders above it, and compile them."""
        target, root, folder = Path(output_dir), self._source.root, self._source.folder
        shutil.copytree(root / folder, target / folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        for above in (parent for parent in folder.parents if parent.name):
            shutil.copy(root / above / "__init__.py", target / above)
        bytecode.compile_all(target, self._python, "/var/task")
        return True
