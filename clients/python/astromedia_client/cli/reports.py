"""Where a campaign's report goes on this machine."""

import os
import re
import unicodedata
from pathlib import Path

from ..errors import InputProblem


def file_name(campaign_name: str, campaign_id: str) -> str:
    """A file name that says which campaign it is, safe on every system: "Été 2027!" -> "ete-2027-<id>.html"."""
    ascii_only = unicodedata.normalize("NFKD", campaign_name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:40].rstrip("-")
    return "-".join(part for part in (slug or "campaign", re.sub(r"[^A-Za-z0-9_-]", "", campaign_id)) if part) + ".html"


def check_target(target: Path, option: str) -> None:
    """Make sure, before any work is done, that `target` can be written. InputProblem names `option`."""
    folder = target if target.is_dir() else target.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputProblem(f"{option}: {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder if not target.is_file() else target, os.W_OK):
        raise InputProblem(f"{option}: {target} cannot be written")


def save(html: str, target: Path, campaign_name: str, campaign_id: str) -> Path:
    """Write `html` to the file `target`, or under its own name into the folder `target`; the file's path."""
    path = target / file_name(campaign_name, campaign_id) if target.is_dir() else target
    path.write_text(html, encoding="utf-8")
    return path
