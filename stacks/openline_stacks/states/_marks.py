"""What marks the kind of a value on Pulumi's wire and in its files.

Source: sdk/go/common/resource/{properties,asset/asset,archive/archive}.go of pulumi/pulumi.
"""

from __future__ import annotations

from typing import Final

SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"
RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

ELIDED: Final = "<contents elided>"  # an asset's text in events (pkg/engine/events.go)
REDACTED: Final = "[secret]"  # as `pulumi preview --json` prints them
# Ours, in place of an asset's hash: why a previewed program's file or folder cannot be read.
UNREAD: Final = "unread"
EXACT: Final = 2.0**53  # wire numbers are doubles; whole ones up to here are integers again


def number(value: float) -> int | float:
    """Of a double what was written: whole ones are integers."""
    return int(value) if value.is_integer() and abs(value) <= EXACT else value
