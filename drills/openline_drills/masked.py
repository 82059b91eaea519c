"""Text of a user's own code without the secrets that its environment held.

A runbook, an activity or a stack's program may put into its error whatever it was given. What it
says goes into results, reports and logs that more people read than may know a token.
"""

from __future__ import annotations

import os
import re
from typing import Final

MASK: Final = "***"
# As pipelines call what they mask.
_SECRET: Final = re.compile(
    "SECRET|TOKEN|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|PRIVATE|API_?KEY|ACCESS_?KEY", re.IGNORECASE
)
# AWS_SHARED_CREDENTIALS_FILE, AWS_WEB_IDENTITY_TOKEN_FILE: where a secret lies is none.
_PLACE: Final = re.compile("_(FILE|PATH|DIR)$", re.IGNORECASE)
# Shorter ones are words, `true` or `1`, that would be taken out of every sentence.
_LEAST: Final = 8


def masked(text: str) -> str:
    """With stars for the value of every environment variable that is named like a secret."""
    found = {
        value
        for name, value in os.environ.items()
        if len(value) >= _LEAST
        and value in text
        and _SECRET.search(name)
        and not _PLACE.search(name)
    }
    for value in sorted(found, key=len, reverse=True):
        text = text.replace(value, MASK)
    return text
