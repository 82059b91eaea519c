"""What is secret by its name, wherever it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# What pulumi-aws's SDK marks as secret by itself (`additional_secret_outputs`), where the name says
# it. It marks nothing inside of a block, and a file that was written with `--show-secrets` by
# another tool, or by hand, has no mark at all.
_ALWAYS: Final = frozenset(
    {
        "accessToken", "adminPassword", "adminUserPassword", "apiKey", "authToken",
        "basicAuthCredentials", "certificatePrivateKey", "clientSecret", "fsxAdminPassword",
        "hsmPartitionPassword", "keyMaterialBase64", "masterPassword", "masterUserPassword",
        "oauthToken", "password", "passwords", "plaintext", "privateKey", "secretAccessKey",
        "secretBinary", "secretKey", "secretString", "servicePassword", "sesSmtpPasswordV4",
        "sharedSecret", "smbGuestPassword", "svmAdminPassword", "temporaryPassword",
        "tunnel1PresharedKey", "tunnel2PresharedKey",
    }
)  # fmt: skip
_WRITE_ONLY: Final = "Wo"  # the provider's ending of an input that AWS never tells


def secret_by_name(key: str, beside: Mapping[str, Any], of: str) -> bool:
    """`beside`: the mapping that holds it. `of`: what that is called; empty at the top."""
    if key == "value":  # EventBridge's connections: what of a request is secret
        return of == "apiKey" or beside.get("isValueSecret") is True
    return key.removesuffix(_WRITE_ONLY) in _ALWAYS
