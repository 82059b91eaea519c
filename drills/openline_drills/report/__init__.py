"""What a drill found, for people: lines and tables for a terminal.

In: a rehearsal's outcome. Out: rich renderables and plain lines; nothing is computed here.
Names are loaded when first used: a table of parameters does not pay for a preview.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openline_stacks.lazily import loading

if TYPE_CHECKING:
    from openline_drills.report._aftermath import aftermath_lines
    from openline_drills.report._calibration import calibration_page
    from openline_drills.report._check import (
        check_lines,
        explanation_lines,
        rule_lines,
    )
    from openline_drills.report._compare import comparison_page, difference, figure, verdicts
    from openline_drills.report._costs import costs_markdown, costs_page
    from openline_drills.report._drill import findings_lines, notes_lines, page
    from openline_drills.report._figures import clock, duration, share, whole
    from openline_drills.report._forecast import forecast_page
    from openline_drills.report._headline import faults_in_words, headline
    from openline_drills.report._junit import junit_xml
    from openline_drills.report._levers import levers_page
    from openline_drills.report._markdown import markdown_page
    from openline_drills.report._parameters import parameter_lines
    from openline_drills.report._permissions import permission_lines
    from openline_drills.report._playing import Frame, Playing
    from openline_drills.report._preview import preview_page, verdict_line
    from openline_drills.report._preview_junit import preview_junit
    from openline_drills.report._preview_markdown import preview_markdown
    from openline_drills.report._replay import replay_page
    from openline_drills.report._sarif import Repository
    from openline_drills.report._sarif_findings import check_sarif, preview_sarif
    from openline_drills.report._timeline import timeline_lines
    from openline_drills.report._topology import topology_page

__all__ = [
    "Frame",
    "Playing",
    "Repository",
    "aftermath_lines",
    "calibration_page",
    "check_lines",
    "check_sarif",
    "clock",
    "comparison_page",
    "costs_markdown",
    "costs_page",
    "difference",
    "duration",
    "explanation_lines",
    "faults_in_words",
    "figure",
    "findings_lines",
    "forecast_page",
    "headline",
    "junit_xml",
    "levers_page",
    "markdown_page",
    "notes_lines",
    "page",
    "parameter_lines",
    "permission_lines",
    "preview_junit",
    "preview_markdown",
    "preview_page",
    "preview_sarif",
    "replay_page",
    "rule_lines",
    "share",
    "timeline_lines",
    "topology_page",
    "verdict_line",
    "verdicts",
    "whole",
]

_MODULES: Final = {
    "Frame": "_playing",
    "Playing": "_playing",
    "Repository": "_sarif",
    "aftermath_lines": "_aftermath",
    "calibration_page": "_calibration",
    "check_lines": "_check",
    "check_sarif": "_sarif_findings",
    "clock": "_figures",
    "comparison_page": "_compare",
    "costs_markdown": "_costs",
    "costs_page": "_costs",
    "difference": "_compare",
    "duration": "_figures",
    "explanation_lines": "_check",
    "faults_in_words": "_headline",
    "figure": "_compare",
    "findings_lines": "_drill",
    "forecast_page": "_forecast",
    "headline": "_headline",
    "junit_xml": "_junit",
    "levers_page": "_levers",
    "markdown_page": "_markdown",
    "notes_lines": "_drill",
    "page": "_drill",
    "parameter_lines": "_parameters",
    "permission_lines": "_permissions",
    "preview_junit": "_preview_junit",
    "preview_markdown": "_preview_markdown",
    "preview_page": "_preview",
    "preview_sarif": "_sarif_findings",
    "replay_page": "_replay",
    "rule_lines": "_check",
    "share": "_figures",
    "timeline_lines": "_timeline",
    "topology_page": "_topology",
    "verdict_line": "_preview",
    "verdicts": "_compare",
    "whole": "_figures",
}

__getattr__ = loading(__name__, _MODULES)
