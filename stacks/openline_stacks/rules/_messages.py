"""Topics and queues."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import Stack
from openline_stacks.states import UNKNOWN
from openline_stacks.topology._values import number, text

_QUEUE: Final = "aws:sqs/queue:Queue"
# SQS API reference, SetQueueAttributes: (property, least, most).
_LIMITS: Final = (
    ("delaySeconds", 0, 900),
    ("kmsDataKeyReusePeriodSeconds", 60, 86_400),
    ("maxMessageSize", 1_024, 1_048_576),
    ("messageRetentionSeconds", 60, 1_209_600),
    ("receiveWaitTimeSeconds", 0, 20),
    ("visibilityTimeoutSeconds", 0, 43_200),
)


@rule(
    "OL103",
    "A FIFO topic or queue whose name does not say so",
    why="SNS and SQS refuse a FIFO name without the suffix .fifo, and the suffix without FIFO.",
    source="SNS API reference, CreateTopic; SQS API reference, CreateQueue",
    mend="End the name in .fifo if and only if the topic or queue is FIFO.",
)
def fifo(stack: Stack) -> Iterator[Broken]:
    flags = {"aws:sns/topic:Topic": "fifoTopic", "aws:sqs/queue:Queue": "fifoQueue"}
    for state in stack.of_type(*flags):
        name, first = text(state.inputs.get("name")), state.inputs.get(flags[state.type])
        if name is None or first is UNKNOWN:
            continue
        if bool(first) is not name.endswith(".fifo"):
            kind = "is FIFO" if first else "is not FIFO"
            yield Broken(state, "name", f"it {kind} and is called {name!r}")


@rule(
    "OL155",
    "A queue with figures that SQS does not have",
    why="Attributes travel as a map of texts, which nothing but SQS itself looks into.",
    source="SQS API reference, SetQueueAttributes",
    mend="Stay within the limits: a delay up to 900 s, visibility up to 12 h, retention of 60 s "
    "to 14 days, a wait up to 20 s, messages of 1 KiB to 1 MiB.",
)
def queues(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_QUEUE):
        for key, least, most in _LIMITS:
            value = number(state.inputs.get(key))
            if value is not None and not least <= value <= most:
                yield Broken(state, key, f"{value:g}, not {least} to {most}")


RULES: Final = (fifo, queues)
