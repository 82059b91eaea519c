"""Charts as static SVG: pygal draws them, the page's style sheet colours them.

What pygal puts around a drawing is taken off again: its scripts, its style, the date of the day. So
a chart is the same bytes for the same figures, has no colour of its own for dark mode to fight
with, and says in `title` and `desc` what it shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree

import pygal
from markupsafe import Markup
from pygal.style import Style

_SVG: Final = "http://www.w3.org/2000/svg"
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
# Taken off by tag; and what is for its tooltips, by class.
_OFF: Final = frozenset({"defs", "desc", "title", "script", "style"})
_TOOLTIPS: Final = "tooltip-overlay"

Point = tuple[float, float]
Element = ElementTree.Element


@dataclass(frozen=True, slots=True)
class Line:
    """`name` is its class in the style sheet, which says whether what it goes round is filled.
    `badge` stands at its last point; a line of `dots` is dots alone. None in `points` interrupts
    it."""

    name: str
    points: Sequence[Point | None]
    badge: str | None = None
    dots: float | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """`labels`: (value, text)."""

    low: float
    high: float
    labels: tuple[tuple[float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """`ident` is unique in a page. Without a title it is decoration: all it shows is said
    beside it."""

    ident: str
    name: str
    width: int
    height: int
    x: Axis
    y: Axis
    lines: Sequence[Line]
    title: str = ""
    description: str = ""
    letter: int = 11  # height of the axes' letters, in the units of `width`


def draw(chart: Chart) -> Markup:
    """The chart as one element for an HTML page."""
    drawn = _drawn(chart)
    drawn.add_xml_filter(lambda root: _ours(root, chart))
    root = drawn.render_tree()
    text: str = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    # everything in it went through ElementTree, which escapes it
    return Markup(text)


def _drawn(chart: Chart) -> Any:
    style = Style(
        label_font_size=chart.letter,
        major_label_font_size=chart.letter,
        value_font_size=0,  # a badge's letter stands in its middle
        value_label_font_size=chart.letter,
    )
    drawn = pygal.XY(
        width=chart.width,
        height=chart.height,
        style=style,
        css=[],
        js=[],
        margin=4,
        margin_right=16,  # half of the last label
        spacing=4,
        show_legend=False,
        print_labels=True,
        show_dots=False,
        no_prefix=True,
        range=(chart.y.low, chart.y.high),
        xrange=(chart.x.low, chart.x.high),
        show_x_labels=bool(chart.x.labels),
        show_y_labels=bool(chart.y.labels),
        truncate_label=-1,
        allow_interruptions=True,
    )
    drawn.x_labels = [{"value": value, "label": text} for value, text in chart.x.labels]
    drawn.y_labels = [{"value": value, "label": text} for value, text in chart.y.labels]
    for line in chart.lines:
        _add(drawn, line)
    return drawn


def _add(drawn: Any, line: Line) -> None:
    points: list[Any] = [(None, None) if point is None else point for point in line.points]
    if line.badge is not None:
        points[-1] = {"value": points[-1], "label": line.badge}
    dots = line.dots is not None or line.badge is not None
    drawn.add(
        line.name,
        points,
        stroke=line.dots is None,
        show_dots=dots,
        dots_size=line.dots if line.dots is not None else 9,
        allow_interruptions=True,
    )


def _ours(root: Element, chart: Chart) -> Element:
    _strip(root)
    root.attrib.pop("id", None)
    root.set("class", f"chart {chart.name}")
    for element in root.iter():
        _rename(element, chart)
        for name in ("d", "x", "y", "cx", "cy", "transform", "width", "height"):
            if name in element.attrib:
                element.set(name, _NUMBER.sub(_short, element.attrib[name]))
    if chart.title:
        _say(root, chart)
    else:
        root.set("aria-hidden", "true")
    root.set("focusable", "false")
    return root


def _strip(parent: Element) -> None:
    for child in list(parent):
        tag = child.tag
        told = not isinstance(tag, str)  # a comment
        tooltip = _TOOLTIPS in child.get("class", "")
        if told or tooltip or _plain(tag) in _OFF:
            parent.remove(child)
            continue
        _strip(child)
        if _plain(tag) == "g" and not len(child):
            parent.remove(child)


def _rename(element: Element, chart: Chart) -> None:
    """`series serie-3 color-3` is `series recovered`; of a badge's line only the last dot stays."""
    found = re.search(r"\bserie-(\d+)\b", element.get("class", ""))
    if found is not None:
        line = chart.lines[int(found[1])]
        element.set("class", f"series {line.name}")
        if line.badge is not None:
            dots = [each for each in element if each.get("class") == "dots"]
            for each in dots[:-1]:
                element.remove(each)
    elif "class" in element.attrib:
        kept = element.attrib["class"].replace("reactive", "").replace("tooltip-trigger", "")
        element.set("class", " ".join(kept.split()))


def _say(root: Element, chart: Chart) -> None:
    title, description = f"{chart.ident}-title", f"{chart.ident}-desc"
    root.set("role", "img")
    root.set("aria-labelledby", f"{title} {description}")
    for place, (tag, ident, text) in enumerate(
        (("title", title, chart.title), ("desc", description, chart.description))
    ):
        element = ElementTree.Element(tag, {"id": ident})
        element.text = text
        root.insert(place, element)


def _plain(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _short(found: re.Match[str]) -> str:
    return f"{float(found[0]):.1f}".removesuffix(".0")
