"""A preview as JSON: exactly these models. A changed key is a new `SCHEMA_VERSION`."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from openline_stacks.forecast import RestsOnModel, resting_models
from openline_stacks.preview._codes import Level
from openline_stacks.preview._fields import FieldChange
from openline_stacks.preview._finding import Finding
from openline_stacks.preview._model import Kind, Op, PropertyChange, ResourceChange
from openline_stacks.preview._preview import Preview
from openline_stacks.preview._recovery import Cause, Measure, RecoveryChange, Turn
from openline_stacks.states import UNKNOWN, SourcePosition, Value

SCHEMA_VERSION: Final = 1


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PlaceModel(_Model):
    """The line of the user's program that made the resource."""

    file: str
    line: int


class PropertyModel(_Model):
    path: str
    kind: Kind
    before: Annotated[Any, Field(description='null: nothing; {"unknown": true}: not known yet.')]
    after: Any
    replaces: Annotated[str | None, Field(description="Why its change replaces the resource.")]
    follows: Annotated[
        str | None, Field(description="URN of the replaced or other resource it comes from.")
    ]


class ResourceModel(_Model):
    op: Op
    urn: str
    was: Annotated[str | None, Field(description="URN before, where that is another.")]
    type: str
    name: str
    region: str | None
    protected: Annotated[bool, Field(description="Pulumi refuses to replace or delete it.")]
    retained: Annotated[bool, Field(description="It is forgotten and not deleted.")]
    properties: list[PropertyModel]
    at: PlaceModel | None


class UncomparedModel(_Model):
    urn: str
    path: str
    why: Literal["unknown", "secret", "unread"]


class ResourcesModel(_Model):
    counts: dict[Op, int]
    same: int
    changes: list[ResourceModel]
    grouping: Annotated[list[ResourceModel], Field(description="Components and providers.")]
    uncompared: Annotated[
        list[UncomparedModel], Field(description="What nobody can compare before deployment.")
    ]
    folded: Annotated[dict[str, int], Field(description="Changes that mean nothing, by why.")]


class FieldModel(_Model):
    """A field of the topology that changed, and the property that it is read from."""

    field: Annotated[str, Field(description="As in `openline topology --format json`.")]
    before: Any
    after: Any
    urn: str | None
    property: str
    at: PlaceModel | None


class CauseModel(_Model):
    """Fields that changed together."""

    without_s: Annotated[
        float | None, Field(description="The figure, were these alone taken back.")
    ]
    changed: list[FieldModel]


class RecoveryModel(_Model):
    """Seconds at the 95th percentile; null: not while the fault lasts (`censored_s`)."""

    disruption: str
    system: str
    name: Annotated[str, Field(description="Of an operation (RTO) or a store (RPO).")]
    measure: Measure
    target_before_s: float | None
    target_after_s: float | None
    before_s: float | None
    after_s: float | None
    censored_s: float
    turn: Turn
    causes: list[CauseModel]


class UnjudgedModel(_Model):
    """A target after the change that rests on what was not understood."""

    disruption: str
    system: str
    name: str
    measure: Measure


class SuppressedModel(_Model):
    reason: str
    until: str


class FindingModel(_Model):
    code: Annotated[str, Field(pattern=r"^OL5\d{2}$", description="Its anchor in preview.md.")]
    level: Level
    title: str
    what: str
    why: str
    mend: str
    about: str | None
    rule: Annotated[str | None, Field(description="The rule of `openline check` that is broken.")]
    urn: str | None
    resource: str | None
    property: str
    at: PlaceModel | None
    suppressed: SuppressedModel | None


class PreviewResult(_Model):
    """`openline preview --format json`."""

    schema_version: Literal[1]
    stack: str
    against: str
    exit_code: Literal[0, 10, 11]
    resources: ResourcesModel
    topology: Annotated[list[FieldModel], Field(description="What changed of who serves whom.")]
    trials: Annotated[int, Field(description="Of each forecast.")]
    recovery: list[RecoveryModel]
    parameters: Annotated[
        dict[str, int], Field(description="How many figures of the model have each grade.")
    ]
    rests_on: Annotated[
        tuple[RestsOnModel, ...] | None,
        Field(
            description="Verdicts after the change. Null: not looked at (`--sensitivity` does), "
            "and each of them may rest on any figure that is assumed."
        ),
    ]
    unjudged: Annotated[
        list[UnjudgedModel],
        Field(description="Whatever their figures say; `openline topology` says why."),
    ]
    findings: list[FindingModel]
    unforeseen: Annotated[list[str], Field(description="Why there is no forecast of a side.")]
    notes: list[str]


def to_json(preview: Preview) -> dict[str, Any]:
    """The documented JSON of a preview."""
    diff = preview.resources
    counts: dict[Op, int] = {
        op: diff.count(op) for op in ("create", "update", "replace", "delete", "rename")
    }
    result = PreviewResult(
        schema_version=SCHEMA_VERSION,
        stack=preview.name,
        against=preview.against,
        exit_code=preview.exit_code,
        resources=ResourcesModel(
            counts=counts,
            same=diff.same,
            changes=[_resource(one) for one in diff.changes],
            grouping=[_resource(one) for one in diff.grouping],
            uncompared=[
                UncomparedModel(urn=u.urn, path=u.path, why=u.why) for u in diff.uncompared
            ],
            folded=dict(diff.folded),
        ),
        topology=[_changed(one) for one in preview.fields],
        trials=preview.trials,
        recovery=[_recovery(one) for one in preview.recovery],
        parameters=dict(preview.grades),
        rests_on=None if preview.resting is None else resting_models(preview.resting),
        unjudged=[
            UnjudgedModel(
                disruption=one.disruption, system=one.system, name=one.name, measure=one.measure
            )
            for one in preview.unjudged
        ],
        findings=[_finding(one) for one in preview.findings],
        unforeseen=list(preview.unforeseen),
        notes=list(preview.notes),
    )
    return result.model_dump(mode="json")


def preview_schema() -> dict[str, Any]:
    """The JSON schema of `PreviewResult`."""
    return PreviewResult.model_json_schema()


def _resource(change: ResourceChange) -> ResourceModel:
    return ResourceModel(
        op=change.op,
        urn=change.urn,
        was=change.was,
        type=change.type,
        name=change.name,
        region=change.region,
        protected=change.protected,
        retained=change.retained,
        properties=[_property(one) for one in change.properties],
        at=_place(change.source),
    )


def _property(one: PropertyChange) -> PropertyModel:
    return PropertyModel(
        path=one.path,
        kind=one.kind,
        before=_plain(one.before),
        after=_plain(one.after),
        replaces=one.replaces,
        follows=one.follows,
    )


def _changed(one: FieldChange) -> FieldModel:
    return FieldModel(
        field=one.path,
        before=_field(one.before),
        after=_field(one.after),
        urn=one.source.urn if one.source else None,
        property=one.source.property if one.source else "",
        at=_place(one.at),
    )


def _cause(one: Cause) -> CauseModel:
    return CauseModel(without_s=one.without_s, changed=[_changed(each) for each in one.fields])


def _recovery(one: RecoveryChange) -> RecoveryModel:
    return RecoveryModel(
        disruption=one.disruption,
        system=one.system,
        name=one.name,
        measure=one.measure,
        target_before_s=one.target_before_s,
        target_after_s=one.target_after_s,
        before_s=one.before_s,
        after_s=one.after_s,
        censored_s=one.censored_s,
        turn=one.turn,
        causes=[_cause(cause) for cause in one.causes],
    )


def _finding(one: Finding) -> FindingModel:
    by = one.suppressed
    return FindingModel(
        code=one.code.id,
        level=one.code.level,
        title=one.code.title,
        what=one.what,
        why=one.code.why,
        mend=one.code.mend,
        about=one.about,
        rule=one.rule,
        urn=one.urn,
        resource=one.resource,
        property=one.property,
        at=_place(one.at),
        suppressed=SuppressedModel(reason=by.reason, until=by.until) if by else None,
    )


def _place(at: SourcePosition | None) -> PlaceModel | None:
    return PlaceModel(file=at.file, line=at.line) if at else None


def _plain(value: Value) -> Any:
    if value is UNKNOWN:
        return {"unknown": True}
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _field(value: object) -> Any:
    return list(value) if isinstance(value, tuple) else value
