"""100 identical calls at the same time from 4 processes: one is paid for."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

PROCESSES, THREADS = 4, 25
ROOT = Path(__file__).parents[3]


def test_a_hundred_identical_calls_make_one_provider_call(valkey_url: str) -> None:
    numbers = [str(THREADS), str(PROCESSES * THREADS)]
    command = [sys.executable, "-m", "tests.unit.gateway.crowd", valkey_url, *numbers]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    told = [json.loads(process.communicate(timeout=120)[0]) for process in running]
    sources: Counter[str] = sum((Counter(one["sources"]) for one in told), Counter())
    assert sources == {"provider: Hello": 1, "cache: Hello": 99}
    assert sum(one["asked"] for one in told) == 1
    assert [cost for one in told for cost in one["paid"]] == ["0.001200000"]
    assert [cost for one in told for cost in one["saved"]] == ["0.0012"] * 99
    assert all(one["conserved"] for one in told)
