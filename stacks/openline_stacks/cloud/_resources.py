"""`Resources`: the whole life of AWS resources by boto3, in this process or at an endpoint.

What the engine with a state and the gRPC provider both serve (`engine.Lives` is its shape):

    Resources(client, account=, region=, ...)   client(service, region) gives a boto3 client
    Resources.at(endpoint_url, ...)             clients of an endpoint, such as moto's server
    LocalAws().resources                        clients of the cloud in this process

    check(type_, urn, olds, news, seed, autoname)  -> Checked(inputs, failures)
    diff(type_, urn, id, olds, outputs, news, ignore) -> Difference(detailed, replaces,
                                                       delete_before_replace; changes, diffs)
    create(type_, urn, inputs, preview=)           -> Made(id, outputs, origin, reasons, said)
    update(type_, urn, id, olds, outputs, news, preview=) -> Made
    read(type_, urn, id, inputs, outputs)          -> Found(id, inputs, outputs) or None
    delete(type_, urn, id, inputs, outputs)        -> None
    invoke(token, args)                            -> the function's answer
    ended()                                        -> None

`olds` are inputs of the state, `outputs` its outputs, `news` what the program says now. Values are
plain: `UNKNOWN` where the wire has its sentinel, no secrets, assets as their fields. `Made.reasons`
are init errors: the resource is to be saved and updated by the next run. `Made.said` are warnings.
Errors are `HandlerError`s: `reason` is one line without the URN. Every method may be called from
several threads; one `Resources` serves one provider configuration.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any, Final

import boto3
from botocore.config import Config

from openline_stacks.cloud import _imports, _invokes, _lives, _plans, _recorded
from openline_stacks.cloud._handler import Handler
from openline_stacks.cloud._shapes import without_nulls
from openline_stacks.cloud._surroundings import Replaced, Surroundings
from openline_stacks.cloud._under_way import UnderWay
from openline_stacks.cloud.handlers import HANDLERS
from openline_stacks.engine._paths import covered
from openline_stacks.engine._provider import Checked, CheckFailure, Difference, Found, Made
from openline_stacks.states import Value

_ENDPOINT: Final = Config(
    retries={"max_attempts": 3},
    user_agent="openline",
    account_id_endpoint_mode="disabled",
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    s3={"addressing_style": "path"},
)
_BRIEF: Final = _ENDPOINT.merge(
    Config(connect_timeout=3, read_timeout=3, retries={"max_attempts": 0})
)


# boto3's session is the process's: whose clients it makes is no matter.
_MAKING: Final = threading.Lock()


class Resources:
    """One provider's configuration: an account, a default region, default tags.

    `strict`: a type without a handler and an input that is not acted out are failures of Check,
    else they are said. `lasting`: what is made outlives this process, so that a resource which a
    killed run made is taken over by the next. `brief`: clients that do not wait for long.
    """

    def __init__(
        self,
        client: Callable[[str, str], Any],
        *,
        account: str = "123456789012",
        region: str = "us-east-1",
        default_tags: Mapping[str, str] | None = None,
        strict: bool = False,
        lasting: bool = True,
        inside: bool = False,
        brief: Callable[[str, str], Any] | None = None,
    ) -> None:
        self.region = region
        self.account = account
        aside = brief or client
        self._book = UnderWay(lambda where: aside("ssm", where)) if lasting else None
        self._around = Surroundings(
            client, account, region, dict(default_tags or {}), inside, self._book
        )
        self._strict = strict
        self._replaced = Replaced()

    @classmethod
    def at(cls, endpoint_url: str | None = None, **options: Any) -> Resources:
        """At an endpoint; None leaves it to boto3, which reads `AWS_ENDPOINT_URL`."""
        brief = _clients(endpoint_url, _BRIEF)
        return cls(_clients(endpoint_url, _ENDPOINT), brief=brief, **options)

    def check(
        self,
        type_: str,
        urn: str,
        olds: Mapping[str, Value],
        news: Mapping[str, Value],
        seed: bytes = b"",
        autoname: str = "",
    ) -> Checked:
        """Names, defaults, `region` and `tagsAll` filled in; every failure at once.

        `seed` is not used: a name has to be the same in the run after a killed one.
        """
        given = without_nulls(news)
        handler = HANDLERS.get(type_)
        if handler is None:
            return Checked(given, self._unknown_type(type_))
        salt = self._replaced.salt(urn, olds)
        if olds:
            self._stands(handler, urn, olds)
        checked, strays = _plans.checked(
            handler, self._around, urn, olds, given, autoname=autoname, salt=salt
        )
        if not self._strict:
            return checked
        refused = tuple(CheckFailure(path, f"is not emulated: {why}") for path, why in strays)
        return Checked(checked.inputs, (*checked.failures, *refused))

    def diff(
        self,
        type_: str,
        urn: str,
        id_: str,
        olds: Mapping[str, Value],
        outputs: Mapping[str, Value],
        news: Mapping[str, Value],
        ignore: tuple[str, ...] = (),
    ) -> Difference:
        """What a change of the inputs comes to. Unknowns count as changes."""
        found = _plans.difference(HANDLERS.get(type_), self._around, urn, id_, olds, news)
        if not ignore:
            return found
        kept = {path: kind for path, kind in found.detailed.items() if not covered(path, ignore)}
        replaces = tuple(one for one in found.replaces if not covered(one, ignore))
        return Difference(kept, replaces, found.delete_before_replace and bool(replaces))

    def create(
        self, type_: str, urn: str, inputs: Mapping[str, Value], *, preview: bool = False
    ) -> Made:
        """Create and read back. In a preview nothing is made and outputs are unknown."""
        handler = HANDLERS.get(type_)
        if preview:
            return _plans.planned(type_, inputs)
        if handler is None:
            made = _recorded.created(type_, urn, _name(urn), inputs, self.account)
            return Made(made.id, made.outputs, made.origin, said=(_recorded.why(type_),))
        return _lives.created(
            handler, self._around, urn, inputs, self._replaced.salt_of(urn), self._replaced
        )

    def update(
        self,
        type_: str,
        urn: str,
        id_: str,
        olds: Mapping[str, Value],
        outputs: Mapping[str, Value],
        news: Mapping[str, Value],
        *,
        preview: bool = False,
    ) -> Made:
        """Send what differs from the state, and from what AWS holds. Safe to call again."""
        handler = HANDLERS.get(type_)
        if preview or handler is None:
            origin = "recorded" if handler is None else "emulated"
            return Made(id_, {**outputs, **news}, origin)  # type: ignore[arg-type]
        return _lives.updated(handler, self._around, urn, id_, olds, outputs, news)

    def read(
        self,
        type_: str,
        urn: str,
        id_: str,
        inputs: Mapping[str, Value] | None = None,
        outputs: Mapping[str, Value] | None = None,
    ) -> Found | None:
        """As AWS has it now; None where it is not there. Without `inputs`: an import by id."""
        handler = HANDLERS.get(type_)
        if handler is None:
            return Found(id_, dict(inputs or {}), {**(outputs or {}), "id": id_})
        if not inputs:
            return _imports.imported(handler, self._around, urn, id_)
        return _lives.refreshed(handler, self._around, urn, id_, inputs, outputs or {})

    def delete(
        self,
        type_: str,
        urn: str,
        id_: str,
        inputs: Mapping[str, Value],
        outputs: Mapping[str, Value],
    ) -> None:
        """Delete. What is not there any more is deleted."""
        handler = HANDLERS.get(type_)
        if handler is not None:
            _lives.deleted(handler, self._around, urn, id_, inputs, outputs)
            self._stands(handler, urn, inputs)
        self._replaced.deleted(urn)

    def invoke(self, token: str, args: Mapping[str, Value]) -> Mapping[str, Value]:
        """A function of the `aws` package. Raises `HandlerError` for one that is not emulated."""
        return _invokes.invoke(
            token, args, account=self.account, region=self.region, client=self._around.client
        )

    def ended(self) -> None:
        """The engine has written down what it was answered; nothing waits to be taken over."""
        self._replaced.ended()
        if self._book is not None:
            self._book.ended()

    def _stands(self, handler: Handler, urn: str, inputs: Mapping[str, Value]) -> None:
        if self._book is not None:
            self._book.known(self._around.region_of(handler, inputs), urn)

    def _unknown_type(self, type_: str) -> tuple[CheckFailure, ...]:
        if not self._strict:
            return ()
        return (CheckFailure("", f"{type_} is not emulated: {_recorded.why(type_)}"),)


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


def _clients(endpoint_url: str | None, config: Config) -> Callable[[str, str], Any]:
    """boto3 clients by service and region, each made once: making one is not thread-safe."""
    made: dict[tuple[str, str], Any] = {}

    def client(service: str, region: str) -> Any:
        with _MAKING:
            if (service, region) not in made:
                make: Any = boto3.client
                made[service, region] = make(
                    service, region_name=region, endpoint_url=endpoint_url, config=config
                )
            return made[service, region]

    return client
