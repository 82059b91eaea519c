"""What there is to say of a code, as Markdown."""

from __future__ import annotations

from openline_stacks.preview._codes import Code


def code_section(code: Code) -> str:
    """What stands below its heading on the reference page."""
    return f"{code.level.capitalize()}. {code.why}\n\n- Mend: {code.mend}"
