"""What there is to say of a code, as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Final

from openline_stacks.preview._codes import Code, Level
from openline_stacks.preview._examples import examples

_LEVELS: Final[dict[Level, str]] = {
    "error": "`openline preview` ends with 10",
    "doubt": "`openline preview` ends with 11, unless something is worse",
    "note": "`openline preview` says it and ends with 0",
}


def code_section(code: Code) -> str:
    """What stands below its heading on the reference page."""
    return "\n".join(_lines(code))


def _lines(code: Code) -> Iterator[str]:
    example = examples()[code.id]
    yield f"{code.level.capitalize()}. {code.why}\n"
    yield f"- Mend: {code.mend}"
    yield f"- Source: {code.source}."
    yield f"- Level: {_LEVELS[code.level]}. The policy pack sees one state and no change."
    if code.level != "note":
        yield f"- Suppress: `{{rule: {code.id}, reason: ..., until: ...}}` below `suppress`."
    yield f"\nIn `stacks/{example.file}`, before:\n"
    yield from _block(example.was, example.language)
    yield "\nafter, which is found:\n"
    yield from _block(example.now or "# without it", example.language)


def _block(text: str, language: str) -> Iterator[str]:
    if language == "yaml":
        yield "<!-- no declaration: it is a part of one -->"
    yield f"```{language}"
    yield textwrap.dedent(text).strip("\n")
    yield "```"
