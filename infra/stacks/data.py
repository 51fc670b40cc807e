"""What is kept: tables, files, secrets, and the bus that tells of changes."""

from collections.abc import Mapping, Set

from aws_cdk import App, CfnOutput, Duration, RemovalPolicy, SecretValue, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager

from infra.constructs.backups import Backups
from infra.constructs.downloads import Downloads
from infra.constructs.resource import Resource
from infra.constructs.table import BATCH, DELETE, GET, PUT, QUERY, UPDATE, Table
from infra.constructs.undelivered import Undelivered
from infra.deployment import Deployment, switch_parameter

INBOX = "inbox/"
"""Where clients put files by themselves."""
TELLS_MISSING = frozenset({"s3:ListBucket"})
"""For whoever reads files: to who may not list a bucket, S3 says AccessDenied of a file that is not there."""


class DataStack(Stack):
    """Each attribute is a resource that functions of other stacks can be allowed to use."""

    def __init__(self, app: App, deployment: Deployment) -> None:
        super().__init__(app, deployment.named("data"), description="AstroMedia: tables, files, secrets, event bus")
        campaigns = Table(self, "Campaigns", deployment, indexes=("gsi1",))
        ledger = Table(self, "Ledger", deployment, indexes=("gsi1",))
        self.accounts = Table(self, "Accounts", deployment).rows("ACCOUNTS_TABLE")
        self.campaigns = campaigns.rows("CAMPAIGNS_TABLE")
        self.campaigns_listing = campaigns.index("CAMPAIGNS_TABLE", "gsi1")
        self.ledger = ledger.rows("LEDGER_TABLE")
        self.ledger_listing = ledger.index("LEDGER_TABLE", "gsi1")
        bucket = self._bucket(deployment)
        self.assets = Resource("ASSETS_BUCKET", bucket.bucket_name, (bucket.arn_for_objects("*"),))
        came, taken = (bucket.arn_for_objects(keys) for keys in (f"{INBOX}*", "*/uploads/*"))
        self.uploads = Resource("ASSETS_BUCKET", bucket.bucket_name, (came, taken))
        self.bucket = Resource("ASSETS_BUCKET", bucket.bucket_name, (bucket.bucket_arn,))
        if deployment.backup_days:
            self._back_up(deployment)
        bus = events.EventBus(self, "Bus", event_bus_name=f"astromedia-{deployment.stage}")
        self.bus = Resource("EVENT_BUS_NAME", bus.event_bus_name, (bus.event_bus_arn,))
        self.slots = Resource("MAX_RUNNING_CAMPAIGNS", str(deployment.max_running_campaigns), ())
        self.undelivered = Undelivered(self, deployment).queue
        models = "Model providers: keys, base URLs, order of fallback, as a JSON object; empty means offline"
        self.model_settings = self._empty("ModelSettings", "MODEL_SETTINGS_SECRET_ARN", models)
        self.model_switch = self._model_switch(deployment)
        sealing = "What seals signing keys and signs cursors; credentials at identity providers"
        self.auth = self._secret("Auth", "signing_key", sealing)
        self.origin = self._secret("Origin", "current", "What the edge shows the API") if deployment.edge else None
        self.downloads = self._downloads(deployment, bucket) if deployment.edge else {}
        self._outputs()

    @property
    def tables(self) -> Mapping[str, str]:
        """The tables' names by title."""
        return {"accounts": self.accounts.value, "campaigns": self.campaigns.value, "ledger": self.ledger.value}

    @property
    def queue(self) -> Mapping[Resource, Set[str]]:
        """For whoever admits who waits, and frees slots: besides the queue's rows, what plans and campaigns say."""
        return {
            self.campaigns: {GET, BATCH, QUERY, PUT, UPDATE, DELETE},
            self.campaigns_listing: {QUERY},
            self.ledger: {BATCH},
            self.slots: set(),
            self.bus: set(),
        }

    def _bucket(self, deployment: Deployment) -> s3.Bucket:
        return s3.Bucket(
            self,
            "Assets",
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            versioned=deployment.backup_days > 0,
            lifecycle_rules=[
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(1)),
                # Renders are cached for 7 days; the day after, nothing refers to them.
                _passing(deployment, "cache/", days=8),
                # An upload can be completed for an hour.
                _passing(deployment, INBOX, days=1),
                # The week of an export, and the day on which it ends.
                _passing(deployment, "exports/", days=8),
                *_old_versions(deployment),
            ],
            cors=_cors(deployment),
            removal_policy=RemovalPolicy.RETAIN if deployment.retained else RemovalPolicy.DESTROY,
        )

    def _back_up(self, deployment: Deployment) -> None:
        """Files every night, as a copy holds only what is new. Of a table each is whole and paid so, and point-in-time
        recovery has every second of 35 days: once a week is for when that is gone too."""
        backups = Backups(self, deployment)
        tables = [arn for table in (self.accounts, self.campaigns, self.ledger) for arn in table.arns]
        backups.copy("Tables", tables, events.Schedule.cron(week_day="SUN", hour="3", minute="0"))
        backups.copy("Files", self.bucket.arns, events.Schedule.cron(hour="3", minute="0"))

    def _empty(self, title: str, variable: str, description: str) -> Resource:
        """Not a secret but the lack of one: people put it in later, and CloudFormation leaves theirs alone."""
        secret = secretsmanager.Secret(
            self, title, description=description, secret_string_value=SecretValue.unsafe_plain_text("{}")
        )
        return Resource(variable, secret.secret_arn, (secret.secret_arn,))

    def _model_switch(self, deployment: Deployment) -> Resource:
        """A parameter of no stack: CloudFormation would put its first value back with any change of it (ADR 14)."""
        name = switch_parameter(deployment.stage)
        arn = self.format_arn(service="ssm", resource="parameter", resource_name=name.removeprefix("/"))
        return Resource("MODEL_SWITCH_PARAMETER", name, (arn,))

    def _secret(self, title: str, key: str, description: str) -> Resource:
        """A secret with a value that nobody has seen, under `key`."""
        secret = secretsmanager.Secret(
            self,
            title,
            description=description,
            generate_secret_string=secretsmanager.SecretStringGenerator(
                secret_string_template="{}",  # noqa: S106 - the object around the generated key
                generate_string_key=key,
                password_length=64,
                exclude_punctuation=True,
            ),
        )
        return Resource(f"{title.upper()}_SECRET_ARN", secret.secret_arn, (secret.secret_arn,))

    def _downloads(self, deployment: Deployment, bucket: s3.Bucket) -> Mapping[Resource, Set[str]]:
        """What it takes to have files downloaded through CloudFront: nothing, until there is a pair of keys for it."""
        keys = self._empty("DownloadKeys", "DOWNLOADS_SECRET_ARN", "Private keys that links to files are signed with")
        CfnOutput(self, "DownloadKeysSecretArn", value=keys.value)
        return Downloads(self, deployment, bucket, keys).access if deployment.download_keys else {}

    def _outputs(self) -> None:
        outputs = {
            "ModelSettingsSecretArn": self.model_settings,
            "AuthSecretArn": self.auth,
            "AccountsTable": self.accounts,
            "CampaignsTable": self.campaigns,
            "LedgerTable": self.ledger,
            "AssetsBucket": self.assets,
            "EventBusName": self.bus,
        } | ({"OriginSecretArn": self.origin} if self.origin else {})
        for name, resource in outputs.items():
            CfnOutput(self, name, value=resource.value)


def _passing(deployment: Deployment, prefix: str, days: int) -> s3.LifecycleRule:
    """What nobody needs after so many days is gone then: where versions are kept, none of it is."""
    kept = Duration.days(1) if deployment.backup_days else None
    return s3.LifecycleRule(prefix=prefix, expiration=Duration.days(days), noncurrent_version_expiration=kept)


def _old_versions(deployment: Deployment) -> list[s3.LifecycleRule]:
    """What was replaced or deleted can be had back for as long as a backup."""
    if not deployment.backup_days:
        return []
    kept = Duration.days(deployment.backup_days)
    return [s3.LifecycleRule(noncurrent_version_expiration=kept, expired_object_delete_marker=True)]


def _cors(deployment: Deployment) -> list[s3.CorsRule] | None:
    """Pages of the API's origins may post files; of nobody else's, and none may do more."""
    if not deployment.cors_origins:
        return None
    origins = [origin.strip() for origin in deployment.cors_origins.split(",") if origin.strip()]
    return [s3.CorsRule(allowed_methods=[s3.HttpMethods.POST], allowed_origins=origins, max_age=3600)]
