"""Cognito identity pools: the roles of their users, and tags. moto holds the pools themselves."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._own._answers import RefusedError, Step, given
from openline_stacks.cloud._wire import Answer, ApiCall, Params

_NONE: Final[dict[str, Any]] = {"Roles": {}, "RoleMappings": {}}


class CognitoIdentity:
    """Roles by region and pool; a pool is moto's, and so are its tags."""

    name = "cognito-identity"

    def __init__(self, account: str) -> None:
        self._account = account
        self._roles: dict[tuple[str, str], dict[str, Any]] = {}

    def steps(self) -> dict[str, Step]:
        return {
            "GetIdentityPoolRoles": self._told,
            "ListTagsForResource": self._tags,
            "SetIdentityPoolRoles": self._put,
            "TagResource": self._tag,
            "UntagResource": self._untag,
        }

    def _pool(self, call: ApiCall, id_: str) -> Any:
        from moto.cognitoidentity.models import cognitoidentity_backends  # as in _gaps

        pools = cognitoidentity_backends[self._account][call.region].identity_pools
        if id_ not in pools:
            raise RefusedError("ResourceNotFoundException", f"IdentityPool '{id_}' not found.")
        return pools[id_]

    def _by_arn(self, call: ApiCall, params: Params) -> Any:
        return self._pool(call, params["ResourceArn"].rpartition("/")[2])

    def _put(self, call: ApiCall, params: Params) -> Answer:
        id_ = params["IdentityPoolId"]
        self._pool(call, id_)
        self._roles[call.region, id_] = _NONE | given(
            {key: params[key] for key in _NONE if key in params}
        )
        return {}

    def _told(self, call: ApiCall, params: Params) -> Answer:
        id_ = params["IdentityPoolId"]
        self._pool(call, id_)
        return {"IdentityPoolId": id_, **given(self._roles.get((call.region, id_), _NONE))}

    def _tags(self, call: ApiCall, params: Params) -> Answer:
        return {"Tags": given(self._by_arn(call, params).tags)}

    def _tag(self, call: ApiCall, params: Params) -> Answer:
        self._by_arn(call, params).tags.update(params["Tags"])
        return {}

    def _untag(self, call: ApiCall, params: Params) -> Answer:
        for key in params["TagKeys"]:
            self._by_arn(call, params).tags.pop(key, None)
        return {}
