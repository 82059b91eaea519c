"""Estimate: what counts say of shares, and what a rank among values is.

In: how many of how many, or values with unknown ones among them. Out: bounds that hold with a
stated confidence, and quantiles by nearest rank. The same bits on every machine.
"""

from openline_stacks.estimate._binomial import at_least, at_most, bounds
from openline_stacks.estimate._ranks import nearest_rank

__all__ = ["at_least", "at_most", "bounds", "nearest_rank"]
