"""What a gateway adds to a call of the plain SDK, beside what litellm adds, on the same server in the same run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from .figures import Figure
from .gateway_calls import CONTENT, gateway, numbered
from .model_server import LAST, model_server
from .peers_venv import python
from .processes import OURS, interleaved, measured

ROUNDS, CALLS = 7, 400


def figures() -> Iterator[Figure]:
    """Milliseconds over the plain SDK: p50, p95 and processor time per call."""
    with model_server(CONTENT) as url, _request(url) as path:
        runs = interleaved(
            ROUNDS,
            sdk=partial(measured, OURS, "tests.load.peers.sdk_calls", url, path, CALLS),
            ours=partial(measured, OURS, "tests.load.gateway_calls", url, CALLS),
            litellm=partial(measured, python(), "tests.load.peers.litellm_calls", url, path, CALLS),
        )
    for what in ("p50", "p95", "cpu"):
        ours, theirs = (_added(runs[name], runs["sdk"], what) for name in ("ours", "litellm"))
        yield Figure(f"gateway_overhead_{what}", ours, "ms", ROUNDS, "litellm", theirs, at_most=0.4)
    yield Figure("gateway_sdk_p50", median(run["p50"] for run in runs["sdk"]), "ms", ROUNDS)


def _added(runs: list[dict[str, float]], plain: list[dict[str, float]], what: str) -> float:
    """The median over the rounds of what a contender took beyond the plain SDK in the same round."""
    return median(run[what] - base[what] for run, base in zip(runs, plain, strict=True))


@contextmanager
def _request(url: str) -> Iterator[Path]:
    """A file with exactly what our gateway sends for call number 0: what all others send too."""
    gateway(url).text(numbered(0), dict)
    with urlopen(url.removesuffix("/v1") + LAST, timeout=10) as answer, TemporaryDirectory() as folder:
        path = Path(folder) / "request.json"
        path.write_text(json.dumps(json.load(answer)), encoding="utf-8")
        yield path
