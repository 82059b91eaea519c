"""`pulumi-resource-aws`: the local AWS as a plugin of the genuine Pulumi engine.

In: the engine's calls over gRPC, and the endpoint of a local AWS (`AWS_ENDPOINT_URL`). Out: what
`cloud.Resources` answers, the same lives that the embedded engine drives. It never calls anything
but a loopback address.
"""

from openline_stacks.provider._serve import main

__all__ = ["main"]
