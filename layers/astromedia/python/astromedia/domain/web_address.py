"""An address on the public web: what somebody names as theirs, and nothing that leads inside a network.

Whether a name resolves to a public address is for whoever asks there to check, by `is_public`, at the time of asking.
"""

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from unicodedata import normalize

from pydantic import ValidationError
from pydantic_core import Url

READ_DIFFERENTLY = re.compile(r"[\s\\\x00-\x20\x7f-\x9f]")
"""What some readers of addresses drop, or take for something else."""
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
NAME = re.compile(rf"(?=.{{1,253}}\Z)(?:{LABEL}\.)+{LABEL}")
INSIDE = frozenset(
    {
        *("localhost", "localdomain", "local", "lan", "home", "internal", "intranet", "corp", "private"),
        *("arpa", "onion", "alt", "test", "invalid"),
    }
)
"""Last labels that no public name ends with (RFC 6761, ICANN's collision list)."""
UNICAST = IPv6Network("2000::/3")


def public_web_address(text: str) -> str:
    """`text`, if it is an http(s) address on the public web that every reader takes for the same. ValueError says why
    it is none."""
    if READ_DIFFERENTLY.search(text):
        raise ValueError("holds a space, a control character or a backslash; write them as %20, ... or leave them out")
    try:
        url = Url(text)
    except ValidationError as error:
        raise ValueError(f"is no web address: {error.errors()[0]['ctx']['error']}") from None
    written = re.split(r"[/?#]", text.partition("://")[2], maxsplit=1)[0]
    if url.scheme not in ("http", "https") or not written or not url.host or url.port == 0:
        raise ValueError("is no web address; give one such as https://example.com")
    if "@" in written:
        raise ValueError("names a user; leave out what is before the @")
    if "%" in written:
        raise ValueError("names its host by escapes; write the letters themselves")
    if normalize("NFKC", written) != written:
        raise ValueError("names its host in letters that stand for others; write it in plain ones")
    _check_host(url.host, written)
    return text


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether `address` is that of one machine on the internet, and no IPv4 address within one of IPv6."""
    if isinstance(address, IPv6Address) and (address not in UNICAST or address.sixtofour or address.teredo):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _check_host(host: str, written: str) -> None:
    """`host` is as a browser reads what was `written`: without escapes, other digits and other forms of numbers."""
    try:
        address = ip_address(host.strip("[]"))
    except ValueError:
        if not NAME.fullmatch(host) or host.rpartition(".")[2] in INSIDE:
            raise ValueError(f"names {host}, which is no host on the public web") from None
        return
    if not is_public(address):
        raise ValueError(f"leads to {address}, which is not on the public web")
    if not re.fullmatch(re.escape(host) + r"(:\d+)?", written):
        raise ValueError(f"hides the address {address}; write it as it is")
