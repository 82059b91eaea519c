"""Programs run in processes of their own: what they say, how they end, how often they run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from openline_stacks.patience import limiting
from openline_stacks.preview import Asked, PreviewError, both_sides
from openline_stacks.sources import find_sources

BUCKET = 'import pulumi_aws as aws\naws.s3.Bucket("a", region="us-east-1")\n'


def program(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "__main__.py").write_text(text)
    return folder


def compared(after: Path, before: Path) -> None:
    both_sides(Asked(find_sources(str(after)), str(before)))


def test_a_program_that_kills_its_process_is_told_of(tmp_path: Path) -> None:
    before = program(tmp_path / "before", BUCKET)
    after = program(tmp_path / "after", "import os\nos.kill(os.getpid(), 9)\n")
    with pytest.raises(PreviewError, match="a program ended the process that it ran in"):
        compared(after, before)


def test_a_thread_that_a_program_leaves_behind_is_not_waited_for(tmp_path: Path) -> None:
    left = "import threading\nthreading.Thread(target=threading.Event().wait).start()\n"
    compared(program(tmp_path / "after", left + BUCKET), program(tmp_path / "before", BUCKET))


def test_a_mistake_in_the_side_asked_for_is_told_without_a_name(tmp_path: Path) -> None:
    after = program(tmp_path / "after", "raise ValueError('no luck')")
    with pytest.raises(PreviewError, match=r"^\S*__main__.py:1: ValueError: no luck$"):
        compared(after, program(tmp_path / "before", BUCKET))


def test_a_mistake_in_its_declaration_is_told_as_that(tmp_path: Path) -> None:
    text = "from openline.declaration import load\nload('openline.yaml')\n"
    after = program(tmp_path / "after", text)
    (after / "openline.yaml").write_text("stack: 5\n")
    with pytest.raises(PreviewError, match=r"^openline.yaml:1: account: missing"):
        compared(after, program(tmp_path / "before", BUCKET))


POLICY = 'aws.s3.BucketPolicy("p", bucket="b", policy=aws.kms.Key("k", region="us-east-1").arn)\n'


@pytest.mark.parametrize(
    ("now", "runs"),
    [
        pytest.param(BUCKET, 1, id="everything is known"),
        pytest.param(BUCKET + POLICY, 2, id="an ARN is not"),
    ],
)
def test_a_program_runs_again_only_for_what_nobody_could_compare(
    tmp_path: Path, now: str, runs: int
) -> None:
    count = tmp_path / "count"
    note = f"open({str(count)!r}, 'a').write('x')\n"
    compared(program(tmp_path / "after", note + now), program(tmp_path / "before", now))
    assert count.read_text() == "x" * runs


def test_a_program_that_never_ends_is_stopped_also_where_processes_begin_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")  # no fork: a process knows what it is told
    after = program(tmp_path / "after", "import time\ntime.sleep(3600)\n")
    with limiting(1.0), pytest.raises(PreviewError, match="still running after 1 s; stopped"):
        compared(after, program(tmp_path / "before", BUCKET))
