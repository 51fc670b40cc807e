"""What a gateway adds to a call of the plain SDK, beside what litellm adds, on the same server in the same run."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from tests.cloud import cloud

from .figures import Figure, typical
from .gateway_calls import CONTENT
from .model_server import LAST, model_server
from .peers_venv import python
from .processes import OURS, interleaved, measured
from .requests import mark
from .stores import valkey
from .timing import WARM

ROUNDS, CALLS = 9, 400
STORED_ROUNDS, STORED_CALLS = 3, 100


def figures() -> Iterator[Figure]:
    """Milliseconds over the plain SDK, without what the stores take, which comes beside it."""
    with model_server(CONTENT) as url, _request(url) as path:
        runs = interleaved(
            ROUNDS,
            sdk=partial(measured, OURS, "tests.load.peers.sdk_calls", url, path, CALLS),
            ours=partial(measured, OURS, "tests.load.gateway_calls", url, CALLS),
            litellm=partial(measured, python(), "tests.load.peers.litellm_calls", url, path, CALLS),
        )
        stored = interleaved(STORED_ROUNDS, ours=partial(_over_real_stores, url))["ours"]
    for what in ("p50", "p95", "cpu"):
        ours, theirs = (_added(runs[name], runs["sdk"], what) for name in ("ours", "litellm"))
        yield Figure(f"gateway_overhead_{what}", ours, "ms", ROUNDS, "litellm", theirs, at_most=0.4)
    yield Figure("gateway_sdk_p50", typical(runs["sdk"], "p50"), "ms", ROUNDS)
    yield Figure("gateway_stores_p50", typical(stored, "apart_p50"), "ms", STORED_ROUNDS)
    yield Figure("gateway_stores_p95", typical(stored, "apart_p95"), "ms", STORED_ROUNDS)


def _over_real_stores(url: str) -> dict[str, float]:
    with valkey() as port, cloud() as environment:
        cache = f"valkey://127.0.0.1:{port}"
        return measured(OURS, "tests.load.gateway_calls", url, STORED_CALLS, cache, environment=environment)


def _added(runs: list[dict[str, float]], plain: list[dict[str, float]], what: str) -> float:
    """The median over the rounds of what a contender took beyond the plain SDK in the same round."""
    return median(run[what] - base[what] for run, base in zip(runs, plain, strict=True))


@contextmanager
def _request(url: str) -> Iterator[Path]:
    """A file with exactly what our gateway sends, as number 0: what all others send too."""
    measured(OURS, "tests.load.gateway_calls", url, 1)
    with urlopen(url.removesuffix("/v1") + LAST, timeout=10) as answer, TemporaryDirectory() as folder:
        path = Path(folder) / "request.json"
        path.write_text(json.dumps(json.load(answer)).replace(mark(WARM + 1), mark(0)), encoding="utf-8")
        yield path
