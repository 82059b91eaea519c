"""A cloud in this process: real boto3 against moto, regions that can go dark, sealed chance.

In: resources from the engine, calls from any boto3 client, faults. Out: `Created` resources,
`MotoControl` for the world, and a list of what is not emulated. Names are loaded when first used:
whoever only needs the view's Protocol (`cloud.control`) does not pay for moto.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openline_stacks.lazily import loading

if TYPE_CHECKING:
    from openline_stacks.cloud._annotations import text_properties
    from openline_stacks.cloud._errors import HandlerError, NotEmulated
    from openline_stacks.cloud._invokes import functions
    from openline_stacks.cloud._local_aws import LocalAws, Recorded
    from openline_stacks.cloud._resources import Resources
    from openline_stacks.cloud._wire import RealCallError
    from openline_stacks.cloud.moto_control import MotoControl
    from openline_stacks.cloud.seals import (
        EPOCH,
        SealedWall,
        Seals,
        sealed_chance,
        virtual_waits,
    )

__all__ = [
    "EPOCH",
    "HandlerError",
    "LocalAws",
    "MotoControl",
    "NotEmulated",
    "RealCallError",
    "Recorded",
    "Resources",
    "SealedWall",
    "Seals",
    "functions",
    "sealed_chance",
    "text_properties",
    "virtual_waits",
]

_MODULES: Final = {
    "EPOCH": "seals",
    "HandlerError": "_errors",
    "LocalAws": "_local_aws",
    "MotoControl": "moto_control",
    "NotEmulated": "_errors",
    "RealCallError": "_wire",
    "Recorded": "_local_aws",
    "Resources": "_resources",
    "SealedWall": "seals",
    "Seals": "seals",
    "functions": "_invokes",
    "sealed_chance": "seals",
    "text_properties": "_annotations",
    "virtual_waits": "seals",
}

__getattr__ = loading(__name__, _MODULES)
