"""AppSync: schemas, data sources and resolvers. moto holds the APIs themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from openline_stacks.cloud._own._answers import RefusedError, Step, given
from openline_stacks.cloud._wire import Answer, ApiCall, Params

# What names one of a kind in its API, the member that its ARN is told in, and the ARN's end.
_KINDS: Final = {
    "DataSource": (("name",), "dataSourceArn", "datasources/{name}"),
    "Resolver": (
        ("typeName", "fieldName"),
        "resolverArn",
        "types/{typeName}/resolvers/{fieldName}",
    ),
}


class AppSync:
    """By region, API, and name."""

    name = "appsync"

    def __init__(self, account: str) -> None:
        self._account = account
        self._kept: dict[str, dict[tuple[str, ...], dict[str, Any]]] = {k: {} for k in _KINDS}

    def steps(self) -> dict[str, Step]:
        own: dict[str, Step] = {}
        for kind in _KINDS:
            for verb, step in (
                ("Create", self._create),
                ("Get", self._get),
                ("Update", self._update),
                ("Delete", self._delete),
            ):
                own[f"{verb}{kind}"] = _of(kind, step)
        return own | {
            "GetSchemaCreationStatus": self._schema_status,
            "StartSchemaCreation": self._start_schema,
            "ListDataSources": _of("DataSource", self._list),
            "ListResolvers": _of("Resolver", self._list),
        }

    def _start_schema(self, call: ApiCall, params: Params) -> Answer:
        """Taken as it is: moto reads one by a library that is not here."""
        self._api(call, params)
        return {"status": "PROCESSING"}

    def _schema_status(self, call: ApiCall, params: Params) -> Answer:
        self._api(call, params)
        return {"status": "SUCCESS", "details": "Successfully created schema"}

    def _api(self, call: ApiCall, params: Params) -> None:
        from moto.appsync.models import appsync_backends  # imported here, as in _gaps

        if params["apiId"] not in appsync_backends[self._account][call.region].graphql_apis:
            raise RefusedError("NotFoundException", f"GraphQL API {params['apiId']} not found.")

    def _key(self, kind: str, call: ApiCall, params: Params) -> tuple[str, ...]:
        self._api(call, params)
        return (call.region, params["apiId"], *(params[word] for word in _KINDS[kind][0]))

    def _find(self, kind: str, call: ApiCall, params: Params) -> dict[str, Any]:
        key = self._key(kind, call, params)
        if key not in self._kept[kind]:
            raise RefusedError("NotFoundException", f"No {kind} found for {'/'.join(key[2:])}")
        return self._kept[kind][key]

    def _create(self, kind: str, call: ApiCall, params: Params) -> Answer:
        key = self._key(kind, call, params)
        if key in self._kept[kind]:
            raise RefusedError(
                "BadRequestException", f"{kind} with name {'/'.join(key[2:])} already exists."
            )
        self._put(kind, call, params, key)
        return self._get(kind, call, params)

    def _put(self, kind: str, call: ApiCall, params: Params, key: tuple[str, ...]) -> None:
        source = params.get("dataSourceName")
        if source is not None:
            self._find("DataSource", call, {"apiId": params["apiId"], "name": source})
        _, arn, end = _KINDS[kind]
        place = f"arn:aws:appsync:{call.region}:{self._account}:apis/{params['apiId']}"
        said = {word: given(value) for word, value in params.items() if word != "apiId"}
        if kind == "Resolver":
            said = {"kind": "UNIT", "maxBatchSize": 0, **said}
        self._kept[kind][key] = {**said, arn: f"{place}/{end.format(**params)}"}

    def _get(self, kind: str, call: ApiCall, params: Params) -> Answer:
        return {_word(kind): given(self._find(kind, call, params))}

    def _update(self, kind: str, call: ApiCall, params: Params) -> Answer:
        """What an update does not say is gone."""
        self._find(kind, call, params)
        self._put(kind, call, params, self._key(kind, call, params))
        return self._get(kind, call, params)

    def _delete(self, kind: str, call: ApiCall, params: Params) -> Answer:
        self._find(kind, call, params)
        del self._kept[kind][self._key(kind, call, params)]
        return {}

    def _list(self, kind: str, call: ApiCall, params: Params) -> Answer:
        place = (call.region, params["apiId"])
        many = [
            given(one)
            for key, one in self._kept[kind].items()
            if key[:2] == place and key[2] == params.get("typeName", key[2])
        ]
        return {f"{_word(kind)}s": many}


def _of(kind: str, step: Callable[[str, ApiCall, Params], Answer]) -> Step:
    return lambda call, params: step(kind, call, params)


def _word(kind: str) -> str:
    return kind[:1].lower() + kind[1:]
