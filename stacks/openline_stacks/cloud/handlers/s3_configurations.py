"""S3: the resources that configure a bucket, each put by name and got by name."""

from __future__ import annotations

from typing import Any, Final

from openline_stacks.cloud._handler import Call, Declared, Handler, Life
from openline_stacks.cloud._request import Text


def _configuration(
    class_name: str, operation: str, member: str, inputs: Any, **more: Any
) -> Declared:
    """A resource that is one configuration of a bucket: put by name, got by name."""
    return Declared(
        type=f"aws:s3/{class_name[0].lower()}{class_name[1:]}:{class_name}",
        service="s3",
        create=Call(f"put_{operation}", {"Bucket": "$bucket", member: inputs}),
        id=Text("{bucket}"),
        read=Call(f"get_{operation}", {"Bucket": "$id"}, more.pop("answer", "@")),
        life=Life(
            update=(Call(f"put_{operation}", {"Bucket": "$bucket", member: inputs}, named=False),),
            replace=frozenset({"bucket"}),
            delete=(more.pop("delete", Call(f"delete_{operation}", {"Bucket": "$id"})),),
            tells=more.pop("tells", {}),
            gone=more.pop("gone", ""),
            usual=more.pop("usual", {}),
        ),
        **more,
    )


_ENCRYPTION: Final = _configuration(
    "BucketServerSideEncryptionConfiguration",
    "bucket_encryption",
    "ServerSideEncryptionConfiguration",
    {"Rules": "$rules"},
    answer="ServerSideEncryptionConfiguration",
)

_LIFECYCLE: Final = _configuration(
    "BucketLifecycleConfiguration",
    "bucket_lifecycle_configuration",
    "LifecycleConfiguration",
    {"Rules": "$rules"},
    delete=Call("delete_bucket_lifecycle", {"Bucket": "$id"}),
    usual={"transitionDefaultMinimumObjectSize": ...},
)

_OBJECT_LOCK: Final = Declared(
    type="aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    service="s3",
    create=Call(
        "put_object_lock_configuration",
        {
            "Bucket": "$bucket",
            "ObjectLockConfiguration": {"ObjectLockEnabled": "$objectLockEnabled", "Rule": "$rule"},
        },
    ),
    id=Text("{bucket}"),
    read=Call("get_object_lock_configuration", {"Bucket": "$id"}, "ObjectLockConfiguration"),
    defaults={"objectLockEnabled": "Enabled"},
    life=Life(
        update=(
            Call(
                "put_object_lock_configuration",
                {
                    "Bucket": "$bucket",
                    "ObjectLockConfiguration": {
                        "ObjectLockEnabled": "$objectLockEnabled",
                        "Rule": "$rule",
                    },
                },
                named=False,
            ),
        ),
        replace=frozenset({"bucket"}),
        # A lock cannot be taken off; its default goes.
        delete=(
            Call(
                "put_object_lock_configuration",
                {"Bucket": "$id", "ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
            ),
        ),
        gone="!Rule",
        usual={"rule.defaultRetention.years": 0},
    ),
)

_OWNERSHIP: Final = _configuration(
    "BucketOwnershipControls",
    "bucket_ownership_controls",
    "OwnershipControls",
    {"Rules": ["$rule"]},
    answer="OwnershipControls",
)

_POLICY: Final = _configuration("BucketPolicy", "bucket_policy", "Policy", "$policy")


_PUBLIC_ACCESS: Final = _configuration(
    "BucketPublicAccessBlock",
    "public_access_block",
    "PublicAccessBlockConfiguration",
    {
        "BlockPublicAcls": "$blockPublicAcls",
        "BlockPublicPolicy": "$blockPublicPolicy",
        "IgnorePublicAcls": "$ignorePublicAcls",
        "RestrictPublicBuckets": "$restrictPublicBuckets",
    },
    answer="PublicAccessBlockConfiguration",
    local=frozenset({"skipDestroy"}),
    defaults={  # each "defaults to false": what is not said lets the public in
        "blockPublicAcls": False,
        "blockPublicPolicy": False,
        "ignorePublicAcls": False,
        "restrictPublicBuckets": False,
    },
)

_REPLICATION: Final = _configuration(
    "BucketReplicationConfig",
    "bucket_replication",
    "ReplicationConfiguration",
    {"Role": "$role", "Rules": "$rules"},
    answer="ReplicationConfiguration",
)

_VERSIONING: Final = _configuration(
    "BucketVersioning",
    "bucket_versioning",
    "VersioningConfiguration",
    "$versioningConfiguration",
    tells={
        "versioningConfiguration": Call(
            "get_bucket_versioning", {"Bucket": "$id"}, "{status: Status, mfaDelete: MFADelete}"
        )
    },
    gone="Status!='Enabled'",
    delete=Call(  # what was versioned once can only be suspended
        "put_bucket_versioning",
        {"Bucket": "$id", "VersioningConfiguration": {"Status": "Suspended"}},
    ),
)

_CORS: Final = _configuration(
    "BucketCorsConfiguration",
    "bucket_cors",
    "CORSConfiguration",
    {"CORSRules": "$corsRules"},
    local=frozenset({"expectedBucketOwner"}),
)

_ACL_PUT: Final = {
    "Bucket": "$bucket",
    "ACL": "$acl",
    "AccessControlPolicy": "$accessControlPolicy",
}
_ACL: Final = Declared(
    type="aws:s3/bucketAcl:BucketAcl",
    service="s3",
    create=Call("put_bucket_acl", _ACL_PUT),
    id=Text("{bucket}"),
    read=Call("get_bucket_acl", {"Bucket": "$bucket"}),
    local=frozenset({"expectedBucketOwner"}),
    life=Life(
        update=(Call("put_bucket_acl", _ACL_PUT, named=False),),
        replace=frozenset({"bucket"}),
        # What a bucket allows cannot be taken off; without anybody else it is the owner's alone.
        delete=(Call("put_bucket_acl", {"Bucket": "$bucket", "ACL": "private"}, named=False),),
        keep=frozenset({"accessControlPolicy", "acl"}),
        parts=r"(?P<bucket>[^,]+)(?:,(?P<acl>.+))?",
    ),
)

_WEBSITE: Final = _configuration(
    "BucketWebsiteConfiguration",
    "bucket_website",
    "WebsiteConfiguration",
    {
        "ErrorDocument": "$errorDocument",
        "IndexDocument": "$indexDocument",
        "RedirectAllRequestsTo": "$redirectAllRequestsTo",
        "RoutingRules": "$routingRules",
    },
    local=frozenset({"expectedBucketOwner"}),
    out={
        "websiteDomain": Text("s3-website-{region}.amazonaws.com"),
        "websiteEndpoint": Text("{bucket}.s3-website-{region}.amazonaws.com"),
    },
)

HANDLERS: Final[tuple[Handler, ...]] = (
    _ACL,
    _CORS,
    _ENCRYPTION,
    _LIFECYCLE,
    _OBJECT_LOCK,
    _OWNERSHIP,
    _POLICY,
    _PUBLIC_ACCESS,
    _REPLICATION,
    _VERSIONING,
    _WEBSITE,
)
