"""A preview as JUnit XML: a suite for the findings, a case each code; one for the figures."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

from openline_drills.report._changes import before_after, causes_line
from openline_drills.report._figures import duration
from openline_drills.report._junit import clean, document, element, totalled
from openline_drills.report._resting import not_looked_at
from openline_stacks.preview import CODES, Code, Preview, RecoveryChange, Unjudged


def preview_junit(preview: Preview) -> str:
    """The document, the same for the same preview."""
    suites = element("testsuites", name=f"openline preview of {preview.name}")
    findings = [_findings(preview, code) for code in CODES if code.level != "note"]
    figures = [_figure(preview, row) for row in preview.recovery if row.turn != "gone"]
    figures += [_understood(preview), *(_unjudged(preview, one) for one in preview.unjudged)]
    for name, cases in (("findings", findings), ("recovery", figures)):
        suite = element("testsuite", name=name, time="0")
        suite.extend(cases)
        suites.append(suite)
    totalled(suites)
    return document(suites)


def _findings(preview: Preview, code: Code) -> ElementTree.Element:
    case = element("testcase", name=f"{code.id} {code.title}", classname=preview.name, time="0")
    found = [one for one in preview.findings if one.code is code and one.suppressed is None]
    if found:
        kind = "failure" if code.level == "error" else "error"
        mark = element(kind, message=found[0].what, type=code.id)
        mark.text = clean("\n".join([*(one.what for one in found), code.why, code.mend]))
        case.append(mark)
    return case


def _figure(preview: Preview, row: RecoveryChange) -> ElementTree.Element:
    where = f"{preview.name}.{row.system}"
    name = f"{row.name} {row.measure}, {row.disruption}"
    case = element("testcase", name=name, classname=where, time="0")
    told = "; ".join((*_told(row), *_resting(preview, row)))
    if row.turn == "newly missed":
        mark = element("failure", message="newly missed", type="OL501")
        mark.text = clean(told)
        case.append(mark)
    out = ElementTree.SubElement(case, "system-out")
    out.text = clean(told)
    return case


def _understood(preview: Preview) -> ElementTree.Element:
    """Whether there is a forecast at all; without one the command ends with 11."""
    case = element("testcase", name="both sides are forecast", classname=preview.name, time="0")
    if preview.unforeseen:
        mark = element("error", message="no forecast", type="inconclusive")
        mark.text = clean("\n".join(preview.unforeseen))
        case.append(mark)
    return case


def _unjudged(preview: Preview, one: Unjudged) -> ElementTree.Element:
    case = element(
        "testcase",
        name=f"{one.name} {one.measure}, {one.disruption}: judged",
        classname=f"{preview.name}.{one.system}",
        time="0",
    )
    case.append(element("skipped", message="it rests on what is not understood"))
    return case


def _told(row: RecoveryChange) -> Iterator[str]:
    before, after = before_after(row)
    yield f"p95 before {before}, after {after}, target {duration(row.target_after_s)}: {row.turn}"
    if row.causes:
        yield causes_line(row)


def _resting(preview: Preview, row: RecoveryChange) -> Iterator[str]:
    """Of what is promised: then there is a verdict."""
    if row.target_after_s is None:
        return
    if preview.resting is None:
        yield not_looked_at(preview.grades)
        return
    of = (row.disruption, row.system, row.name, row.measure)
    for one in preview.resting:
        if (one.disruption, one.system, one.name, one.measure) == of:
            yield f"{one.verdict} rests on {one.parameter.name} ({one.parameter.grade})"
