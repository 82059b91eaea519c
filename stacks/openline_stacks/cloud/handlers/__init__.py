"""A handler for each resource type that is emulated, a module a service.

In: a type's token. Out: how it is created and read through boto3. A type that is not in
`HANDLERS` is recorded only.
"""

from typing import Final

from openline_stacks.cloud._handler import Handler
from openline_stacks.cloud.handlers import ec2, iam, kms, route53

HANDLERS: Final[dict[str, Handler]] = {
    handler.type: handler for module in (ec2, iam, kms, route53) for handler in module.HANDLERS
}

__all__ = ["HANDLERS"]
