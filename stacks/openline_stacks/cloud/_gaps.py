"""What moto holds already and has no door to: opened while the local AWS is open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any, Final
from unittest.mock import patch

from openline_stacks.cloud import _cloud_maps, _mails, _transit_gateways


@contextmanager
def filled() -> Iterator[None]:
    # Imported here: moto's services cost time that a topology or a forecast need not pay.
    from moto.cloudwatch.responses import CloudWatchResponse
    from moto.ec2.models import EC2Backend
    from moto.efs.models import FileSystem
    from moto.iam.models import IAMBackend
    from moto.rds.models import DBCluster, DBInstance
    from moto.s3.models import FakeBucket
    from moto.secretsmanager.models import FakeSecret, ReplicaSecret

    # moto's own method reads `AlarmRule` "to re-use this method for composite alarms as well",
    # and describe_alarms tells the two kinds apart; only the operation's name is missing.
    composite = CloudWatchResponse.put_metric_alarm
    with ExitStack() as stack:
        for owner, name, method in (
            (CloudWatchResponse, "put_composite_alarm", composite),
            (DBCluster, "latest_restorable_time", _AS_IT_WAS_MADE),
            (DBInstance, "latest_restorable_time", _AS_IT_WAS_MADE),
            (EC2Backend, "delete_nat_gateway", _freeing(EC2Backend.delete_nat_gateway)),
            (
                FileSystem,
                "size_in_bytes",
                property(_measured(vars(FileSystem)["size_in_bytes"].fget)),
            ),
            (FakeSecret, "create_replicas", _keeping_keys(FakeSecret.create_replicas)),
            (ReplicaSecret, "to_dict", _telling_its_key(ReplicaSecret.to_dict)),
            (IAMBackend, "attach_role_policy", _with_awss_own(IAMBackend.attach_role_policy)),
            (IAMBackend, "attach_user_policy", _with_awss_own(IAMBackend.attach_user_policy)),
            (IAMBackend, "get_policy", _with_awss_own(IAMBackend.get_policy)),
            (FakeBucket, "get_permission", _without_conditions(FakeBucket.get_permission)),
            *_cloud_maps.mended(),
            *_mails.mended(),
            *_transit_gateways.mended(),
        ):
            stack.enter_context(patch.object(owner, name, method, create=True))
        yield


# moto's is the moment in which it is asked: nothing that is refreshed would ever be as it was.
_AS_IT_WAS_MADE: Final = property(lambda database: database.created)


def _measured(original: Any) -> Any:
    """When it was made: nothing is written to it here, and nobody measures it again."""

    def size_in_bytes(system: Any) -> dict[str, Any]:
        return {**original(system), "Timestamp": system.creation_time}

    return size_in_bytes


def _freeing(original: Any) -> Any:
    """The address is free with the gateway's end: the next gateway may have it."""

    def delete_nat_gateway(backend: Any, nat_gateway_id: str) -> Any:
        gone = original(backend, nat_gateway_id)
        held = {one.get("associationId") for one in gone.address_set} - {None}
        for address in backend.addresses:
            if address.association_id in held:
                backend.disassociate_address(address=address.public_ip)
        return gone

    return delete_nat_gateway


def _keeping_keys(original: Any) -> Any:
    """Each replica under the key that was asked for it, not under the account's default one."""

    def create_replicas(secret: Any, replica_regions: Any, force_overwrite: bool) -> Any:
        made = original(secret, replica_regions, force_overwrite)
        for asked, replica in zip(replica_regions, made, strict=True):
            replica.config["KmsKeyId"] = asked.get("KmsKeyId") or replica.config["KmsKeyId"]
        return made

    return create_replicas


def _telling_its_key(original: Any) -> Any:
    def to_dict(replica: Any) -> dict[str, Any]:
        return {**original(replica), "KmsKeyId": replica.config["KmsKeyId"]}

    return to_dict


def _without_conditions(original: Any) -> Any:
    """moto reads no `Condition`: "deny what comes without TLS" would deny everything. Whoever calls
    here comes with TLS, and is the bucket's owner, so statements with a condition are left out."""

    def get_permission(bucket: Any, action: str, resource: str) -> Any:
        held = bucket.policy
        if held is None:
            return original(bucket, action, resource)
        policy = json.loads(held)
        stated = policy["Statement"]
        each = stated if isinstance(stated, list) else [stated]
        bucket.policy = json.dumps(
            {**policy, "Statement": [one for one in each if "Condition" not in one]}
        ).encode()
        try:
            return original(bucket, action, resource)
        finally:
            bucket.policy = held

    return get_permission


def _with_awss_own(original: Any) -> Any:
    """AWS's own policies, each when it is first named: all 1,300 cost 0.1 to 0.3 s a backend."""

    def asked(backend: Any, policy_arn: str, *others: Any, **named: Any) -> Any:
        arn = str(policy_arn)
        if ":iam::aws:policy/" in arn and arn not in backend.managed_policies:
            from moto.iam.models import AWSManagedPolicy

            name = arn.rpartition("/")[2]
            held = _awss_policies().get(name)
            if held is not None:
                policy = AWSManagedPolicy.from_data(
                    name, backend.account_id, backend.region_name, held
                )
                backend.managed_policies[arn] = policy
        return original(backend, policy_arn, *others, **named)

    return asked


@cache
def _awss_policies() -> Any:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    return json.loads(aws_managed_policies_data)
