"""Files in S3 that are downloaded through CloudFront, by links that it checks itself."""

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote

from astromedia.domain.errors import ConfigurationError
from astromedia.domain.ports import Clock

from .files import S3Files, attachment
from .secrets import read_secret

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey


class CloudFrontFiles(S3Files):
    """Implements ports.Files: as S3Files, but links lead to a distribution in front of the bucket.

    `url` is the distribution's, without a slash at its end; `key_id` what CloudFront calls the public key; `secret_arn`
    the secret that holds the private one, as PEM, under `key_name`.
    """

    def __init__(self, bucket: str, url: str, key_id: str, secret_arn: str, key_name: str, clock: Clock) -> None:
        super().__init__(bucket)
        self._url, self._key_id, self._clock = url, key_id, clock
        self._secret_arn, self._key_name = secret_arn, key_name

    def link(self, key: str, file_name: str, seconds: int) -> str:
        """Signed as a whole: another file, name or end makes it worthless. ConfigurationError without a key."""
        from botocore.signers import CloudFrontSigner

        asked = f"response-content-disposition={quote(attachment(file_name), safe='')}"
        end = self._clock() + timedelta(seconds=seconds)
        signer = CloudFrontSigner(self._key_id, self._sign)
        signed = signer.generate_presigned_url(f"{self._url}/{quote(key)}?{asked}", date_less_than=end)
        return f"{signed}&Hash-Algorithm=SHA256"

    def _sign(self, policy: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
        from cryptography.hazmat.primitives.hashes import SHA256

        return self._private_key().sign(policy, ECDSA(SHA256()))

    def _private_key(self) -> "EllipticCurvePrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            key = load_pem_private_key(str(read_secret(self._secret_arn)[self._key_name]).encode(), password=None)
        except (KeyError, ValueError):
            key = None
        if not isinstance(key, EllipticCurvePrivateKey):
            raise ConfigurationError(
                f"The secret {self._secret_arn} has no private key {self._key_name}: run python -m infra.keys downloads"
            )
        return key
