"""What a drill found, for people: lines and tables for a terminal.

In: a rehearsal's outcome. Out: rich renderables and plain lines; nothing is computed here.
"""

from openline_drills.report._check import (
    check_lines,
    explanation_lines,
    refusal_lines,
    rule_lines,
)
from openline_drills.report._drill import findings_lines, page
from openline_drills.report._figures import duration, share, whole
from openline_drills.report._headline import faults_in_words, headline
from openline_drills.report._replay import replay_page
from openline_drills.report._timeline import timeline_lines
from openline_drills.report._topology import topology_page

__all__ = [
    "check_lines",
    "duration",
    "explanation_lines",
    "faults_in_words",
    "findings_lines",
    "headline",
    "page",
    "refusal_lines",
    "replay_page",
    "rule_lines",
    "share",
    "timeline_lines",
    "topology_page",
    "whole",
]
