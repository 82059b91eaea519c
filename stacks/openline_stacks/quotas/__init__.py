"""Quotas: how many of a kind a new account of AWS may have, and how many a stack has.

In: `States`. Out: of each quota that the stack touches, which resources take from it and where;
and the default of a quota on vCPUs. The figures are AWS's defaults: an account's own are in the
Service Quotas console.
"""

from openline_stacks.quotas._held import Held, held
from openline_stacks.quotas._table import COUNTED, FARGATE, FIGURES, Figure, Quota, vcpu_quota

__all__ = [
    "COUNTED",
    "FARGATE",
    "FIGURES",
    "Figure",
    "Held",
    "Quota",
    "held",
    "vcpu_quota",
]
