"""A drill as JUnit XML: what GitLab, Jenkins and GitHub's reporters draw.

A suite is a system, a case an operation or a store. `would miss` is a failure. `inconclusive` is an
error: the drill could not say, so a pipeline must not be green. Without a target: skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree

from openline_drills.report._figures import duration, whole

if TYPE_CHECKING:
    from openline_drills.rehearsal import Outcome

# XML 1.0 section 2.2: what a document may not hold, not even escaped
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KINDS: Final = {"would miss": "failure", "inconclusive": "error", None: "skipped"}
_COUNTED: Final = {"failure": "failures", "error": "errors", "skipped": "skipped"}


def junit_xml(outcome: Outcome) -> str:
    """The document, the same for the same result: no wall clock, no machine."""
    result = outcome.result
    suites = element("testsuites", name=f"openline {result['experiment']} of {result['stack']}")
    for system in result["systems"]:
        suites.append(_suite(system, result))
    totalled(suites)
    return document(suites)


def totalled(suites: ElementTree.Element) -> None:
    """How many cases there are of each kind, on every suite and on all of them."""
    for suite in suites:
        cases = suite.findall("testcase")
        suite.set("tests", str(len(cases)))
        for kind, count in _COUNTED.items():
            suite.set(count, str(sum(case.find(kind) is not None for case in cases)))
    for count in ("tests", *_COUNTED.values()):
        suites.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))


def document(suites: ElementTree.Element) -> str:
    ElementTree.indent(suites)
    text: str = ElementTree.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _suite(system: Mapping[str, Any], result: Mapping[str, Any]) -> ElementTree.Element:
    cases = list(_cases(system, result))
    # of a virtual clock; some readers insist on it
    suite = element("testsuite", name=system["name"], time="0")
    suite.extend(cases)
    return suite


def _cases(system: Mapping[str, Any], result: Mapping[str, Any]) -> Iterator[ElementTree.Element]:
    where = f"{result['stack']}.{system['name']}"
    for operation in system["operations"]:
        lost = f"lost requests {whole(operation['lost_requests'])}"
        told = f"{_told('RTO', operation)}, {lost}"
        yield _case(f"{operation['name']} RTO", where, operation, told)
    for store in system["stores"]:
        yield _case(f"{store['name']} RPO", where, store, _told("RPO", store))


def _told(what: str, entry: Mapping[str, Any]) -> str:
    found = entry[what.lower()]
    absent = f"> {duration(entry['censored_at_s'])}" if entry.get("censored_at_s") else "-"
    p50, p95 = (duration(found[f"{which}_s"], absent=absent) for which in ("p50", "p95"))
    return f"{what} p50 {p50}, p95 {p95}, target {duration(entry['target_s'])}"


def _case(name: str, where: str, entry: Mapping[str, Any], told: str) -> ElementTree.Element:
    case = element("testcase", name=name, classname=where, time="0")
    verdict, reason = entry["verdict"], entry["reason"]
    if verdict in _KINDS:
        said = "no target is declared" if verdict is None else verdict
        if reason is not None:
            said = f"{verdict}: {reason['text']}"
        mark = element(_KINDS[verdict], message=said)
        if verdict is not None:
            mark.set("type", reason["code"] if reason is not None else verdict)
            mark.text = clean(f"{said}\n{told}")
        case.append(mark)
    out = ElementTree.SubElement(case, "system-out")
    out.text = clean(told)
    return case


def element(tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(tag, {key: clean(text) for key, text in attributes.items()})


def clean(text: str) -> str:
    return _NO_XML.sub("?", text)
