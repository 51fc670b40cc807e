"""How each peer is measured: every step once to get warm, and once that counts.

Arguments: the model server's root URL, the DAG as JSON, the steps as JSON. A campaign is a coroutine function that
takes the campaign's id and runs all phases.
"""

import asyncio
import json
import sys
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from typing import Any

from openai import AsyncOpenAI

from tests.load.paced import Dag, Step, set_latency, take_asks

Campaign = Callable[[str], Awaitable[object]]
Peer = Callable[[str, Dag], AbstractAsyncContextManager[Campaign]]
MODEL, THREADS = "gpt-4o-mini", 256
BRIEF = "Northwind Labs makes planning software for small factories; the campaign is to bring 200 trial sign-ups. " * 4


def request(phase: str, campaign: str) -> str:
    """What a phase asks the model, whoever orchestrates."""
    return f"Do phase-{phase} of campaign-{campaign}. {BRIEF}"


def client(server: str) -> AsyncOpenAI:
    """The plain SDK, for peers that leave it to the user how a model is asked."""
    return AsyncOpenAI(base_url=f"{server}/v1", api_key="k", max_retries=0, timeout=60)


async def answer(sdk: AsyncOpenAI, phase: str, campaign: str) -> str:
    """What the model answers."""
    asked: Any = [{"role": "user", "content": request(phase, campaign)}]
    completion = await sdk.chat.completions.create(model=MODEL, messages=asked)
    return completion.choices[0].message.content or ""


def measure(peer: Peer) -> None:
    """Run `peer` as the arguments say and tell, for every step, its seconds and what the model was asked."""
    server, dag, steps = sys.argv[1], json.loads(sys.argv[2]), [Step(*step) for step in json.loads(sys.argv[3])]
    sys.stdout.write("\n" + json.dumps({"steps": asyncio.run(_measured(peer, server, dag, steps))}) + "\n")


async def _measured(peer: Peer, server: str, dag: Dag, steps: Sequence[Step]) -> list[dict[str, Any]]:
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THREADS))
    told = []
    async with peer(server, dag) as campaign:
        for step in steps:
            await _run(server, step.warm, campaign)
            told.append(await _run(server, step, campaign))
    return told


async def _run(server: str, step: Step, campaign: Campaign) -> dict[str, Any]:
    set_latency(server, step.latency_ms)
    take_asks(server)
    began = time.perf_counter()
    await asyncio.gather(*(campaign(uuid.uuid4().hex) for _ in range(step.at_once)))
    return {"seconds": time.perf_counter() - began, "asks": take_asks(server)}
