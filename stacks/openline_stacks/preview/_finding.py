"""One thing that a change makes worse, or that nobody can tell of it."""

from __future__ import annotations

from dataclasses import dataclass

from openline_stacks.preview._codes import Code
from openline_stacks.rules import Suppressed
from openline_stacks.states import SourcePosition


@dataclass(frozen=True, slots=True)
class Finding:
    """`resource`: its name; `property`: a path in its inputs. `about`: what it is of, where that is
    no resource alone, `order-management` or `order-management.place-order`. `rule`: the rule of
    `openline check` that is broken, for those codes that pass one on."""

    code: Code
    what: str
    about: str | None = None
    urn: str | None = None
    resource: str | None = None
    property: str = ""
    at: SourcePosition | None = None
    rule: str | None = None
    suppressed: Suppressed | None = None
