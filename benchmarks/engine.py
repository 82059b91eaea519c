"""`engine`: the embedded engine beside the Pulumi SDK's mocks, on the same programs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Line, in_turns, seconds
from benchmarks.programs import program_s

# Each third resource needs another one, as in most stacks.
_PROGRAM = """\
import pulumi_aws as aws
for n in range({thirds}):
    topic = aws.sns.Topic(f"topic-{{n}}")
    queue = aws.sqs.Queue(f"queue-{{n}}", visibility_timeout_seconds=60)
    aws.sns.TopicSubscription(
        f"both-{{n}}", topic=topic.arn, protocol="sqs", endpoint=queue.arn
    )
"""


def lines(tiny: bool) -> Iterator[Line]:
    for count in (6,) if tiny else (150, 1500):
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "__main__.py").write_text(_PROGRAM.format(thirds=count // 3))
            (Path(folder) / "Pulumi.yaml").write_text("name: bench\nruntime: python\n")
            times = in_turns(
                lambda: program_s("embedded", Path(folder)),
                lambda: program_s("mocks", Path(folder)),
                1 if tiny else 3,
            )
        yield Line(
            f"a program of {count:,} resources",
            f"embedded engine, {seconds(times.ours_s)}",
            f"the SDK's mocks, {seconds(times.theirs_s)}",
            f"{times.ratio:.2f} times the mocks' time",
        )
