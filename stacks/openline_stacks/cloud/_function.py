"""One call of a function of the `aws` package, and the way to AWS that answers it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from botocore.exceptions import BotoCoreError, ClientError

from openline_stacks.cloud._errors import HandlerError
from openline_stacks.cloud._shapes import plain

Client: TypeAlias = Callable[[str, str], Any]


@dataclass(frozen=True, slots=True)
class Look:
    """One look-up: its arguments, and the way to AWS."""

    token: str
    args: Mapping[str, Any]
    region: str
    account: str
    client: Client

    def call(self, service: str, operation: str, **params: Any) -> Any:
        """Raises `HandlerError` in AWS's own words."""
        try:
            return getattr(self.client(service, self.region), operation)(**params)
        except ClientError as error:
            raise self.error(str(error)) from error
        except (BotoCoreError, NotImplementedError) as error:
            raise self.error(f"{operation}: {error}") from error

    def error(self, reason: str) -> HandlerError:
        return HandlerError(self.token, self.token.rsplit(":", 1)[-1], self.token, reason)

    def only(self, found: Sequence[Any], what: str) -> Any:
        """The one that was meant. Raises `HandlerError` for none or several."""
        if len(found) != 1:
            raise self.error(f"{len(found)} {what} match {dict(self.args)}; exactly one has to")
        return found[0]

    def filters(self, **known: str) -> list[dict[str, Any]]:
        """EC2's filters: the program's, and one for each argument that has one."""
        given = [
            {"Name": one["name"], "Values": list(one["values"])}
            for one in self.args.get("filters") or ()
        ]
        for input_, name in known.items():
            if self.args.get(input_) is not None:
                given.append({"Name": name, "Values": [str(self.args[input_]).lower()]})
        for key, value in (self.args.get("tags") or {}).items():
            given.append({"Name": f"tag:{key}", "Values": [value]})
        return given


def plain_answer(found: Mapping[str, Any]) -> dict[str, Any]:
    """AWS's answer in Pulumi's spelling, its tags a mapping."""
    tags = {one["Key"]: one["Value"] for one in found.get("Tags") or ()}
    return {**plain(found), "tags": tags}
