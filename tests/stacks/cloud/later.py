"""What is known of a type in one place: its example, its changes, its refusal, its import."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

OTHER: Final = {"Name": "y", "team": "orders"}


@dataclass(frozen=True)
class Later:
    """`inputs`, `look`, `found`: an example as in `common_types`. `change`: what a later program
    says otherwise, of the maker and the inputs. `refused`: AWS's code for a second one of the same,
    "" where it makes one. `form`: of the id to import. `untold`: what AWS tells nobody. `anew`: a
    run that knows nothing of the one before makes it once more. `stays`: it goes with another
    resource, or is only waited for."""

    inputs: Callable[[Any], dict[str, Any]]
    look: Callable[[Any], tuple[str, str, dict[str, Any]]]
    found: Callable[[Any], dict[str, Any]]
    change: Callable[[Any, dict[str, Any]], dict[str, Any]] | None = None
    refused: str = ""
    form: str = ""
    untold: frozenset[str] = frozenset()
    anew: bool = False
    stays: bool = False


def others(**changes: Any) -> Callable[[Any, dict[str, Any]], dict[str, Any]]:
    return lambda _maker, _inputs: changes
