"""Times calls of the plain `openai` SDK. Arguments: base URL, file with the request, number of calls."""

import sys
from pathlib import Path
from typing import Any

import openai

from tests.load.requests import numbered
from tests.load.timing import tell, timed

if __name__ == "__main__":
    url, path, calls = sys.argv[1:]
    client = openai.OpenAI(api_key="k", base_url=url, max_retries=0)

    def call(request: dict[str, Any]) -> None:
        assert client.chat.completions.create(**request, timeout=30).choices[0].message.content

    tell(timed(call, numbered(Path(path), int(calls))))
