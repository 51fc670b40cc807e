"""Exact content: what an approval binds."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def content_hash(output: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the exact content, independent of key order."""
    return hashlib.sha256(json.dumps(output, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
