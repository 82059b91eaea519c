"""A preview as SARIF 2.1.0: GitHub and GitLab show its findings at the user's own lines."""

from __future__ import annotations

import json
from importlib import metadata
from typing import Any, Final
from urllib.parse import quote

from openline_stacks.preview import CODES, Code, Finding, Preview

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS: Final = {"error": "error", "doubt": "warning", "note": "note"}
# Where nothing says which line: a result without a place is shown nowhere.
_NOWHERE: Final = "openline.yaml"


def sarif_json(preview: Preview, root: str = "") -> str:
    """The document, the same for the same preview. `root`: the program's folder as the repository
    has it, `stacks/retail/`: lines are named below it."""
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver()},
                "results": [_result(one, root) for one in preview.findings],
                "columnKind": "unicodeCodePoints",
            }
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _driver() -> dict[str, Any]:
    return {
        "name": "openline",
        "version": metadata.version("openline"),
        "rules": [_rule(code) for code in CODES],
    }


def _rule(code: Code) -> dict[str, Any]:
    return {
        "id": code.id,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.why},
        "help": {"text": code.mend},
        "defaultConfiguration": {"level": _LEVELS[code.level]},
    }


def _result(one: Finding, root: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(root + _NOWHERE)}}
    if one.at is not None:
        inside = one.at.file if one.at.file.startswith("/") else root + one.at.file
        place = {
            "artifactLocation": {"uri": quote(inside)},
            "region": {"startLine": max(1, one.at.line)},
        }
    location: dict[str, Any] = {"physicalLocation": place}
    if one.urn is not None:
        name = {"name": one.resource or one.urn, "fullyQualifiedName": one.urn, "kind": "resource"}
        location["logicalLocations"] = [name]
    result: dict[str, Any] = {
        "ruleId": one.code.id,
        "ruleIndex": CODES.index(one.code),
        "level": _LEVELS[one.code.level],
        "message": {"text": f"{one.code.title}: {one.what}. {one.code.mend}"},
        "locations": [location],
        # without lines: a finding that only moved is the same one
        "partialFingerprints": {
            "openline/v1": "/".join(
                (one.code.id, one.rule or "", one.about or "", one.resource or "", one.property)
            )
        },
    }
    if one.suppressed is not None:
        said = f"until {one.suppressed.until}: {one.suppressed.reason}"
        result["suppressions"] = [{"kind": "inSource", "justification": said}]
    return result
