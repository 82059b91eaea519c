"""How far the seeds lie apart: a strip of dots, one a seed, and the target across it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from openline_drills.pages._svg import Axis, Chart, Line, draw

_WIDTH, _HEIGHT = 320, 36
_DOT: Final = 4.0
_PLACES: Final = _WIDTH // 2  # dots nearer than two units are one dot to the eye


def strip(
    ident: str, seconds: Sequence[float | None], target_s: float | None, most_s: float
) -> Markup:
    """Seeds without a figure stand at the right end, in a lane of their own."""
    known = sorted({_place(each, most_s) for each in seconds if each is not None})
    lines = [Line("axis-line", ((0.0, 0.0), (most_s, 0.0)))]
    if target_s is not None and target_s <= most_s:
        lines.append(Line("target", ((target_s, -1.0), (target_s, 1.0))))
    if known:
        lines.append(Line("seed", [(each, 0.0) for each in known], dots=_DOT))
    if any(each is None for each in seconds):
        lines.append(Line("lost-seed", ((most_s, 0.6),), dots=_DOT))
    return draw(
        Chart(
            ident=ident,
            name="strip",
            width=_WIDTH,
            height=_HEIGHT,
            x=Axis(-0.02 * most_s, 1.02 * most_s),
            y=Axis(-1.0, 1.0),
            lines=lines,
        )
    )


def _place(seconds: float, most_s: float) -> float:
    return round(seconds / most_s * _PLACES) / _PLACES * most_s if most_s else 0.0
