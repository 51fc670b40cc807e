"""python layers/dependencies/build.py [--arch arm64|x86_64|all] [--layer NAME ...] [--python 3.13] [--output FOLDER]

Writes <output>/<arch>/<layer>/python and <output>/<arch>/manifest.json, from uv.lock and our own package.
"""

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from layers.dependencies import bytecode, contents, lock
from layers.dependencies.manifest import describe, digest

ROOT = Path(__file__).resolve().parents[2]
OUR_PACKAGE = ROOT / "layers" / "astromedia" / "python" / "astromedia"
LAYERS = (OUR_PACKAGE.name, *lock.BELOW)
_MIB = 1 << 20


def recipe(layer: str, arch: str, python: str, compiler: Path | None) -> str:
    """A digest of all that a layer is made from and by; the same recipe gives the same bytes."""
    locked = layer in lock.BELOW
    made_from = "".join(lock.requirements(ROOT, layer).values()) if locked else digest(OUR_PACKAGE, "__pycache__")
    tools = digest(Path(__file__).parent, "__pycache__")
    return hashlib.sha256("\0".join([made_from, tools, arch, python, str(compiler)]).encode()).hexdigest()


def build(layer: str, folder: Path, arch: str, python: str, compiler: Path | None) -> None:
    """Make `folder` the layer: replaced as a whole, and only when it is complete."""
    new = folder.with_name(f".{layer}")
    shutil.rmtree(new, ignore_errors=True)
    target = new / "python"
    target.mkdir(parents=True)
    if layer in lock.BELOW:
        contents.install(lock.requirements(ROOT, layer), target, arch, python)
    else:
        contents.copy_package(OUR_PACKAGE, target)
    contents.strip(target)
    if compiler:
        bytecode.compile_all(target, compiler)
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def build_all(layers: Sequence[str], folder: Path, arch: str, python: str, compiler: Path | None) -> None:
    """Bring `layers` up to date for one processor, print their sizes and note them in the manifest."""
    manifest = folder / "manifest.json"
    known = json.loads(manifest.read_text())["layers"] if manifest.exists() else {}
    for layer in layers:
        wanted = recipe(layer, arch, python, compiler)
        if known.get(layer, {}).get("recipe") != wanted or not (folder / layer / "python").is_dir():
            build(layer, folder / layer, arch, python, compiler)
            known[layer] = asdict(describe(folder / layer, wanted))
        entry = known[layer]
        size = f"{entry['bytes'] / _MIB:6.1f} MiB {entry['files']:6} files"
        print(f"{arch:7} {layer:11} {size}  {entry['sha256'][:12]}")  # noqa: T201
    noted = {"python": python, "arch": arch, "compiled": compiler is not None, "layers": known}
    manifest.write_text(json.dumps(noted, indent=2, sort_keys=True) + "\n")


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description="Build the Lambda layers from uv.lock.")
    parser.add_argument("--arch", choices=[*contents.PLATFORMS, "all"], default="all")
    parser.add_argument("--layer", choices=LAYERS, action="append", help="may be repeated; all by default")
    parser.add_argument("--python", default="3.13", help="the version of Lambda's runtime")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "layers")
    chosen = parser.parse_args(arguments)
    compiler = bytecode.find_python(chosen.python)
    if compiler is None:
        cost = "without .pyc every cold start compiles the source again, which doubles import time"
        advice = f"`uv python install {chosen.python}` gets one"
        print(f"warning: no Python {chosen.python} on this machine: {cost}; {advice}", file=sys.stderr)  # noqa: T201
    try:
        for arch in contents.PLATFORMS if chosen.arch == "all" else [chosen.arch]:
            build_all(chosen.layer or LAYERS, chosen.output / arch, arch, chosen.python, compiler)
    except contents.BuildError as error:
        sys.exit(f"BuildError: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
