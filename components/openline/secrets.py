"""What a system must know and nobody may read in its code: secrets and parameters, everywhere."""

from collections.abc import Iterator
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws.arguments import checked
from openline._aws.site import Site

# Days between deleting a secret and losing it: Secrets Manager takes 7 to 30, or 0 for at once.
_WINDOW_DAYS = {True: 30, False: 0}


class ReplicatedSecretsArgs(TypedDict):
    stack: str
    system: str
    primary: str
    """The region whose secrets are copied to the others."""
    replicas: list[str]
    """The other regions that need them."""
    key_arns: dict[str, pulumi.Input[str]]
    """Region -> ARN of the key there."""
    secrets: NotRequired[list[str]]
    """Names. Values are put in by people, once, in the primary region."""
    parameters: NotRequired[dict[str, str]]
    """Name -> value, the same in every region."""
    protection: NotRequired[bool]


class ReplicatedSecrets(pulumi.ComponentResource):
    """Secrets of one system with a copy in every other region, each under its own region's key,
    and encrypted parameters written to every region. Raises `ArgumentsError`."""

    secret_arns: pulumi.Output[dict[str, str]]
    """Name -> ARN in the primary region. In another region only the region in it differs."""
    parameter_names: pulumi.Output[dict[str, str]]
    """Name -> path, the same in every region."""

    def __init__(
        self, name: str, args: ReplicatedSecretsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, ReplicatedSecretsArgs, args, _problems)
        super().__init__(contract.TYPE_SECRETS, name, {**_inputs(args)}, opts)
        site = _site(self, name, args, args["primary"])
        secrets = {secret: _secret(site, args, secret) for secret in args.get("secrets", [])}
        parameters = {
            parameter: _parameter(self, name, args, parameter)
            for parameter in sorted(args.get("parameters", {}))
        }
        self.secret_arns = pulumi.Output.all(**{key: one.arn for key, one in secrets.items()})
        self.parameter_names = pulumi.Output.all(**parameters)
        self.register_outputs(
            {"secretArns": self.secret_arns, "parameterNames": self.parameter_names}
        )


def _problems(args: ReplicatedSecretsArgs) -> Iterator[str]:
    if not args.get("secrets") and not args.get("parameters"):
        yield "secrets: neither secrets nor parameters; name one"
    regions = [args["primary"], *args["replicas"]]
    if len(set(regions)) != len(regions):
        yield f"replicas: {', '.join(regions)} has a region twice; a secret has one copy a region"
    for region in regions:
        if region not in args["key_arns"]:
            yield f"key_arns: no key in {region}; every copy is encrypted with its region's key"
    secrets = args.get("secrets", [])
    if len(set(secrets)) != len(secrets):
        yield f"secrets: {', '.join(secrets)} has a name twice"


def _inputs(args: ReplicatedSecretsArgs) -> contract.SecretsInputs:
    return {
        "schemaVersion": contract.SCHEMA_VERSION,
        "system": args["system"],
        "primary": args["primary"],
        "replicas": sorted(args["replicas"]),
        "secrets": sorted(args.get("secrets", [])),
        "parameters": sorted(args.get("parameters", {})),
    }


def _site(parent: ReplicatedSecrets, name: str, args: ReplicatedSecretsArgs, region: str) -> Site:
    return Site(
        parent=parent,
        name=name,
        stack=args["stack"],
        component=contract.COMPONENT_SECRETS,
        region=region,
        role="primary" if region == args["primary"] else "standby",
        system=args["system"],
        protection=args.get("protection", True),
    )


def _secret(site: Site, args: ReplicatedSecretsArgs, secret: str) -> aws.secretsmanager.Secret:
    """Without a value and without a resource policy: instance roles are let in by their own."""
    return aws.secretsmanager.Secret(
        site.named(secret),
        region=site.region,
        name=contract.kept_name(site.stack, args["system"], secret),
        description=f"{secret} of {args['system']}",
        kms_key_id=args["key_arns"][args["primary"]],
        recovery_window_in_days=_WINDOW_DAYS[site.protection],
        # the API refuses an empty list
        replicas=[
            aws.secretsmanager.SecretReplicaArgs(region=region, kms_key_id=args["key_arns"][region])
            for region in sorted(args["replicas"])
        ]
        or None,
        # a copy that an earlier secret of this name has left behind is nobody's
        force_overwrite_replica_secret=True,
        tags=site.tags(secret),
        opts=site.options(stateful=True),
    )


def _parameter(
    parent: ReplicatedSecrets, name: str, args: ReplicatedSecretsArgs, parameter: str
) -> pulumi.Output[str]:
    """Its path. Systems Manager copies nothing to other regions, so each one is written."""
    path = f"/{contract.kept_name(args['stack'], args['system'], parameter)}"
    made = [
        aws.ssm.Parameter(
            site.named(f"{parameter}-{region}"),
            region=region,
            name=path,
            type="SecureString",
            key_id=args["key_arns"][region],
            value=args["parameters"][parameter],
            description=f"{parameter} of {args['system']}",
            tags=site.tags(f"{parameter}-{region}"),
            opts=site.options(),
        )
        for region in (args["primary"], *sorted(args["replicas"]))
        for site in [_site(parent, name, args, region)]
    ]
    return made[0].name
