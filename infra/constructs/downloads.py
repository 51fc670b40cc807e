"""CloudFront in front of a bucket: who has a link that the API signed may download, and nobody else (docs/edge.md)."""

from collections.abc import Mapping, Set
from textwrap import fill

from aws_cdk import Stack
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_s3 as s3
from aws_cdk.aws_cloudfront_origins import S3BucketOrigin
from constructs import Construct

from infra.constructs.distribution import alias, headers, own_name, unkept_errors
from infra.constructs.resource import Resource
from infra.deployment import Deployment, key_name

NAMED_SO = "response-content-disposition"
"""The query that tells S3 what a download is called. CloudFront's own policies do not pass it on."""

PEM_WIDTH = 64


class Downloads(Construct):
    """A distribution beside its bucket, in one stack: the bucket's policy names it, and it names the bucket.

    `access` is what who signs links is to be told and allowed: `secret` holds the private halves of the deployment's
    public keys, the first of which signs.
    """

    def __init__(self, scope: Construct, deployment: Deployment, bucket: s3.Bucket, secret: Resource) -> None:
        super().__init__(scope, "Downloads")
        keys = {key_name(key): self._public(key) for key in deployment.download_keys.split(",")}
        distribution = cloudfront.Distribution(
            self,
            "Files",
            comment=deployment.named("files"),
            default_behavior=self._behavior(bucket, cloudfront.KeyGroup(self, "Keys", items=list(keys.values()))),
            error_responses=unkept_errors(),
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            **own_name(self, deployment.downloads_domain_name, deployment.certificate_arn),
        )
        alias(self, deployment.hosted_zone_id, deployment.downloads_domain_name, distribution)
        # All of them, also those that nobody imports any longer: an export that is in use cannot go away.
        ids = {name: Stack.of(self).export_value(key.public_key_id) for name, key in keys.items()}
        first = next(iter(keys))
        url = f"https://{deployment.downloads_domain_name or distribution.domain_name}"
        self.access: Mapping[Resource, Set[str]] = {
            secret: {"secretsmanager:GetSecretValue"},
            Resource("DOWNLOADS_URL", url, ()): set(),
            Resource("DOWNLOADS_KEY_ID", ids[first], ()): set(),
            Resource("DOWNLOADS_KEY_NAME", first, ()): set(),
        }

    def _public(self, key: str) -> cloudfront.PublicKey:
        name = key_name(key)
        pem = f"-----BEGIN PUBLIC KEY-----\n{fill(key, PEM_WIDTH)}\n-----END PUBLIC KEY-----\n"
        return cloudfront.PublicKey(self, f"Key{name}", encoded_key=pem, comment=f"Checks links: {name}")

    def _behavior(self, bucket: s3.Bucket, keys: cloudfront.KeyGroup) -> cloudfront.BehaviorOptions:
        """Reading only, by signed links only, each time from the bucket: what is erased is gone at once."""
        asked = cloudfront.OriginRequestPolicy(
            self,
            "Asked",
            comment="What a download is called",
            query_string_behavior=cloudfront.OriginRequestQueryStringBehavior.allow_list(NAMED_SO),
        )
        return cloudfront.BehaviorOptions(
            origin=S3BucketOrigin.with_origin_access_control(bucket),
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            compress=False,
            origin_request_policy=asked,
            response_headers_policy=headers(self, override=True),
            trusted_key_groups=[keys],
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
        )
