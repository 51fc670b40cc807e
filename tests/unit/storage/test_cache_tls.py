"""Over TLS the cache is who its certificate says: whoever else shows a good one is told nothing."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from astromedia.domain.errors import RatesUnavailable
from astromedia.domain.rate import Quota, Rate
from astromedia.kit.clock import utc_now
from astromedia.storage.rates import ValkeyRates
from astromedia.storage.valkey import ValkeyCache
from tests.unit.storage.users import token_of


def certified(host: str, folder: Path) -> Path:
    """A file with a certificate for `host`, which signed itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), utc_now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certified.pem"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(made.public_bytes(pem) + secret)
    return file


@contextmanager
def listening(certificate: Path) -> Iterator[tuple[str, list[bytes]]]:
    """The URL of who shows this certificate, and what he was told, connection by connection."""
    context, told = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), list[bytes]()
    context.load_cert_chain(certificate)

    def listen(server: socket.socket) -> None:
        with suppress(OSError):  # that it was closed
            while True:
                asker, _ = server.accept()
                asker.settimeout(2)
                with asker, suppress(OSError), context.wrap_socket(asker, server_side=True) as heard:
                    told.append(heard.recv(4096))

    with socket.create_server(("localhost", 0)) as server:
        thread = Thread(target=listen, args=(server,), daemon=True)
        thread.start()
        try:
            yield f"valkeys://localhost:{server.getsockname()[1]}", told
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def cached(url: str) -> None:
    ValkeyCache(url, token_of("api")).get("W1", "k")


def counted(url: str) -> None:
    with pytest.raises(RatesUnavailable):
        ValkeyRates(url, token_of("api")).take([Quota("auth", "u", Rate(1, 60))])


@pytest.mark.parametrize("ask", [cached, counted])
@pytest.mark.parametrize(("host", "trusted"), [("localhost", True), ("elsewhere.example", False)])
def test_a_token_is_given_to_the_host_of_the_url_only(
    ask: Callable[[str], None], host: str, trusted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certified(host, tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with listening(certificate) as (url, told):
        ask(url)
    assert any(b"astromedia-dev-api" in each for each in told) is trusted
