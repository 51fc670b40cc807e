"""A model provider that is well, fails, says nothing, or is not there: as a drill wants it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from infra.local.ports import LOOPBACK

MODEL = "drill"
PROMPT, COMPLETION = 400, 200
DOLLARS_PER_MILLION = {"input": "0.10", "output": "0.50"}
COST = Decimal("0.00014")
"""What an answer costs: 400 tokens at 0.10 and 200 at 0.50 US dollars per million."""
TIMEOUT_SECONDS = 2


class Mode(StrEnum):
    """How the provider is."""

    WELL = "well"
    FAILS = "fails"
    SILENT = "silent"
    """Until it is told to speak."""


class Provider:
    """Speaks the OpenAI protocol. Every answer says `content`; `answered` counts them, whoever still waited."""

    def __init__(self, content: str) -> None:
        self.mode = Mode.WELL
        self.answered = self.asked = 0
        self._lock = threading.Lock()
        self._content = content
        self._speaks = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    def open(self) -> None:
        """Listen, on the same port each time."""
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, body = provider.answer()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                with suppress(BrokenPipeError):  # nobody waited
                    self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                """Nothing: what was asked is counted."""

        self._server = ThreadingHTTPServer((LOOPBACK, self._port), Handler)
        self._server.daemon_threads = True
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        """Be gone: connections are refused."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def answer(self) -> tuple[int, bytes]:
        """Status and body for the next request."""
        with self._lock:
            self.asked += 1
        mode = self.mode
        if mode is Mode.FAILS:
            return 500, b'{"error": {"message": "The drill says no.", "type": "server_error"}}'
        if mode is Mode.SILENT:
            self._speaks.wait()
        with self._lock:
            self.answered += 1
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": self._content}}
        usage = {"prompt_tokens": PROMPT, "completion_tokens": COMPLETION, "total_tokens": PROMPT + COMPLETION}
        facts = {"id": "chatcmpl-drill", "object": "chat.completion", "created": 1_790_000_000, "model": MODEL}
        return 200, json.dumps({**facts, "choices": [choice], "usage": usage}).encode()

    def speak(self) -> None:
        """Answer all that were not answered, and be well."""
        self.mode = Mode.WELL
        self._speaks.set()

    def hush(self) -> None:
        """Say nothing."""
        self._speaks.clear()
        self.mode = Mode.SILENT

    def settings(self, chain: str, seconds: int = TIMEOUT_SECONDS) -> dict[str, str]:
        """The model settings that use it, in this order of fallback, and give it so many seconds."""
        return {
            "MODEL_CHAIN": chain,
            "OPENAI_API_KEY": "drill",
            "OPENAI_BASE_URL": f"http://{LOOPBACK}:{self._port}/v1",
            "OPENAI_MODEL": MODEL,
            "MODEL_TIMEOUT_SECONDS": str(seconds),
            "MODEL_PRICES": json.dumps({f"openai/{MODEL}": DOLLARS_PER_MILLION}),
        }


@contextmanager
def provider(content: str) -> Iterator[Provider]:
    """A provider for the block."""
    served = Provider(content)
    served.open()
    try:
        yield served
    finally:
        served.speak()
        served.close()
