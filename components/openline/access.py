"""Who may do what: a role for each job, with no more than the job needs."""

from collections.abc import Iterator, Mapping
from typing import NotRequired, TypedDict

import pulumi
import pulumi_aws as aws

from openline import contract
from openline._aws import duties
from openline._aws.arguments import checked
from openline._aws.attached import BUCKETS, POLICIES, attach
from openline._aws.names import ROLE
from openline._aws.policies import as_json, document
from openline._aws.site import Site

JOBS = ("agent", "auditor", "operator", "supervisor")

# The longest ARN of a table or of a group has 360 characters, that of a dial 150.
_NAMES, _DIALS = 15, 30
_MOST, _MOST_DIALS = _NAMES * POLICIES, _DIALS * POLICIES
# The first of them stand in the auditor's own policy.
_MOST_LOGS = BUCKETS * (1 + POLICIES)
# An incident outlasts the hour of an ordinary session.
_SESSION_S = {"operator": 4 * 3600}
_HOUR_S = 3600


class RoleBasedAccessArgs(TypedDict):
    stack: str
    account: str
    regions: list[str]
    """Where the roles may act; the first one is the primary."""
    provider: NotRequired[str]
    """ARN of the SAML provider that vouches for people. Without it they are people of the account
    who have signed in with a second factor."""
    tables: NotRequired[dict[str, pulumi.Input[str]]]
    """Label -> name of a table with customers' records."""
    log_buckets: NotRequired[dict[str, pulumi.Input[str]]]
    """Label -> bucket of access logs."""
    interaction_buckets: NotRequired[dict[str, pulumi.Input[str]]]
    """Label -> bucket with the log of customer interactions."""
    switches: NotRequired[list[str]]
    """Regions where switches live: the standby, or each of two active regions."""
    pilot_lights: NotRequired[dict[str, pulumi.Input[str]]]
    """System -> autoscaling group, in the region of the switches, that is empty until raised."""
    dials: NotRequired[dict[str, pulumi.Input[str]]]
    """Label -> ARN of an accelerator's endpoint group, whose dial is a switch of its own."""


class RoleBasedAccess(pulumi.ComponentResource):
    """Roles of agent, supervisor, auditor and operator. Raises `ArgumentsError`.

    Agents read and write customers' records, one at a time, and delete none. Supervisors do what
    agents do and read the log of interactions. Auditors read every log and how things are set up,
    and no record. Operators look, switch, raise pilot lights, turn dials, and do nothing
    else.
    """

    role_arns: pulumi.Output[dict[str, str]]
    """Job -> role."""

    def __init__(
        self, name: str, args: RoleBasedAccessArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        args = checked(type(self), name, RoleBasedAccessArgs, args, _problems)
        super().__init__(contract.TYPE_ACCESS, name, {**_inputs()}, opts)
        site = Site(
            parent=self,
            name=name,
            stack=args["stack"],
            component=contract.COMPONENT_ACCESS,
            region=args["regions"][0],  # the tag alone: IAM is global
            role="primary",
        )
        roles = {job: _role(site, job, args) for job in JOBS}
        _records(site, roles, args)
        _supervise(site, roles["supervisor"], args)
        _audit(site, roles["auditor"], args)
        _operate(site, roles["operator"], args)
        self.role_arns = pulumi.Output.all(**{job: role.arn for job, role in roles.items()})
        self.register_outputs({"roleArns": self.role_arns})


def _problems(args: RoleBasedAccessArgs) -> Iterator[str]:
    if not args["regions"]:
        yield "regions: none; name those that serve, the primary first"
    for field, some, most in (
        ("tables", args.get("tables", {}), _MOST),
        ("log_buckets", args.get("log_buckets", {}), _MOST_LOGS),
        ("pilot_lights", args.get("pilot_lights", {}), _MOST),
        ("dials", args.get("dials", {}), _MOST_DIALS),
    ):
        if len(some) > most:
            yield f"{field}: {len(some)}; the policies of one role hold {most}"
    switches = args.get("switches", [])
    for region in sorted(set(switches) - set(args["regions"])):
        yield f"switches: {region} is none of the regions {', '.join(args['regions'])}"
    if len(switches) != 1 and args.get("pilot_lights"):
        yield f"pilot_lights: switches in {len(switches)} regions; one is needed, the standby"


def _inputs() -> contract.AccessInputs:
    return {"schemaVersion": contract.SCHEMA_VERSION, "roles": list(JOBS)}


def _role(site: Site, job: str, args: RoleBasedAccessArgs) -> aws.iam.Role:
    trust = duties.trust(args["account"], args["regions"], args.get("provider"))
    return aws.iam.Role(
        site.named(job, ROLE),
        assume_role_policy=as_json(document(trust)),
        description=f"{job} of {args['stack']}",
        max_session_duration=_SESSION_S.get(job, _HOUR_S),
        tags=site.tags(job),
        opts=site.options(),
    )


def _records(site: Site, roles: Mapping[str, aws.iam.Role], args: RoleBasedAccessArgs) -> None:
    account, regions, tables = args["account"], args["regions"], args.get("tables", {})
    attach(
        site,
        "records",
        [tables[label] for label in sorted(tables)],
        lambda known: [duties.records(account, regions, known)],
        {job: roles[job] for job in ("agent", "supervisor")},
        each=_NAMES,
    )


def _supervise(site: Site, role: aws.iam.Role, args: RoleBasedAccessArgs) -> None:
    regions = args["regions"]
    _own(
        site,
        "supervisor",
        role,
        pulumi.Output.all(*args.get("interaction_buckets", {}).values()).apply(
            lambda buckets: as_json(
                document(*duties.watching(regions), *duties.interactions(regions, buckets))
            )
        ),
    )


def _audit(site: Site, role: aws.iam.Role, args: RoleBasedAccessArgs) -> None:
    account, stack, regions = args["account"], args["stack"], args["regions"]
    logs = args.get("log_buckets", {})
    buckets = [logs[label] for label in sorted(logs)]
    known = pulumi.Output.all(
        logs=pulumi.Output.all(*buckets[:BUCKETS]),
        interactions=pulumi.Output.all(*args.get("interaction_buckets", {}).values()),
    )
    _own(
        site,
        "auditor",
        role,
        known.apply(
            lambda known: as_json(
                document(
                    *duties.trails(regions),
                    *duties.log_groups(account, stack, regions),
                    *duties.access_logs(regions, known["logs"]),
                    *duties.interactions(regions, known["interactions"]),
                )
            )
        ),
    )
    attach(
        site,
        "access-logs",
        buckets[BUCKETS:],
        lambda known: duties.access_logs(regions, known),
        {"auditor": role},
        each=BUCKETS,
    )


def _operate(site: Site, role: aws.iam.Role, args: RoleBasedAccessArgs) -> None:
    account, switches = args["account"], args.get("switches", [])
    switching = [duties.switching(switches)] if switches else []
    lights, dials = args.get("pilot_lights", {}), args.get("dials", {})
    _own(
        site,
        "operator",
        role,
        as_json(document(*duties.watching(args["regions"]), *switching)),
    )
    attach(
        site,
        "pilot-lights",
        [lights[label] for label in sorted(lights)],
        lambda groups: [duties.lighting(account, switches[0], groups)],
        {"operator": role},
        each=_NAMES,
    )
    attach(
        site,
        "dials",
        [dials[label] for label in sorted(dials)],
        lambda groups: [duties.dialling(groups)],
        {"operator": role},
        each=_DIALS,
    )


def _own(site: Site, job: str, role: aws.iam.Role, policy: pulumi.Input[str]) -> None:
    aws.iam.RolePolicy(site.named(job), role=role.name, policy=policy, opts=site.options())
