"""SARIF 2.1.0: findings at the user's own lines, for GitHub, GitLab and editors.

What GitHub takes of a file (docs.github.com, "SARIF support for code scanning"): 25,000 results and
rules a run, of which it shows 5,000 and all; 20 tags a rule, 10 shown; titles and descriptions of
1,024 letters. It knows a result again by `primaryLocationLineHash` together with file and rule. Two
resources made at one line would be one to it, so the hash is of what the finding is about.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

from openline_drills.report._docs import page_of
from openline_stacks.states import SourcePosition

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST_RESULTS: Final = 25_000
_MOST_LETTERS: Final = 1024

Level = Literal["error", "warning", "note"]
_ORDER: Final[tuple[Level, ...]] = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Described:
    """A rule. `page`: where it is explained, below docs/reference; `markdown`: that explanation."""

    id: str
    title: str
    why: str
    mend: str
    level: Level
    tags: tuple[str, ...]
    page: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Told:
    """A finding of the rule `id`. `about`: what tells it from others of the rule, no line in it.
    `quiet`: by what it is suppressed."""

    id: str
    level: Level
    text: str
    about: tuple[str, ...]
    at: SourcePosition | None = None
    urn: str | None = None
    resource: str | None = None
    quiet: str | None = None


@dataclass(frozen=True, slots=True)
class Repository:
    """How the repository names files. `root`: the program's folder, `stacks/retail/`, "" for the
    top. `nowhere`: the file below it that has the findings of which nobody knows the line."""

    root: str = ""
    nowhere: str = "openline.yaml"


def document(
    rules: Sequence[Described],
    told: Sequence[Told],
    repository: Repository,
    exit_code: int,
    category: str,
) -> str:
    """The same text for the same findings; the worst first. `category`: what GitHub keeps apart,
    where another upload with findings of the same tool would take the place of these."""
    index = {one.id: at for at, one in enumerate(rules)}
    kept = sorted(told, key=lambda one: (one.quiet is not None, _ORDER.index(one.level)))
    run = {
        "tool": {
            "driver": {
                "name": "openline",
                "version": metadata.version("openline"),
                "rules": [_rule(one) for one in rules],
            }
        },
        "automationDetails": {"id": f"{category}/"},
        "invocations": [_invocation(exit_code, len(kept) - _MOST_RESULTS)],
        "results": [_result(one, index, repository) for one in kept[:_MOST_RESULTS]],
        "columnKind": "unicodeCodePoints",
    }
    found = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _invocation(exit_code: int, left_out: int) -> dict[str, Any]:
    made: dict[str, Any] = {"executionSuccessful": True, "exitCode": exit_code}
    if left_out > 0:
        text = f"{left_out} results are left out: GitHub takes {_MOST_RESULTS:,}"
        made["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}}]
    return made


def _rule(one: Described) -> dict[str, Any]:
    page = page_of(one.page)
    return {
        "id": one.id,
        "name": _name(one.title),
        "shortDescription": {"text": _short(one.title)},
        "fullDescription": {"text": _short(one.why)},
        "help": {"text": one.mend, "markdown": one.markdown},
        **({"helpUri": page} if page else {}),
        "defaultConfiguration": {"level": one.level},
        "properties": {"tags": list(one.tags)},
    }


def _name(title: str) -> str:
    """An identifier, as SARIF wants it: AnAliasWithATtl."""
    words = "".join(letter if letter.isalnum() else " " for letter in title).split()
    return "".join(word.capitalize() for word in words)


def _short(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[: _MOST_LETTERS - 1]}…"


def _result(one: Told, index: Mapping[str, int], repository: Repository) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": _place(one.at, repository)}
    if one.urn is not None:
        name = one.resource or one.urn
        location["logicalLocations"] = [
            {"name": name, "fullyQualifiedName": one.urn, "kind": "resource"}
        ]
    result: dict[str, Any] = {
        "ruleId": one.id,
        "ruleIndex": index[one.id],
        "level": one.level,
        "message": {"text": one.text},
        "locations": [location],
        "partialFingerprints": dict(_fingerprints(one)),
    }
    if one.quiet is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": one.quiet}]
    return result


def _place(at: SourcePosition | None, repository: Repository) -> dict[str, Any]:
    uri = quote(repository.root + repository.nowhere)
    if at is not None and Path(at.file).is_absolute():
        uri = Path(at.file).as_uri()
    elif at is not None:
        uri = quote(repository.root + at.file)
    line = max(1, at.line) if at is not None else 1
    return {"artifactLocation": {"uri": uri}, "region": {"startLine": line}}


def _fingerprints(one: Told) -> Iterator[tuple[str, str]]:
    """Without lines: a finding that only moved is the same one."""
    about = "/".join((one.id, *one.about))
    yield "openline/v1", about
    yield "primaryLocationLineHash", f"{hashlib.sha256(about.encode()).hexdigest()[:16]}:1"
