"""A drill as a GitHub comment: one sentence, one table, and the rest folded away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING, Any, Final

from openline_drills.report._figures import duration, whole
from openline_drills.report._headline import headline
from openline_drills.report._resting import LEFT_OUT, resting_lines
from openline_drills.report._timeline import timeline_lines

if TYPE_CHECKING:
    from openline_drills.rehearsal import Outcome

_MARKS: Final = {"would meet": "✅", "would miss": "❌", "inconclusive": "❔"}
# Everything that GitHub gives a meaning, as an entity: a backslash does not keep a pipe out of a
# table everywhere, nor an @ from calling people, nor a # from linking an issue.
_SPECIAL: Final = re.compile(r"[\\`*_{}\[\]()<>#|~@&!\"':]")
_SPACES: Final = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
_MOST_EVENTS: Final = 200  # a comment holds 65,536 letters


def markdown_page(outcome: Outcome) -> str:
    """The document, the same for the same result."""
    result = outcome.result
    lines = [f"### {_sentence(result)}", "", *_table(result), ""]
    reasons = [
        f"- **{safe(system['name'])}**: {safe(system['reason']['text'])}"
        for system in result["systems"]
        if system["reason"] is not None
    ]
    lines += [*reasons, ""] if reasons else []
    if result["rests_on"]:
        lines += folded("What the verdicts rest on", resting_lines(result["rests_on"], LEFT_OUT))
    lines += folded("What was done", _done(outcome))
    events = timeline_lines(outcome.events)
    told = [*events[:_MOST_EVENTS], *_rest(len(events) - _MOST_EVENTS)]
    which = "" if outcome.median_seed is None else f" of the median seed ({outcome.median_seed})"
    lines += folded(f"Timeline{which}", told)
    return "\n".join(lines).rstrip("\n") + "\n"


def safe(text: str) -> str:
    """A name or a sentence as the text it is, on one line, whatever it is made of."""
    plain = _SPACES.sub(" ", text).strip()
    return _SPECIAL.sub(lambda found: f"&#{ord(found[0])};", plain)


def _sentence(result: Mapping[str, Any]) -> str:
    verdict = result["verdict"]
    which = {
        "would meet": "every target would be met",
        "would miss": "a target would be missed",
        "inconclusive": "inconclusive",
    }[verdict]
    count = len(result["seeds"])
    seeds = f"{count} seed{'s' if count != 1 else ''}"
    where = f"{safe(result['experiment'])} of {safe(result['stack'])}"
    return f"{_MARKS[verdict]} Openline: {where}: {which} (rehearsal, {seeds})"


def _table(result: Mapping[str, Any]) -> Iterator[str]:
    yield "| system | what | target | p50 | p95 | lost requests | verdict |"
    yield "|---|---|---:|---:|---:|---:|---|"
    for system in result["systems"]:
        for operation in system["operations"]:
            lost = whole(operation["lost_requests"])
            yield _row(system["name"], "RTO", operation, lost)
        for store in system["stores"]:
            yield _row(system["name"], "RPO", store, "")


def _row(system: str, what: str, entry: Mapping[str, Any], lost: str) -> str:
    found, absent = entry[what.lower()], "-"
    if entry.get("censored_at_s"):
        absent = f"over {duration(entry['censored_at_s'])}"
    if entry.get("recovered_by") == "lift":
        absent = "lift only"
    p50, p95 = (duration(found[f"{which}_s"], absent=absent) for which in ("p50", "p95"))
    verdict = "no target" if entry["verdict"] is None else entry["verdict"]
    mark = f"{_MARKS[verdict]} " if verdict in _MARKS else ""
    cells = (safe(system), f"{safe(entry['name'])} {what}", duration(entry["target_s"]), p50, p95)
    return f"| {' | '.join(cells)} | {lost} | {mark}{verdict} |"


def _done(outcome: Outcome) -> Iterator[str]:
    yield from headline(outcome.prepared)
    yield from (f"finding: {line}" for line in outcome.result["findings"])
    yield from (f"note: {line}" for line in outcome.prepared.notes)
    grades = outcome.result["parameters"]["by_grade"]
    counted = ", ".join(f"{count} {grade}" for grade, count in grades.items() if count)
    yield f"evidence: emulated control plane, modelled world; parameters: {counted}"
    if not outcome.result["rests_on"]:
        yield from resting_lines(outcome.result["rests_on"], LEFT_OUT)
    yield from (f"note: {line}" for line in outcome.notes)


def _rest(count: int) -> Iterator[str]:
    if count > 0:
        yield f"and {count} more"


def folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Preformatted by HTML, not by backticks: no name can end it."""
    yield f"<details><summary>{safe(title)}</summary>"
    yield ""
    yield "<pre>"
    yield from (escape(_one_line(line), quote=False) for line in lines)
    yield "</pre>"
    yield "</details>"
    yield ""


def _one_line(line: str) -> str:
    """Spaces stay, they are columns; what would begin a line, or an empty one, does not."""
    return re.sub(r"[\x00-\x1f\x7f\u2028\u2029]+", " ", line)
