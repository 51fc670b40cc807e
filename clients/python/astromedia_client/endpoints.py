"""Where the API is: what was said, or the local cloud of the project we stand in."""

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from .errors import InputProblem

LOCAL_FILE = Path(".local", "endpoints.json")


def find_api_url(option: str | None, environ: Mapping[str, str], cwd: Path) -> str:
    """The --api-url `option`, else ASTROMEDIA_API_URL, else `api_url` of .local/endpoints.json in `cwd` or above it.

    InputProblem names the source of a URL that is not one, and says what to do if there is none.
    """
    if option:
        return _checked(option, "--api-url")
    if variable := environ.get("ASTROMEDIA_API_URL"):
        return _checked(variable, "ASTROMEDIA_API_URL")
    files = (folder / LOCAL_FILE for folder in (cwd, *cwd.parents))
    if file := next((file for file in files if file.is_file()), None):
        return _checked(_from_file(file), str(file))
    raise InputProblem("--api-url: no API known; give it, set ASTROMEDIA_API_URL, or start a local one with `make up`")


def _from_file(file: Path) -> str:
    try:
        return str(json.loads(file.read_text())["api_url"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputProblem(f"{file}: names no api_url; write it anew with `make up`") from error


def _checked(url: str, source: str) -> str:
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or any(c.isspace() or not c.isprintable() for c in url):
        raise InputProblem(f"{source}: {url!r} is not the http(s) address of an API")
    return url.rstrip("/")
