"""A stack's state as a file, in the form of `pulumi stack export` (version 3).

It is replaced whole: written beside, synced, renamed. Secrets stand in it in plain text, as
`--show-secrets` writes them, so it can be read by its owner alone. A lock that dies with its
process keeps a second run out.
"""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from openline_stacks.engine._book import Record
from openline_stacks.engine._errors import StateError
from openline_stacks.engine._urn import Urn
from openline_stacks.engine._values import Asset, Secret, Tree
from openline_stacks.states import UNKNOWN
from openline_stacks.states._marks import SECRET, SIGNATURE, UNKNOWN_TEXT

_VERSION: Final = 3


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the state for one run. Raises `StateError` where another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            raise StateError(f"{path}: in use by {holder}; wait for it to end, or end it") from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        yield


def load(path: Path) -> list[Record]:
    """The records of a state, in its order; none where there is no file yet."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        deployment = document["deployment"]
        if document["version"] != _VERSION:
            raise StateError(f"{path}: version {document['version']!r}; {_VERSION} is read here")
        return [_record(raw) for raw in deployment.get("resources") or ()]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())
        raise StateError(
            f"{path}: not a state of this engine ({type(error).__name__}: {reason}); give another "
            "file, or one that `pulumi stack export --show-secrets` wrote"
        ) from error


def replace(path: Path, text: str, *, sync: bool = True) -> None:
    """Put `text` in the file's place, all of it or nothing. `sync`: it outlives the machine."""
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    if not sync:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def document(resources: Sequence[str], pending: Sequence[str]) -> str:
    """The whole file, of resources and operations that are JSON already."""
    manifest = '{"time": "0001-01-01T00:00:00Z", "magic": "", "version": ""}'
    operations = f',\n  "pending_operations": [{", ".join(pending)}]' if pending else ""
    listed = ",\n    ".join(resources)
    return (
        f'{{"version": {_VERSION},\n "deployment": {{\n  "manifest": {manifest},\n'
        f'  "resources": [\n    {listed}\n  ]{operations}\n }}\n}}\n'
    )


def text_of(record: Record, provider: Record | None) -> str:
    """One resource as JSON."""
    raw: dict[str, Any] = {
        "urn": record.urn,
        "custom": record.custom,
        "id": record.id if isinstance(record.id, str) else None,
        "type": record.type,
        "inputs": _json(record.inputs),
        "outputs": _json(record.outputs),
        "parent": record.parent,
        "provider": _reference(record.provider, provider),
        "dependencies": list(record.dependencies),
        "propertyDependencies": {k: list(v) for k, v in record.property_dependencies.items()},
        "protect": record.protect,
        "external": record.external,
        "retainOnDelete": record.retained,
        "deletedWith": record.deleted_with,
        "ignoreChanges": list(record.ignored),
        "replaceOnChanges": list(record.replace_on),
        "initErrors": list(record.init_errors),
        "delete": record.replaced,
    }
    kept = {key: value for key, value in raw.items() if value not in (None, False, [], {}, "")}
    return json.dumps({"urn": record.urn, "custom": record.custom, **kept}, sort_keys=False)


def _reference(urn: str | None, provider: Record | None) -> str | None:
    if urn is None:
        return None
    id_ = provider.id if provider is not None and isinstance(provider.id, str) else ""
    return f"{urn}::{id_ or urn.rsplit('::', 1)[-1]}"


def _json(tree: Tree) -> Any:
    if isinstance(tree, Secret):
        return {SIGNATURE: SECRET, "plaintext": json.dumps(_json(tree.value))}
    if isinstance(tree, Asset):
        return {SIGNATURE: tree.signature, **_json(tree.fields)}
    if isinstance(tree, Mapping):
        return {key: _json(tree[key]) for key in sorted(tree)}
    if isinstance(tree, Sequence) and not isinstance(tree, str):
        return [_json(item) for item in tree]
    return UNKNOWN_TEXT if tree is UNKNOWN else tree  # of components, after a failure


def _record(raw: Mapping[str, Any]) -> Record:
    urn = Urn.parse(raw["urn"])
    inputs, outputs = _mapping(raw.get("inputs")), _mapping(raw.get("outputs"))
    region = inputs.get("region")
    return Record(
        urn=raw["urn"],
        type=raw.get("type") or urn.type,
        name=urn.name,
        custom=bool(raw.get("custom")),
        inputs=inputs,
        outputs=outputs,
        id=raw.get("id"),
        parent=raw.get("parent"),
        provider=raw["provider"].rsplit("::", 1)[0] if raw.get("provider") else None,
        dependencies=tuple(raw.get("dependencies") or ()),
        property_dependencies={
            key: tuple(urns or ()) for key, urns in (raw.get("propertyDependencies") or {}).items()
        },
        region=region if isinstance(region, str) else None,
        protect=bool(raw.get("protect")),
        ignored=tuple(raw.get("ignoreChanges") or ()),
        replace_on=tuple(raw.get("replaceOnChanges") or ()),
        retained=bool(raw.get("retainOnDelete")),
        deleted_with=raw.get("deletedWith"),
        origin="emulated",
        external=bool(raw.get("external")),
        init_errors=tuple(raw.get("initErrors") or ()),
        replaced=bool(raw.get("delete")),
    )


def _mapping(raw: Any) -> dict[str, Tree]:
    found = _tree(raw or {})
    return found if isinstance(found, dict) else {}


def _tree(raw: Any) -> Tree:
    if isinstance(raw, list):
        return [_tree(one) for one in raw]
    if not isinstance(raw, Mapping):
        return UNKNOWN if raw == UNKNOWN_TEXT else raw
    signature = raw.get(SIGNATURE)
    if signature is None:
        return {key: _tree(value) for key, value in raw.items()}
    if signature != SECRET:
        return Asset(signature, {k: _tree(v) for k, v in raw.items() if k != SIGNATURE})
    if "plaintext" not in raw:
        raise StateError("a secret is encrypted in it; export it with --show-secrets")
    return Secret(_tree(json.loads(raw["plaintext"])))
