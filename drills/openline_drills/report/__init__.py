"""What a drill found, for people: lines and tables for a terminal.

In: a rehearsal's outcome. Out: rich renderables and plain lines; nothing is computed here.
"""

from openline_drills.report._aftermath import aftermath_lines
from openline_drills.report._check import (
    check_lines,
    explanation_lines,
    rule_lines,
)
from openline_drills.report._compare import comparison_page, difference, figure, verdicts
from openline_drills.report._drill import findings_lines, page
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
from openline_drills.report._sarif import sarif_json
from openline_drills.report._timeline import timeline_lines
from openline_drills.report._topology import topology_page

__all__ = [
    "Frame",
    "Playing",
    "aftermath_lines",
    "check_lines",
    "clock",
    "comparison_page",
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
    "page",
    "parameter_lines",
    "permission_lines",
    "preview_junit",
    "preview_markdown",
    "preview_page",
    "replay_page",
    "rule_lines",
    "sarif_json",
    "share",
    "timeline_lines",
    "topology_page",
    "verdict_line",
    "verdicts",
    "whole",
]
