"""What an operator does with hands in a failover: real boto3 calls, to the survivor's APIs alone.

In: the topology, clients. Out: switches flipped, empty groups lit, dials turned, and what was done.
"""

from openline_stacks.moving._moving import Moved, fail_back, fail_over, flip, light

__all__ = ["Moved", "fail_back", "fail_over", "flip", "light"]
