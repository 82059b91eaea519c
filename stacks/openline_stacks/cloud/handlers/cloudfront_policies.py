"""CloudFront: the policies and origin access controls that distributions refer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from openline_stacks.cloud._handler import (
    AutoName,
    Call,
    Declared,
    Handler,
    Irregular,
    Life,
    Outputs,
)
from openline_stacks.cloud._quantities import counted
from openline_stacks.cloud._request import Request, Text, fill_template
from openline_stacks.cloud.handlers._cloudfront import as_words

_HOME: Final = "us-east-1"


def _revise_oac(request: Request, id_: str, _changed: frozenset[str]) -> None:
    held = request.call("cloudfront", "get_origin_access_control", Id=id_)
    config = fill_template(_OAC.create.params, request.words())["OriginAccessControlConfig"]
    config.setdefault("Description", "")
    request.call(
        "cloudfront",
        "update_origin_access_control",
        Id=id_,
        IfMatch=held["ETag"],
        OriginAccessControlConfig=config,
    )


def _remove_oac(request: Request, id_: str) -> None:
    held = request.call("cloudfront", "get_origin_access_control", Id=id_)
    request.call("cloudfront", "delete_origin_access_control", Id=id_, IfMatch=held["ETag"])


_OAC: Final = Declared(
    type="aws:cloudfront/originAccessControl:OriginAccessControl",
    service="cloudfront",
    create=Call(
        "create_origin_access_control",
        {
            "OriginAccessControlConfig": {
                "Name": "$name",
                "Description": "$description",
                "OriginAccessControlOriginType": "$originAccessControlOriginType",
                "SigningBehavior": "$signingBehavior",
                "SigningProtocol": "$signingProtocol",
            }
        },
    ),
    id="OriginAccessControl.Id",
    read=Call(
        "get_origin_access_control", {"Id": "$id"}, "OriginAccessControl.OriginAccessControlConfig"
    ),
    out={"arn": Text("arn:aws:cloudfront::{account}:origin-access-control/{id}")},
    name=AutoName(limit=64),
    home=_HOME,
    life=Life(
        unique="OriginAccessControlAlreadyExists: One with the name {name} exists",
        find=Call(
            "list_origin_access_controls",
            {},
            Text("OriginAccessControlList.Items[?Name=='{name}'] | [0].Id"),
        ),
        revise=_revise_oac,
        revises=frozenset(
            {
                "description",
                "name",
                "originAccessControlOriginType",
                "signingBehavior",
                "signingProtocol",
            }
        ),
        remove=_remove_oac,
    ),
)


def _as_policy(held: Any) -> Any:
    return as_words(held, of_policy=True)


def _policy(class_name: str, snake: str, renames: Mapping[str, str]) -> Irregular:
    """Policies are kept by id and told whole."""
    kind, member = class_name, f"{class_name}Config"

    def parameters(request: Request) -> dict[str, Any]:
        shape = request.shape("cloudfront", f"create_{snake}")
        inputs = {k: v for k, v in request.inputs.items() if k not in ("region", "tagsAll")}
        config, strays = counted(shape.members[member], inputs, renames)
        if request.urn:
            for path in strays:
                request.say(path, "policies have no such member here")
        return {member: config}

    def create(request: Request) -> str:
        answer = request.call("cloudfront", f"create_{snake}", **parameters(request))
        return str(answer[kind]["Id"])

    def read(request: Request, id_: str) -> Outputs:
        answer = request.call("cloudfront", f"get_{snake}", Id=id_)
        arn = f"arn:aws:cloudfront::{request.account}:{snake.replace('_', '-')}/{id_}"
        held = answer[kind][member]
        return {"@": {}, "@held": held, "arn": arn, "etag": answer["ETag"], "name": held["Name"]}

    def revise(request: Request, id_: str, _changed: frozenset[str]) -> None:
        etag = request.call("cloudfront", f"get_{snake}", Id=id_)["ETag"]
        request.call("cloudfront", f"update_{snake}", Id=id_, IfMatch=etag, **parameters(request))

    def remove(request: Request, id_: str) -> None:
        etag = request.call("cloudfront", f"get_{snake}", Id=id_)["ETag"]
        request.call("cloudfront", f"delete_{snake}", Id=id_, IfMatch=etag)

    return Irregular(
        type=f"aws:cloudfront/{kind[0].lower()}{kind[1:]}:{kind}",
        service="cloudfront",
        operation=f"create_{snake}",
        params=parameters,
        create=create,
        read=read,
        inputs=_POLICY_INPUTS[kind],
        held=Call(f"get_{snake}", answer=f"{kind}.{member}"),
        inside=member,
        name=AutoName(limit=128),
        home=_HOME,
        life=Life(
            revise=revise,
            revises=_POLICY_INPUTS[kind],
            back=dict.fromkeys(_POLICY_INPUTS[kind] - {"name"}, _as_policy),
            find=Call(
                f"list_{snake[:-1]}ies",
                {},
                Text(f"{kind}List.Items[?{kind}.{member}.Name=='{{name}}'] | [0].{kind}.Id"),
            ),
            remove=remove,
        ),
    )


_POLICY_INPUTS: Final = {
    "CachePolicy": frozenset(
        {"comment", "defaultTtl", "maxTtl", "minTtl", "name",
         "parametersInCacheKeyAndForwardedToOrigin"}
    ),
    "ResponseHeadersPolicy": frozenset(
        {"comment", "corsConfig", "customHeadersConfig", "name", "removeHeadersConfig",
         "securityHeadersConfig", "serverTimingHeadersConfig"}
    ),
}  # fmt: skip

HANDLERS: Final[tuple[Handler, ...]] = (
    _OAC,
    _policy("CachePolicy", "cache_policy", {}),
    _policy(
        "ResponseHeadersPolicy",
        "response_headers_policy",
        {"corsConfig.originOverride": "OriginOverride"},
    ),
)
