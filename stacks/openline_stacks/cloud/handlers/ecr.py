"""ECR: repositories."""

from __future__ import annotations

from typing import Final

from openline_stacks.cloud._handler import AutoName, Call, Declared, Handler, Life, Tagging
from openline_stacks.cloud._request import Text

_REPOSITORY: Final = Declared(
    type="aws:ecr/repository:Repository",
    service="ecr",
    create=Call("create_repository", {"repositoryName": "$name"}, "repository"),
    id="repositoryName",
    read=Call("describe_repositories", {"repositoryNames": ["$id"]}, "repositories[0]"),
    renames={"encryptionConfigurations": "encryptionConfiguration"},
    out={"arn": "repositoryArn", "repositoryUrl": "repositoryUri", "name": "repositoryName"},
    name=AutoName(limit=256, lower=True),
    local=frozenset({"forceDelete"}),
    life=Life(
        update=(
            Call(
                "put_image_tag_mutability",
                {"repositoryName": "$id", "imageTagMutability": "$imageTagMutability"},
                named=False,
            ),
            Call(
                "put_image_scanning_configuration",
                {
                    "repositoryName": "$id",
                    "imageScanningConfiguration": "$imageScanningConfiguration",
                },
                named=False,
            ),
        ),
        delete=(Call("delete_repository", {"repositoryName": "$id", "force": True}),),
        blank={"imageTagMutability": "MUTABLE"},
        tags=Tagging({"resourceArn": Text("{arn}")}, answer="tags"),
        usual={
            "imageTagMutability": "MUTABLE",
            "encryptionConfigurations": ...,
            "imageScanningConfiguration": ...,
        },
    ),
)

_LIFECYCLE_PUT: Final = {"repositoryName": "$repository", "lifecyclePolicyText": "$policy"}

_LIFECYCLE: Final = Declared(
    type="aws:ecr/lifecyclePolicy:LifecyclePolicy",
    service="ecr",
    create=Call("put_lifecycle_policy", _LIFECYCLE_PUT),
    id=Text("{repository}"),
    read=Call("get_lifecycle_policy", {"repositoryName": "$id"}),
    life=Life(
        update=(Call("put_lifecycle_policy", _LIFECYCLE_PUT, named=False),),
        replace=frozenset({"repository"}),
        delete=(Call("delete_lifecycle_policy", {"repositoryName": "$id"}),),
        tells={
            "policy": Call("get_lifecycle_policy", {"repositoryName": "$id"}, "lifecyclePolicyText")
        },
    ),
)

_POLICY_PUT: Final = {"repositoryName": "$repository", "policyText": "$policy"}
_REPOSITORY_POLICY: Final = Declared(
    type="aws:ecr/repositoryPolicy:RepositoryPolicy",
    service="ecr",
    create=Call("set_repository_policy", _POLICY_PUT),
    id=Text("{repository}"),
    read=Call("get_repository_policy", {"repositoryName": "$repository"}),
    renames={"policy": "policyText"},
    life=Life(
        update=(Call("set_repository_policy", _POLICY_PUT, named=False),),
        replace=frozenset({"repository"}),
        delete=(Call("delete_repository_policy", {"repositoryName": "$repository"}),),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_REPOSITORY_POLICY, _LIFECYCLE, _REPOSITORY)
