"""The log of customer interactions: added to by the fleets, changed and deleted by nobody."""

from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import Final, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.arguments import checked
from openline._aws.buckets import bucket_policy, private_bucket, versioned
from openline._aws.names import BUCKET
from openline._aws.policies import Document
from openline._aws.replication import Versioned, replicate
from openline._aws.roles import one_primary, primary_first
from openline._aws.site import Site

_LOCKS: Final = ("governance", "compliance")
_MOST_DAYS: Final = 36_500  # S3 API reference, DefaultRetention
_LOG: Final = "interactions"


class InteractionLogArgs(TypedDict):
    stack: str
    regions: dict[str, str]
    """Region -> role. Each has a log that is copied to the others."""
    key_arns: dict[str, pulumi.Input[str]]
    """Region -> ARN of the key there, for each of `regions`."""
    keep_days: int
    """How long nothing can be deleted, and after which it is."""
    lock: str
    """`governance`: somebody with the right to bypass it, which `protection` denies to everybody;
    `compliance`: nobody, the account's root included, until `keep_days` are over."""
    protection: NotRequired[bool]


class InteractionLog(pulumi.ComponentResource):
    """In each region a bucket with an object lock, encrypted by the region's key, copied to every
    other with its locks; and a parameter that says its name. Raises `ArgumentsError`.

    A lock is set when an object is written and cannot be shortened: a bucket that holds a locked
    object cannot be destroyed, `protection` or not.
    """

    buckets: pulumi.Output[dict[str, str]]
    """Region -> bucket."""
    bucket_arns: pulumi.Output[dict[str, str]]
    """Region -> ARN of its bucket."""

    def __init__(
        self, name: str, args: InteractionLogArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, InteractionLogArgs, args, _problems)
        super().__init__(contract.TYPE_INTERACTIONS, name, {**_inputs(args)}, opts)
        logs = {
            region: _log(_site(self, name, args, region), args)
            for region in primary_first(args["regions"])
        }
        # both ways, for each region's instances write to their own
        for source, target in permutations(logs.values(), 2):
            replicate(
                source,
                target,
                args["key_arns"],
                suffix=_LOG,
                what=f"the interactions of {args['stack']}",
                immutable=True,
            )
        self._arns = {region: log.bucket.arn for region, log in logs.items()}
        self.buckets = pulumi.Output.all(**{region: log.bucket.bucket for region, log in
                                            logs.items()})  # fmt: skip
        self.bucket_arns = pulumi.Output.all(**self._arns)
        self.register_outputs({"buckets": self.buckets, "bucketArns": self.bucket_arns})

    def arn(self, region: str) -> pulumi.Output[str]:
        """The bucket of one region, without depending on the others."""
        return self._arns[region]


def _problems(args: InteractionLogArgs) -> Iterator[str]:
    yield from one_primary(args["regions"])
    if len(args["regions"]) > 2:
        yield f"regions: {len(args['regions'])}; one or two, each copied to the other"
    if args["lock"] not in _LOCKS:
        yield f"lock: {args['lock']!r}; write governance or compliance"
    if not 1 <= args["keep_days"] <= _MOST_DAYS:
        yield f"keep_days: {args['keep_days']}; 1 to {_MOST_DAYS} days are needed"
    for region in sorted(args["regions"]):
        if region not in args["key_arns"]:
            yield f"key_arns: no key in {region}; every log is encrypted with its region's key"


def _inputs(args: InteractionLogArgs) -> contract.InteractionsInputs:
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "regions": args["regions"],
        "keepDays": args["keep_days"],
        "lock": args["lock"],
    }


def _site(parent: InteractionLog, name: str, args: InteractionLogArgs, region: str) -> Site:
    return Site(
        parent=parent,
        name=f"{name}-{region}",
        stack=args["stack"],
        component=contract.COMPONENT_INTERACTIONS,
        region=region,
        role=args["regions"][region],
        protection=args.get("protection", True),
    )


def _log(site: Site, args: InteractionLogArgs) -> Versioned:
    key_arn = args["key_arns"][site.region]
    bucket = private_bucket(
        site, _LOG, key_arn, kept_days=args["keep_days"], expires=True, stateful=True, locked=True
    )
    versioning = versioned(site, _LOG, bucket)
    lock = aws.s3.BucketObjectLockConfiguration(
        site.named(_LOG, BUCKET),
        region=site.region,
        bucket=bucket.bucket,
        rule=aws.s3.BucketObjectLockConfigurationRuleArgs(
            default_retention=aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                mode=args["lock"].upper(), days=args["keep_days"]
            )
        ),
        opts=site.options(depends_on=[versioning]),
    )
    aws.s3.BucketOwnershipControls(
        site.named(_LOG, BUCKET),
        region=site.region,
        bucket=bucket.bucket,
        rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
        opts=site.options(),
    )
    statements: pulumi.Output[Sequence[Document]] = pulumi.Output.all(bucket.arn, key_arn).apply(
        lambda known: _statements(known[0], known[1], site.protection)
    )
    bucket_policy(site, _LOG, bucket, statements)
    aws.ssm.Parameter(
        site.named(_LOG),
        region=site.region,
        name=contract.interactions_parameter(site.stack),
        type="String",
        value=bucket.bucket,
        description=f"Where the systems of {site.stack} add to the log of interactions",
        tags=site.tags(_LOG),
        opts=site.options(),
    )
    return Versioned(site, bucket, [versioning, lock])


def _statements(bucket_arn: str, key_arn: str, protection: bool) -> list[Document]:
    """A writer that names no key has the bucket's own; one that names another is refused."""
    header = "s3:x-amz-server-side-encryption"
    denied: list[Document] = [
        _deny("KmsAlone", "s3:PutObject", f"{bucket_arn}/*", {header: "aws:kms"}),
        _deny(
            "OwnKeyAlone",
            "s3:PutObject",
            f"{bucket_arn}/*",
            {f"{header}-aws-kms-key-id": key_arn},
        ),
    ]
    if protection:
        denied.append(_deny("NobodyUnlocks", "s3:BypassGovernanceRetention", f"{bucket_arn}/*"))
    return denied


def _deny(sid: str, action: str, resource: str, but: dict[str, str] | None = None) -> Document:
    statement: Document = {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
    }
    return statement | ({"Condition": {"StringNotEqualsIfExists": but}} if but else {})
