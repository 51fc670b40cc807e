"""Files in memory."""

from urllib.parse import quote

from astromedia.domain.errors import NotFound


class FakeFiles:
    """Implements ports.Files; `mime_types` says what each key was stored as."""

    def __init__(self) -> None:
        self.stored: dict[str, bytes] = {}
        self.mime_types: dict[str, str] = {}

    def put(self, key: str, data: bytes, mime_type: str) -> None:
        self.stored[key] = data
        self.mime_types[key] = mime_type

    def get(self, key: str) -> bytes:
        if key not in self.stored:
            raise NotFound(f"There is no file {key}.")
        return self.stored[key]

    def erase(self, prefix: str) -> int:
        found = [key for key in self.stored if key.startswith(prefix)]
        for key in found:
            del self.stored[key], self.mime_types[key]
        return len(found)

    def link(self, key: str, file_name: str, seconds: int) -> str:
        return f"https://files.test/{quote(key)}?name={quote(file_name)}&seconds={seconds}"
