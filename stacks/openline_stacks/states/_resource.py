"""One resource of a preview or an export: the engine's `ResourceV3` to a `ResourceState`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from openline_stacks.states._errors import StatesError
from openline_stacks.states._lines import line_of
from openline_stacks.states._marks import UNKNOWN_TEXT
from openline_stacks.states._model import UNKNOWN, Origin, ResourceState, Unknown, Value
from openline_stacks.states._plain import Reading, read_mapping

ROOT_TYPE: Final = "pulumi:pulumi:Stack"
PROVIDERS: Final = "pulumi:providers:"
_PARTS: Final = 4  # urn:pulumi:STACK :: PROJECT :: TYPES :: NAME


def read_resource(fields: Any, where: str, origin: Origin) -> ResourceState:
    """`where`: what an error calls the place. Raises `StatesError`."""
    if not isinstance(fields, Mapping):
        raise StatesError(f"{where}: this is no resource; a mapping with a urn is needed")
    urn = _urn(fields, where)
    stack, _, _, name = urn.removeprefix("urn:pulumi:").split("::", _PARTS - 1)
    inputs, said = _properties(fields, "inputs", where)
    outputs, held = _properties(fields, "outputs", where)
    custom = bool(fields.get("custom"))
    if origin == "previewed" and not outputs:
        outputs = dict(inputs)
    return ResourceState(
        stack=stack,
        urn=urn,
        type=str(fields.get("type") or _type(urn)),
        name=name,
        custom=custom,
        id=_id(fields, custom),
        inputs=inputs,
        outputs=outputs,
        parent=_text(fields.get("parent")),
        provider=_provider(fields.get("provider")),
        dependencies=tuple(sorted(_texts(fields.get("dependencies")))),
        property_dependencies=_links(fields.get("propertyDependencies")),
        region=region if isinstance(region := inputs.get("region"), str) else None,
        protect=fields.get("protect") is True,
        aliases=tuple(_texts(fields.get("aliases"))),
        secrets=tuple(sorted({*said.secrets, *held.secrets})),
        defaulted=tuple(sorted(said.defaulted)),
        ignored=tuple(sorted(_texts(fields.get("ignoreChanges")))),
        replace_on=tuple(sorted(_texts(fields.get("replaceOnChanges")))),
        retained=fields.get("retainOnDelete") is True,
        source=line_of(fields.get("stackTrace"), fields.get("sourcePosition")),
        origin=origin,
    )


def _urn(fields: Mapping[str, Any], where: str) -> str:
    urn = fields.get("urn")
    if isinstance(urn, str) and urn.startswith("urn:pulumi:") and urn.count("::") >= _PARTS - 1:
        return urn
    raise StatesError(f"{where}.urn: {_shown(urn)} is no URN; Pulumi writes urn:pulumi:STACK::…")


def _type(urn: str) -> str:
    return urn.split("::", _PARTS - 1)[2].rsplit("$", 1)[-1]


def _properties(
    fields: Mapping[str, Any], key: str, where: str
) -> tuple[dict[str, Value], Reading]:
    value = fields.get(key)
    if value is None:
        return {}, Reading()
    if not isinstance(value, Mapping):
        raise StatesError(f"{where}.{key}: {_shown(value)} is no mapping of properties")
    return read_mapping(value, f"{where}.{key}", set(_texts(fields.get("additionalSecretOutputs"))))


def _id(fields: Mapping[str, Any], custom: bool) -> str | Unknown | None:
    id_ = _text(fields.get("id"))
    if not custom:
        return None
    return UNKNOWN if id_ in (None, UNKNOWN_TEXT) else id_


def _provider(reference: Any) -> str | None:
    """References are `URN::ID`; the id says nothing more."""
    return reference.rsplit("::", 1)[0] if isinstance(reference, str) and reference else None


def _links(raw: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(raw, Mapping):
        return {}
    return {str(key): tuple(sorted(_texts(raw[key]))) for key in sorted(raw)}


def _text(raw: Any) -> str | None:
    return raw if isinstance(raw, str) and raw else None


def _texts(raw: Any) -> Iterable[str]:
    return (one for one in raw if isinstance(one, str)) if isinstance(raw, list) else ()


def _shown(value: object) -> str:
    return repr(value)[:80]
