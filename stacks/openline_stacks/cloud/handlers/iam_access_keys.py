"""IAM: access keys, whose secret AWS tells once."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any, Final

from openline_stacks.cloud._handler import Handler, Irregular, Life, Outputs
from openline_stacks.cloud._request import Request
from openline_stacks.cloud.handlers._iam import HOME


def _create(request: Request) -> str:
    made = request.call("iam", "create_access_key", UserName=request.get("user"))["AccessKey"]
    secret = made["SecretAccessKey"]
    request.once = {
        "secret": secret,
        "sesSmtpPasswordV4": _smtp_password(secret, request.provider_region),
    }
    if request.get("status") == "Inactive":
        _turn(request, made["AccessKeyId"])
    return str(made["AccessKeyId"])


# SES developer guide, "Obtaining Amazon SES SMTP credentials by converting existing AWS
# credentials": what is signed, in this order after the day, and what stands before the signature.
_DAY: Final = "11111111"
_SIGNED: Final = ("ses", "aws4_request", "SendRawEmail")
_VERSION: Final = b"\x04"


def _smtp_password(secret: str, region: str) -> str:
    signature = f"AWS4{secret}".encode()
    for part in (_DAY, region, *_SIGNED):
        signature = hmac.new(signature, part.encode(), hashlib.sha256).digest()
    return base64.b64encode(_VERSION + signature).decode()


def _turn(request: Request, id_: str) -> None:
    status: Any = request.get("status", "Active")
    request.call(
        "iam", "update_access_key", AccessKeyId=id_, UserName=request.get("user"), Status=status
    )


def _read(request: Request, id_: str) -> Outputs:
    user = request.get("user")
    if user is None:  # of what is imported the key alone is known
        user = request.call("iam", "get_access_key_last_used", AccessKeyId=id_)["UserName"]
    answer = request.call("iam", "list_access_keys", UserName=user)
    for one in answer["AccessKeyMetadata"]:
        if one["AccessKeyId"] == id_:
            return {
                "@": {},
                "createDate": one["CreateDate"],
                "status": one["Status"],
                "user": user,
            }
    raise request.missing("list_access_keys", id_)


def _remove(request: Request, id_: str) -> None:
    request.call("iam", "delete_access_key", AccessKeyId=id_, UserName=request.get("user"))


_KEY: Final = Irregular(
    type="aws:iam/accessKey:AccessKey",
    service="iam",
    operation="create_access_key",
    params=lambda request: request.given({"user": "UserName"}),
    create=_create,
    read=_read,
    inputs=frozenset({"status", "user"}),
    members={"user": "UserName"},
    home=HOME,
    deaf={"pgpKey": "the secret is told as it is"},
    life=Life(
        replace=frozenset({"user"}),
        usual={"status": "Active"},
        revise=lambda request, id_, _changed: _turn(request, id_),
        revises=frozenset({"status"}),
        remove=_remove,
        once=frozenset({"secret", "sesSmtpPasswordV4"}),
    ),
)

HANDLERS: Final[tuple[Handler, ...]] = (_KEY,)
