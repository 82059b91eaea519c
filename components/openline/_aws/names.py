"""Names that AWS takes: short enough with the engine's suffix, and never starting as it refuses."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Final

# The engine makes a physical name of a logical one by adding "-" and 7 hexadecimal digits.
_AUTO: Final = 8
# Load balancers and target groups take 32 characters, IAM roles 64, buckets 63 (their API pages).
BALANCER: Final = 32 - _AUTO
ROLE: Final = 64 - _AUTO
BUCKET: Final = 63 - _AUTO
# Sources and destinations of log deliveries take 60 (CloudWatch Logs API), origin access controls
# 64 (CloudFront API).
DELIVERY: Final = 60 - _AUTO
ACCESS_CONTROL: Final = 64 - _AUTO
# Accelerators take 64 (Global Accelerator API).
ACCELERATOR: Final = 64 - _AUTO
# Backup vaults, plans, rules and selections take 50 (AWS Backup API reference).
VAULT: Final = 50 - _AUTO
# Lambda functions and EventBridge schedules take 64.
SHORT: Final = 64 - _AUTO
# Launch templates and instance profiles take 128; nothing else of ours takes less.
ORDINARY: Final = 128 - _AUTO

_HASH: Final = 6  # base 32: one collision in 2^30 pairs
# Refused at the start of a balancer's, a security group's and a bucket's name.
_REFUSED: Final = ("internal-", "sg-", "xn--", "sthree-", "amzn-s3-demo-")
# Two hyphens in a row as well, which target groups refuse.
_FOREIGN: Final = re.compile(r"[^a-z0-9-]|--")
_FOREIGN_BUT_DOTS: Final = re.compile(r"[^a-z0-9.-]|--")
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


def fit(
    name: str, suffix: str, limit: int, *, readable: str | None = None, dots: bool = False
) -> str:
    """`name-suffix` where it fits; else a shortened name, a hash of the whole, and the suffix.

    `readable` replaces the words that are kept when it has to be cut; `dots` may stay only where
    AWS takes them. Equal names give equal results, different ones different results.
    """
    whole = f"{name}-{suffix}"
    foreign = _FOREIGN_BUT_DOTS if dots else _FOREIGN
    if len(whole) <= limit and not whole.startswith(_REFUSED) and not foreign.search(whole):
        return whole
    head = _BETWEEN.sub("-", (readable or name).lower()).strip("-")
    if f"{head}-".startswith(_REFUSED):
        head = f"ol-{head}"
    kept = head[: limit - len(suffix) - _HASH - 2].strip("-")
    return "-".join(part for part in (kept, _hash(whole), suffix) if part)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.b32encode(digest).decode().lower()[:_HASH]
