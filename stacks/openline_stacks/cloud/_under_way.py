"""What is being created, written down before it is: in AWS itself, where it outlives this process.

AWS refuses a name that is taken. After a run that was killed the taken one may be ours, made and
in no state: it is, if it stands here under the same URN. An entry goes when the engine has the
resource in a state, or when AWS has said that nothing was made.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from typing import Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from openline_stacks.cloud._names import mark

logger = logging.getLogger(__name__)

FOLDER: Final = "/openline/under-way"
# SSM takes ten names in one call of DeleteParameters.
_AT_ONCE: Final = 10


class UnderWay:
    """`client(region)` gives an SSM client. Where there is no SSM nothing is written down, and what
    a killed run left behind is refused as AWS refuses it."""

    def __init__(self, client: Callable[[str], Any]) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._made: dict[str, set[str]] = {}
        self._known: dict[str, set[str]] = {}
        self._silent: set[str] = set()

    def begin(self, region: str, urn: str, thing: str) -> bool:
        """Whether an earlier run began the same and nobody has written down what came of it."""
        told = self._ask(region, "put_parameter", Name=_entry(urn, thing), Type="String", Value=urn)
        return told.get("refused") == "ParameterAlreadyExists"

    def made(self, region: str, urn: str, thing: str) -> None:
        """It stands; the entry goes when the engine has had the time to write that down."""
        with self._lock:
            self._made.setdefault(region, set()).add(_entry(urn, thing))

    def refused(self, region: str, urn: str, thing: str) -> None:
        """AWS made nothing."""
        self._forget(region, [_entry(urn, thing)])

    def known(self, region: str, urn: str) -> None:
        """The engine has it in a state: what an earlier run wrote down of it is settled."""
        with self._lock:
            self._known.setdefault(region, set()).add(urn)

    def ended(self) -> None:
        """The engine has written down everything that it was answered."""
        with self._lock:
            made, self._made = self._made, {}
            known, self._known = self._known, {}
        for region in sorted(made.keys() | known.keys()):
            names = made.get(region, set())
            if known.get(region):
                names |= set(self._settled(region, known[region]))
            self._forget(region, sorted(names))

    def _settled(self, region: str, urns: set[str]) -> Iterator[str]:
        more: dict[str, Any] = {}
        while True:
            answer = self._ask(region, "get_parameters_by_path", Path=FOLDER, **more)
            for one in answer.get("Parameters", ()):
                if one["Value"] in urns:
                    yield one["Name"]
            if "NextToken" not in answer:
                return
            more = {"NextToken": answer["NextToken"]}

    def _forget(self, region: str, names: list[str]) -> None:
        for first in range(0, len(names), _AT_ONCE):
            self._ask(region, "delete_parameters", Names=names[first : first + _AT_ONCE])

    def _ask(self, region: str, operation: str, **params: Any) -> dict[str, Any]:
        if region in self._silent:
            return {}
        try:
            answer: dict[str, Any] = getattr(self._client(region), operation)(**params)
        except ClientError as error:
            return {"refused": error.response.get("Error", {}).get("Code", "")}
        except BotoCoreError:
            logger.debug("no SSM in %s: nothing is written down there", region, exc_info=True)
            self._silent.add(region)  # dark: not to be waited for again
            return {}
        return answer


def _entry(urn: str, thing: str) -> str:
    return f"{FOLDER}/{mark(urn, thing)}"
