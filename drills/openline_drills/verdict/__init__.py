"""Verdict: would the targets be met, and what decides it where they would not.

In: measurements over the seeds, knock-outs of the median one, the topology. Out: a `Judgement` an
operation and store, with a reason in a word and a sentence. Pure functions; exact arithmetic.
"""

from openline_drills.verdict._cause import STEPS
from openline_drills.verdict._judge import judge_operation, judge_store
from openline_drills.verdict._model import (
    Judgement,
    KnockOut,
    Reason,
    ReasonCode,
    Verdict,
    exit_code,
    worst,
)
from openline_drills.verdict._outcomes import store_target_us
from openline_drills.verdict._progress import Progress, progress
from openline_drills.verdict._words import spoken

__all__ = [
    "STEPS",
    "Judgement",
    "KnockOut",
    "Progress",
    "Reason",
    "ReasonCode",
    "Verdict",
    "exit_code",
    "judge_operation",
    "judge_store",
    "progress",
    "spoken",
    "store_target_us",
    "worst",
]
