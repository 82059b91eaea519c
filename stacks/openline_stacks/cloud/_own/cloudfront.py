"""CloudFront: distributions and policies. moto forgets half of a distribution, refuses a group of
origins as default, and has no policies; origin access controls are its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from openline_stacks.cloud._own._answers import (
    RefusedError,
    Step,
    given,
    held,
    now,
    own_id,
    own_uuid,
)
from openline_stacks.cloud._wire import Answer, Params

# Methods that a group of origins takes (CloudFront developer guide, "Optimize high availability
# with CloudFront origin failover").
_READS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_POLICIES: Final = ("CachePolicy", "OriginRequestPolicy", "ResponseHeadersPolicy")


@dataclass(slots=True)
class _Distribution:
    id: str
    arn: str
    domain: str
    config: dict[str, Any]
    etag: str
    tags: dict[str, str] = field(default_factory=dict)
    invalidations: dict[str, dict[str, Any]] = field(default_factory=dict)


class CloudFront:
    """Distributions by id, policies by kind and id."""

    name = "cloudfront"

    def __init__(self, account: str) -> None:
        self._account = account
        self._distributions: dict[str, _Distribution] = {}
        self._policies: dict[str, dict[str, tuple[dict[str, Any], str]]] = {
            kind: {} for kind in _POLICIES
        }

    def steps(self) -> dict[str, Step]:
        own: dict[str, Callable[[Params], Answer]] = {
            "CreateDistribution": self._create,
            "CreateDistributionWithTags": self._create_tagged,
            "GetDistribution": self._get,
            "GetDistributionConfig": self._get_config,
            "UpdateDistribution": self._update,
            "DeleteDistribution": self._delete,
            "ListDistributions": self._list,
            "CreateInvalidation": self._invalidate,
            "GetInvalidation": self._get_invalidation,
            "ListTagsForResource": self._tags_of,
            "TagResource": self._tag,
            "UntagResource": self._untag,
        }
        for kind in _POLICIES:
            own |= self._policy_steps(kind)
        return {operation: _plain(step) for operation, step in own.items()}

    def _create(self, params: Params) -> Answer:
        config = given(params["DistributionConfig"])
        self._check(config, None)
        id_ = own_id(14)
        self._distributions[id_] = _Distribution(
            id=id_,
            arn=f"arn:aws:cloudfront::{self._account}:distribution/{id_}",
            domain=f"d{own_id(13).lower()}.cloudfront.net",
            config=config,
            etag=own_id(13),
        )
        return self._get({"Id": id_})

    def _create_tagged(self, params: Params) -> Answer:
        both = params["DistributionConfigWithTags"]
        answer = self._create(both)
        tags = {tag["Key"]: tag["Value"] for tag in both["Tags"].get("Items", ())}
        self._distributions[answer["Distribution"]["Id"]].tags.update(tags)
        return answer

    def _find(self, id_: str) -> _Distribution:
        found: _Distribution = held(self._distributions, id_, "NoSuchDistribution", "distribution")
        return found

    def _get(self, params: Params) -> Answer:
        found = self._find(params["Id"])
        nobody = {"Enabled": False, "Quantity": 0}
        told = {
            "Id": found.id,
            "ARN": found.arn,
            "Status": "Deployed",
            "LastModifiedTime": now(),
            "InProgressInvalidationBatches": 0,
            "DomainName": found.domain,
            "ActiveTrustedSigners": nobody,
            "ActiveTrustedKeyGroups": nobody,
            "DistributionConfig": given(found.config),
        }
        return {"Distribution": told, "ETag": found.etag}

    def _get_config(self, params: Params) -> Answer:
        found = self._find(params["Id"])
        return {"DistributionConfig": given(found.config), "ETag": found.etag}

    def _update(self, params: Params) -> Answer:
        found = self._matched(params)
        config = given(params["DistributionConfig"])
        self._check(config, found.id)
        found.config, found.etag = config, own_id(13)
        return self._get(params)

    def _matched(self, params: Params) -> _Distribution:
        found = self._find(params["Id"])
        if params.get("IfMatch") != found.etag:
            raise RefusedError(
                "InvalidIfMatchVersion", "The If-Match version is missing or not valid"
            )
        return found

    def _delete(self, params: Params) -> Answer:
        found = self._matched(params)
        if found.config["Enabled"]:
            raise RefusedError("DistributionNotDisabled", "The distribution must be disabled")
        del self._distributions[found.id]
        return {}

    def _list(self, _params: Params) -> Answer:
        items = [
            {"Id": one.id, "ARN": one.arn, "DomainName": one.domain, "Status": "Deployed"}
            | {key: given(one.config[key]) for key in ("Comment", "Enabled")}
            for one in self._distributions.values()
        ]
        many = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(items)}
        return {"DistributionList": many | {"Items": items}}

    def _check(self, config: dict[str, Any], own: str | None) -> None:
        """What AWS refuses of a distribution that its shapes do not say."""
        origins = {one["Id"] for one in _items(config.get("Origins"))}
        groups = {one["Id"]: one for one in _items(config.get("OriginGroups"))}
        for group in groups.values():
            members = [one["OriginId"] for one in _items(group["Members"])]
            if len(members) != 2 or not {*members} <= origins:
                raise RefusedError("InvalidArgument", f"Origin group {group['Id']}: {members}")
        for behaviour in (config["DefaultCacheBehavior"], *_items(config.get("CacheBehaviors"))):
            target = behaviour["TargetOriginId"]
            if target not in origins | groups.keys():
                raise RefusedError("NoSuchOrigin", f"No origin or group has the id {target}")
            methods = {*_items(behaviour.get("AllowedMethods"))}
            if target in groups and not methods <= _READS:
                words = "The origin group takes GET, HEAD and OPTIONS alone"
                raise RefusedError(
                    "InvalidArgument", f"{words}; the behavior allows {sorted(methods)}"
                )
        wanted = {*_items(config.get("Aliases"))}
        for other in self._distributions.values():
            if other.id != own and wanted & {*_items(other.config.get("Aliases"))}:
                raise RefusedError("CNAMEAlreadyExists", "An alias is another distribution's")

    def _invalidate(self, params: Params) -> Answer:
        found = self._find(params["DistributionId"])
        id_ = own_id(14)
        found.invalidations[id_] = {
            "Id": id_,
            "Status": "Completed",
            "CreateTime": now(),
            "InvalidationBatch": given(params["InvalidationBatch"]),
        }
        return {"Invalidation": given(found.invalidations[id_])}

    def _get_invalidation(self, params: Params) -> Answer:
        found = self._find(params["DistributionId"]).invalidations
        one = held(found, params["Id"], "NoSuchInvalidation", "invalidation")
        return {"Invalidation": given(one)}

    def _by_arn(self, params: Params) -> _Distribution:
        return self._find(params["Resource"].rsplit("/", 1)[-1])

    def _tags_of(self, params: Params) -> Answer:
        tags = sorted(self._by_arn(params).tags.items())
        return {"Tags": {"Items": [{"Key": key, "Value": value} for key, value in tags]}}

    def _tag(self, params: Params) -> Answer:
        tags = {tag["Key"]: tag["Value"] for tag in params["Tags"].get("Items", ())}
        self._by_arn(params).tags.update(tags)
        return {}

    def _untag(self, params: Params) -> Answer:
        for key in params["TagKeys"].get("Items", ()):
            self._by_arn(params).tags.pop(key, None)
        return {}

    def _policy_steps(self, kind: str) -> dict[str, Callable[[Params], Answer]]:
        kept, config = self._policies[kind], f"{kind}Config"

        def told(id_: str) -> Answer:
            found, etag = held(kept, id_, f"NoSuch{kind}", "policy")
            policy = {"Id": id_, "LastModifiedTime": now(), config: given(found)}
            return {kind: policy, "ETag": etag}

        def create(params: Params) -> Answer:
            name = params[config]["Name"]
            if any(found["Name"] == name for found, _ in kept.values()):
                raise RefusedError(f"{kind}AlreadyExists", f"A policy has the name {name}")
            id_ = own_uuid()
            kept[id_] = (given(params[config]), own_id(13))
            return told(id_)

        def update(params: Params) -> Answer:
            told(params["Id"])
            kept[params["Id"]] = (given(params[config]), own_id(13))
            return told(params["Id"])

        def delete(params: Params) -> Answer:
            told(params["Id"])
            del kept[params["Id"]]
            return {}

        def listed(_params: Params) -> Answer:
            items = [{"Type": "custom", kind: told(id_)[kind]} for id_ in kept]
            return {f"{kind}List": {"MaxItems": 100, "Quantity": len(items), "Items": items}}

        return {
            f"List{kind[:-1]}ies": listed,
            f"Create{kind}": create,
            f"Get{kind}": lambda params: told(params["Id"]),
            f"Update{kind}": update,
            f"Delete{kind}": delete,
        }


def _plain(step: Callable[[Params], Answer]) -> Step:
    """CloudFront's API is everywhere the same one."""
    return lambda _call, params: step(params)


def _items(many: dict[str, Any] | None) -> Iterator[Any]:
    """Of AWS's `{Quantity, Items}`."""
    yield from (many or {}).get("Items", ())
