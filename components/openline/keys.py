"""The stack's encryption keys: one multi-region key, a replica in every other region."""

from typing import Final, NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.arguments import checked
from openline._aws.policies import key_policy
from openline._aws.roles import one_primary, primary_first
from openline._aws.site import Site

# Days between asking for a key's deletion and losing it: KMS takes 7 to 30.
_WINDOW_DAYS: Final = {True: 30, False: 7}


class EncryptionKeysArgs(TypedDict):
    stack: str
    account: str
    regions: dict[str, str]
    """Region -> role; exactly one is primary."""
    protection: NotRequired[bool]


class EncryptionKeys(pulumi.ComponentResource):
    """A multi-region KMS key in the primary region, a replica with its own policy in each other
    region, yearly rotation, an alias in each. Raises `ArgumentsError`."""

    key_arns: pulumi.Output[dict[str, str]]
    """Region -> ARN of the key there."""

    def __init__(
        self, name: str, args: EncryptionKeysArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(
            type(self), name, EncryptionKeysArgs, args, lambda given: one_primary(given["regions"])
        )
        super().__init__(contract.TYPE_KEYS, name, {**_inputs(args)}, opts)
        primary, *others = primary_first(args["regions"])
        key = _key(self._site(name, args, primary), args["account"])
        self._arns = {primary: key.arn}
        for region in others:
            self._arns[region] = _replica(self._site(name, args, region), args["account"], key).arn
        self.key_arns = pulumi.Output.all(**self._arns)
        self.register_outputs({"keyArns": self.key_arns})

    def arn(self, region: str) -> pulumi.Output[str]:
        """The key of one region, without depending on the others."""
        return self._arns[region]

    def _site(self, name: str, args: EncryptionKeysArgs, region: str) -> Site:
        return Site(
            parent=self,
            name=f"{name}-{region}",
            stack=args["stack"],
            component=contract.COMPONENT_KEYS,
            region=region,
            role=args["regions"][region],
            protection=args.get("protection", True),
        )


def _inputs(args: EncryptionKeysArgs) -> contract.KeysInputs:
    return {"schemaVersion": contract.SCHEMA_VERSION, "regions": args["regions"]}


def _key(site: Site, account: str) -> aws.kms.Key:
    key = aws.kms.Key(
        site.named("key"),
        region=site.region,
        description=f"Everything that {site.stack} stores",
        multi_region=True,
        enable_key_rotation=True,
        deletion_window_in_days=_WINDOW_DAYS[site.protection],
        policy=key_policy(site.region, account),
        tags=site.tags("key"),
        opts=site.options(stateful=True),
    )
    _alias(site, key.key_id)
    return key


def _replica(site: Site, account: str, primary: aws.kms.Key) -> aws.kms.ReplicaKey:
    """Rotation comes with the primary; the policy does not."""
    replica = aws.kms.ReplicaKey(
        site.named("key"),
        region=site.region,
        description=f"Everything that {site.stack} stores",
        primary_key_arn=primary.arn,
        deletion_window_in_days=_WINDOW_DAYS[site.protection],
        policy=key_policy(site.region, account),
        tags=site.tags("key"),
        opts=site.options(stateful=True),
    )
    _alias(site, replica.key_id)
    return replica


def _alias(site: Site, key_id: pulumi.Input[str]) -> None:
    aws.kms.Alias(
        site.named("key"),
        region=site.region,
        name=f"alias/openline-{site.stack}-{site.region}",
        target_key_id=key_id,
        opts=site.options(),
    )
