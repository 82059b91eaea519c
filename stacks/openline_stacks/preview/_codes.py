"""What a preview can find, a code each. A code never changes its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

# error: worse than before, and the command exits with 10. doubt: nobody can say, 11. note: said.
Level = Literal["error", "doubt", "note"]


@dataclass(frozen=True, slots=True)
class Code:
    """`source`: who says that it matters."""

    id: str
    title: str
    why: str
    mend: str
    source: str
    level: Level = "error"


TARGET_MISSED: Final = Code(
    "OL501",
    "A target that was met would be missed",
    "At the 95th percentile of the forecast the operation recovers, or the store loses, beyond "
    "what is promised.",
    "Take back the change that is named, or promise what it gives.",
    "The stack's own declaration, `objectives`; a forecast of both sides with the same luck",
)
ONE_REGION: Final = Code(
    "OL502",
    "One region alone serves",
    "When it is lost nobody is left to take over.",
    "Keep a fleet in a second region.",
    "Reliability Pillar of the Well-Architected Framework, 'Deploy the workload to "
    "multiple locations' (REL10)",
)
ONE_ZONE: Final = Code(
    "OL503",
    "One zone alone serves",
    "When a zone of the region is lost the whole of the system's fleet there is lost with it.",
    "Keep the fleet in two zones or more.",
    "Reliability Pillar of the Well-Architected Framework, 'Deploy the workload to "
    "multiple locations' (REL10)",
)
STANDBY_SHRANK: Final = Code(
    "OL504",
    "The standby became smaller",
    "What is missing has to be launched while everybody else launches, by a control plane that may "
    "be short of capacity.",
    "Keep the instances that carry the peak running (static stability).",
    "AWS whitepaper 'AWS Fault Isolation Boundaries', 'Static stability'",
)
REPLICA_LOST: Final = Code(
    "OL505",
    "A region lost its replica",
    "What was written elsewhere is not there when the region takes over.",
    "Keep the replica in every region that may serve.",
    "DynamoDB developer guide, 'Global tables'; Reliability Pillar of the Well-"
    "Architected Framework, 'Back up data' (REL09)",
)
CONSISTENCY_LOST: Final = Code(
    "OL506",
    "A store is consistent no longer",
    "Of a strong store no acknowledged write is lost; of an eventual one those not copied yet are.",
    "Keep the consistency, or promise an RPO above zero.",
    "DynamoDB developer guide, 'Global tables': consistency modes",
)
RESTORE_LOST: Final = Code(
    "OL507",
    "A store cannot be restored elsewhere any more",
    "Replicas copy mistakes too: without a copy of a backup in another region there is none to go "
    "back to when the region is lost.",
    "Keep the backup plan and its copies.",
    "AWS Backup developer guide, 'Creating backup copies across AWS Regions'",
)
ENCRYPTION_LOST: Final = Code(
    "OL508",
    "Encryption was lost or left out",
    "What is kept or sent there is not encrypted with a key of yours, or is open to anybody.",
    "Put the encryption there; `openline check` says how.",
    "Security Pillar of the Well-Architected Framework, data at rest (SEC08) and in "
    "transit (SEC09)",
)
RULE_BROKEN: Final = Code(
    "OL509",
    "A rule is broken that was not",
    "AWS refuses it, or takes it to somebody's harm; the rule says why.",
    "What `openline check` says of the rule that is named.",
    "The rule that is named has its own",
)
RESIDENCY_LEFT: Final = Code(
    "OL510",
    "Data leaves its residency",
    "It was declared where data may be kept.",
    "Keep it in the declared places, or declare the exception and its reason.",
    "The stack's own declaration, `residency`",
)
SURVIVOR_CONTROL: Final = Code(
    "OL511",
    "Recovery now needs the survivor's control plane",
    "Instances that carry the peak are not there: somebody has to launch them, through APIs that "
    "are slow or refuse when everybody needs them.",
    "Keep what carries the peak in service.",
    "AWS whitepaper 'AWS Fault Isolation Boundaries', 'Static stability'",
)
EAST_CONTROL: Final = Code(
    "OL512",
    "Recovery now needs a control plane in us-east-1",
    "Without a switch or a health check clients are moved by editing records, and Route 53's API "
    "is in us-east-1 alone.",
    "Keep a switch on the data plane: a metric in the standby behind a health check.",
    "AWS whitepaper 'AWS Fault Isolation Boundaries', 'Global services': Route 53's "
    "control plane is in us-east-1",
)
SWITCH_LOST_WITH_REGION: Final = Code(
    "OL513",
    "The switch stands in the region that it leaves",
    "Whoever has to flip it calls an API of the region that is dark.",
    "Keep its alarm in the standby.",
    "AWS whitepaper 'AWS Fault Isolation Boundaries': recovery must not depend on what is impaired",
)
CHECK_BLIND: Final = Code(
    "OL514",
    "The health check no longer sees its store",
    "It asks what answers whatever the store does: a store's outage is never detected.",
    "Have Route 53 ask the path that touches the store, the balancer the other one.",
    "Amazon Builders' Library, 'Implementing health checks'",
)
CHECK_LOST: Final = Code(
    "OL515",
    "A record lost its health check",
    "A record without one counts as healthy for ever: its clients stay where nobody answers.",
    "Keep the check, or have the record evaluate its target's health.",
    "Route 53 developer guide, how records are chosen when health checking is configured",
)
ENTRY_LOST: Final = Code(
    "OL516",
    "Nothing leads clients to a system any more",
    "No record, edge or accelerator with its public name is left.",
    "Keep its entry, or take the system out of the declaration.",
    "The stack's own declaration: its systems and their public names",
)
DATA_LOST: Final = Code(
    "OL517",
    "Data goes with its resource",
    "It is replaced or deleted, and nothing protects it.",
    "Take back what replaces it; or copy its data first, and keep the old one (retainOnDelete).",
    "The provider's schemas (which inputs replace a resource); Pulumi's documentation of `protect`",
)
STOPS: Final = Code(
    "OL518",
    "The deployment would stop half-way",
    "Pulumi or AWS refuses to replace or delete what is protected, after other changes are made.",
    "Take back what replaces it, or lift the protection in a change of its own.",
    "Pulumi's documentation of `protect`; the services' API references: what refuses deletion",
)
PROTECTION_OFF: Final = Code(
    "OL519",
    "Protection was taken off a store",
    "The next change that replaces it takes its data.",
    "Keep the protection on.",
    "DynamoDB, RDS and Cognito developer guides, 'Deletion protection'",
)
TARGET_LOOSENED: Final = Code(
    "OL520",
    "A target was loosened or withdrawn",
    "What was promised to customers is promised no more.",
    "Keep the promise, or let whoever made it say so.",
    "The stack's own declaration, `objectives`",
)
NOT_UNDERSTOOD: Final = Code(
    "OL521",
    "A part of the recovery is understood no longer",
    "The figures rest on something that could be read before and cannot now.",
    "`openline topology` says what and why.",
    "`openline topology` of both sides",
    level="doubt",
)
SUPPRESSION_OVER: Final = Code(
    "OL522",
    "A suppression is over",
    "Its day has passed: what it kept quiet counts again.",
    "Mend what it was for, or give it a new day and a reason.",
    "The stack's own declaration, `suppress`",
    level="note",
)
SUPPRESSES_NOTHING: Final = Code(
    "OL523",
    "A suppression that suppresses nothing",
    "What it was for is gone, or it names another rule or resource.",
    "Take it out of the declaration.",
    "The stack's own declaration, `suppress`",
    level="note",
)

CODES: Final = (
    TARGET_MISSED, ONE_REGION, ONE_ZONE, STANDBY_SHRANK, REPLICA_LOST, CONSISTENCY_LOST,
    RESTORE_LOST, ENCRYPTION_LOST, RULE_BROKEN, RESIDENCY_LEFT, SURVIVOR_CONTROL, EAST_CONTROL,
    SWITCH_LOST_WITH_REGION, CHECK_BLIND, CHECK_LOST, ENTRY_LOST, DATA_LOST, STOPS, PROTECTION_OFF,
    TARGET_LOOSENED, NOT_UNDERSTOOD, SUPPRESSION_OVER, SUPPRESSES_NOTHING,
)  # fmt: skip
