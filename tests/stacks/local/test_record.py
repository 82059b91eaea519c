"""What was done to a local AWS, written down and read again."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

import pytest
from moto.core.request import Request

from openline_stacks.cloud import LocalAws
from openline_stacks.local import LocalError
from openline_stacks.local._front import Front
from openline_stacks.local._record import FORMAT, read


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        "\x00",
        json.dumps({"format": FORMAT}),
        json.dumps({"format": FORMAT, "account": "1", "requests": [1]}),
        json.dumps({"format": "openline-local/0", "account": "1", "requests": []}),
    ],
)
def test_what_is_no_saved_state_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    path = tmp_path / "state.json"
    path.write_text(text)
    with pytest.raises(LocalError, match="this is no saved local AWS"):
        read(path)
    assert path.read_text() == text


def _asked(front: Front, action: str, **params: str) -> str:
    signed = "AWS4-HMAC-SHA256 Credential=testing/20261130/eu-west-1/ec2/aws4_request"
    request = Request.from_primitives(
        "POST",
        "http://127.0.0.1/",
        {"Authorization": signed, "Content-Type": "application/x-www-form-urlencoded"},
        "&".join(
            f"{k}={v}" for k, v in {"Action": action, "Version": "2016-11-15", **params}.items()
        ),
    )
    return front.answer(request).get_data(as_text=True)


def test_nothing_is_answered_once_it_is_saved() -> None:
    with LocalAws() as aws:
        front = Front(aws)
        late = threading.Thread(target=_asked, args=(front, "CreateVpc"), daemon=True)
        front.close()
        late.start()
        late.join(0.2)  # it would be answered by then
        kept = len(front.record)
        front._one.release()  # as no process does that has ended
        late.join()
    assert kept == 0


@pytest.mark.parametrize("read_first", [True, False])
def test_made_again_everything_has_the_same_ids_whatever_was_read_before(
    tmp_path: Path, read_first: bool
) -> None:
    saved = tmp_path / "state.json"
    with LocalAws() as aws:
        front = Front(aws)
        if read_first:
            _asked(front, "DescribeVpcs")
        _asked(front, "CreateVpc", CidrBlock="10.9.0.0/16")
        before = _asked(front, "DescribeVpcs")
        saved.write_text(front.record.text("123456789012"))
    with LocalAws() as aws:
        front = Front(aws)
        front.restore(read(saved)[1])
        after = _asked(front, "DescribeVpcs")
    vpcs = re.findall("<vpcId>(.*?)</vpcId>", before)
    assert len(vpcs) == 2
    assert re.findall("<vpcId>(.*?)</vpcId>", after) == vpcs
