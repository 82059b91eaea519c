"""What a local AWS and the command that asks it have to agree on."""

from typing import Final

LOOPBACK: Final = "127.0.0.1"
PREFIX: Final = "/_openline/"
TOKEN: Final = "X-Openline-Token"
EVERYBODY: Final = "everybody"  # the port that answers for all regions
