"""The recovery model's figures: parameters with source and grade, draws, and the faults.

In: overrides by name, a seed. Out: frozen `Parameters` and `Fault`s that forecast and rehearsal
share, and distributions that give the same bits on every machine.
"""

from openline_stacks.recovery._arithmetic import exp, ln, normal_quantile, normal_upper_tail
from openline_stacks.recovery._catalogue import PARAMETERS
from openline_stacks.recovery._draws import Stream, uniforms
from openline_stacks.recovery._faults import fault_problems, region_dark, surge
from openline_stacks.recovery._model import (
    Constant,
    Distribution,
    Fault,
    Grade,
    Lognormal,
    Mode,
    Parameter,
    Plane,
    Selector,
    Uniform,
)
from openline_stacks.recovery._overrides import ParameterError, load_parameters, parse_override
from openline_stacks.recovery._parameters import Parameters, parameters
from openline_stacks.recovery._quantiles import (
    exponential_quantile,
    integrated_survival,
    quantile,
    sampler,
    survival,
)
from openline_stacks.recovery._ranges import Range, between, range_of
from openline_stacks.recovery._touches import (
    BALANCERS,
    TOUCHES,
    Aspect,
    Kind,
    Touch,
    kind_of,
    lost_region,
    takes_region,
    touched,
)
from openline_stacks.recovery._words import distribution_in_words, in_words

__all__ = [
    "BALANCERS",
    "PARAMETERS",
    "TOUCHES",
    "Aspect",
    "Constant",
    "Distribution",
    "Fault",
    "Grade",
    "Kind",
    "Lognormal",
    "Mode",
    "Parameter",
    "ParameterError",
    "Parameters",
    "Plane",
    "Range",
    "Selector",
    "Stream",
    "Touch",
    "Uniform",
    "between",
    "distribution_in_words",
    "exp",
    "exponential_quantile",
    "fault_problems",
    "in_words",
    "integrated_survival",
    "kind_of",
    "ln",
    "load_parameters",
    "lost_region",
    "normal_quantile",
    "normal_upper_tail",
    "parameters",
    "parse_override",
    "quantile",
    "range_of",
    "region_dark",
    "sampler",
    "surge",
    "survival",
    "takes_region",
    "touched",
    "uniforms",
]
