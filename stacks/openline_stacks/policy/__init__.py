"""The rules as a policy pack tells them: what stops a `pulumi up`, and what it only mentions.

In: `States`, the day. Out: `Violation`s, each with its rule, the resource and a message to read on
a terminal. What the declaration suppresses, with a reason and until a day, is left out until then.
Knows nothing of Pulumi's policy SDK, which wants an older protobuf: components/policy speaks it.
"""

from openline_stacks.policy._violations import Violation, violations

__all__ = ["Violation", "violations"]
