"""Two runs side by side, as one document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from openline_drills.compare import Change, Comparison, OperationPair, StorePair
from openline_drills.pages._environment import environment
from openline_drills.pages._shown import MARKS, TONES
from openline_drills.report import difference, duration, figure, verdicts, whole

_MOST_ROWS: Final = 400  # of any table; the JSON has them all


def comparison_html(comparison: Comparison) -> str:
    changes = (
        ("The experiment", comparison.asked),
        ("The declaration, with its defaults filled in", comparison.declaration),
        ("Figures of the model", comparison.parameters),
    )
    return (
        environment()
        .get_template("compare.html.j2")
        .render(
            before=comparison.before,
            after=comparison.after,
            sentence=comparison_sentence(comparison),
            known=comparison.declaration_known,
            changes=[
                (caption, list(_changed(each)), max(0, len(each) - _MOST_ROWS))
                for caption, each in changes
            ],
            operations=list(_rows(comparison.operations)),
            stores=list(_rows(comparison.stores)),
            marks=MARKS,
            tones=TONES,
        )
    )


def comparison_sentence(comparison: Comparison) -> str:
    """How many verdicts turned, which way."""
    pairs: list[OperationPair | StorePair] = [*comparison.operations, *comparison.stores]
    both = [(p.before.verdict, p.after.verdict) for p in pairs if p.before and p.after]
    better = sum(was != now and now == "would meet" for was, now in both)
    worse = sum(was != now and was == "would meet" for was, now in both)
    turned = [
        f"{count} target{'s' if count != 1 else ''} {what}"
        for count, what in (
            (better, "would be met that would not before"),
            (worse, "would no longer be met"),
        )
        if count
    ]
    return f"{' and '.join(turned) or 'No verdict on a target changed'}."


def _changed(changes: Sequence[Change]) -> Iterator[tuple[str, str, str]]:
    for each in changes[:_MOST_ROWS]:
        before, after = (text or "not there" for text in (each.before, each.after))
        yield each.path, before, after


def _rows(pairs: Sequence[OperationPair | StorePair]) -> Iterator[dict[str, str]]:
    for pair in pairs[:_MOST_ROWS]:
        known = pair.after or pair.before
        yield {
            "system": pair.system,
            "name": pair.name,
            "target": duration(known.target_s if known else None),
            "before": figure(pair.before),
            "after": figure(pair.after),
            "change": difference(pair.before, pair.after),
            "lost_before": whole(pair.before.lost_requests) if pair.before else "-",
            "lost_after": whole(pair.after.lost_requests) if pair.after else "-",
            "verdict": verdicts(pair.before, pair.after),
        }
