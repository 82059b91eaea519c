"""A cloud in this process: real boto3 against moto, regions that can go dark, sealed chance.

In: resources from the engine, calls from any boto3 client, faults. Out: `Created` resources,
`MotoControl` for the world, and a list of what is not emulated.
"""

from openline_stacks.cloud._errors import HandlerError, NotEmulated
from openline_stacks.cloud._local_aws import LocalAws, Recorded
from openline_stacks.cloud._wire import RealCallError
from openline_stacks.cloud.moto_control import MotoControl
from openline_stacks.cloud.seals import EPOCH, SealedWall, Seals, sealed_chance, virtual_waits

__all__ = [
    "EPOCH",
    "HandlerError",
    "LocalAws",
    "MotoControl",
    "NotEmulated",
    "RealCallError",
    "Recorded",
    "SealedWall",
    "Seals",
    "sealed_chance",
    "virtual_waits",
]
