"""What is no address on the public web is refused, however it is written."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import urlsplit

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import Url

from astromedia.domain.web_address import is_public, public_web_address

INSIDE_V4 = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.2.0/24"),
    *("192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
)
INSIDE_V6 = (
    *("::/128", "::1/128", "::ffff:0:0/96", "64:ff9b::/96", "100::/64", "2001::/32", "2001:db8::/32", "2002::/16"),
    *("fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
)
PLAIN = ("8.8.8.8", "1.1.1.1", "93.184.216.34")
HIDING: tuple[Callable[[IPv4Address], str], ...] = (
    lambda ip: str(int(ip)),
    lambda ip: hex(int(ip)),
    lambda ip: f"0{int(ip):o}",
    lambda ip: ".".join(hex(part) for part in ip.packed),
    lambda ip: ".".join(f"0{part:o}" for part in ip.packed),
    lambda ip: f"{ip.packed[0]}.{int(ip) & 0xFFFFFF}",
    lambda ip: f"{ip.packed[0]}.{ip.packed[1]}.{int(ip) & 0xFFFF}",
    lambda ip: str(ip).replace(".", "\u3002"),
    lambda ip: "".join(chr(0xFEE0 + ord(c)) if c.isdigit() else c for c in str(ip)),
    lambda ip: "".join(f"%{ord(c):02x}" for c in str(ip)),
    lambda ip: f"{ip}.",
    lambda ip: f"[::ffff:{ip}]",
    lambda ip: f"[::{ip}]",
    lambda ip: f"[64:ff9b::{ip}]",
    lambda ip: f"[{IPv6Address((0x2002 << 112) | (int(ip) << 80))}]",
)
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True).filter(lambda it: it[2:4] != "--")
NAMES = st.builds(lambda labels, last: ".".join([*labels, last]), st.lists(LABELS, min_size=1, max_size=3), LABELS)
MARKS = st.sampled_from([*"abz019-._~:/?#[]@!$&()*+,;=%\\ \t\r\n\x00\x7f|^`{}é。①", "%2e", "//", "127.0.0.1", "::1"])


def refused(text: str) -> bool:
    try:
        public_web_address(text)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize(
    "text",
    [
        *("https://example.com", "http://example.com:8080/a/b?c=d#e", "https://ferrocast.example", "https://a.b/@x"),
        *(
            "https://boulangerie-été.fr/près",
            "https://xn--boulangerie-t-meb.fr",
            "http://8.8.8.8/",
            "https://a.b/?u=x@y",
        ),
        *("https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]:8443/"),
    ],
)
def test_what_is_on_the_public_web_stays_as_it_is_written(text: str) -> None:
    assert public_web_address(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("ftp://example.com", "file:///etc/passwd", "gopher://example.com/_x", "javascript:alert(1)", "data:,x"),
        *("//example.com", "example.com", "https:example.com", "https:/example.com", "https://", "http:///x", "", "x"),
        *("https://user@example.com", "https://a:b@example.com", "https://@example.com", "https://a.b@127.0.0.1"),
        *("https://localhost", "https://LOCALHOST:80", "http://intranet", "http://metadata.google.internal/x"),
        *("http://printer.local", "http://a.localhost", "http://1.0.168.192.in-addr.arpa", "http://x.home.arpa"),
        *("https://example.com.", "https://example..com", "https://.example.com", "https://-a.com", "https://a-.com"),
        *("https://a_b.com", "https://example.com:0", "https://example.com:99999", "https://example.com:x"),
        *("https://exam\tple.com", "https://example.com/\r\nSet-Cookie: a", "https://example.com\\@127.0.0.1"),
        *("https://example.com/\x00", "https://example.com /", "https://example.com/\x7f", "\thttps://example.com"),
        *(
            "https://xn--a.com",
            "https://ex\uff41mple.com",
            "https://a.com\u2460",
            "https://ｌｏｃａｌｈｏｓｔ",
            "https://①②⑦.⓪.⓪.①",
            "https://a%2eb@c.d",
            "https://a%2ea.com",
            "https://exampl%65.com",
            "https://1.2.3.4.5",
        ),
        *("https://0", "https://[::1%25eth0]", "https://[::1", "https://" + "a" * 64 + ".com", "https://256.1.1.1"),
        "https://" + ".".join(["a" * 60] * 5) + ".com",
    ],
)
def test_what_is_not_is_refused(text: str) -> None:
    assert refused(text)


@given(st.sampled_from(INSIDE_V4).flatmap(lambda net: st.ip_addresses(network=net)))
def test_addresses_inside_networks_are_refused_in_every_form(ip: IPv4Address) -> None:
    assert not is_public(ip)
    assert refused(f"http://{ip}/")
    assert all(refused(f"http://{form(ip)}/") for form in HIDING)


@given(st.sampled_from(INSIDE_V6).flatmap(lambda net: st.ip_addresses(network=net)))
def test_addresses_of_ipv6_inside_networks_are_refused_in_every_form(ip: IPv6Address) -> None:
    assert not is_public(ip)
    assert refused(f"https://[{ip}]/")
    assert refused(f"https://[{ip.exploded}]:8443/")


@given(st.ip_addresses(v=4).filter(lambda ip: not any(ip in ip_network(net) for net in INSIDE_V4)))
def test_a_public_address_is_taken_as_it_is_and_in_no_other_form(ip: IPv4Address) -> None:
    assert refused(f"http://{ip}/") is not is_public(ip)
    assert all(refused(f"http://{form(ip)}/") for form in HIDING)


@given(NAMES, st.sampled_from(["", ":1", ":443", ":65535"]), st.sampled_from(["", "/", "/a/b", "?q=1", "#x"]))
def test_a_name_is_taken_if_every_reader_sees_it_as_a_name(name: str, port: str, rest: str) -> None:
    text = f"https://{name}{port}{rest}"
    if not refused(text):
        assert urlsplit(text).hostname == httpx.URL(text).host == Url(text).host == name


@pytest.mark.parametrize("last", ["local", "localhost", "internal", "lan", "home", "corp", "arpa", "onion", "test"])
@given(LABELS)
def test_names_of_the_inside_are_refused(last: str, label: str) -> None:
    for name in (last, f"{label}.{last}", f"{label}.{label}.{last.upper()}"):
        assert refused(f"https://{name}/")


@given(st.lists(MARKS, max_size=12).map("".join), st.lists(MARKS, max_size=6).map("".join))
def test_all_readers_agree_on_whatever_is_taken(host: str, rest: str) -> None:
    text = f"https://{host}a.com{rest}"
    if not refused(text):
        seen = Url(text)
        assert seen.username is seen.password is urlsplit(text).username is None
        assert asked_for(text) in (seen.host, None)
        if text.isascii():
            assert urlsplit(text).hostname == seen.host


def asked_for(text: str) -> str | None:
    """The host that httpx would ask; None: it would not ask at all."""
    try:
        return httpx.URL(text).raw_host.decode()
    except httpx.InvalidURL:
        return None
