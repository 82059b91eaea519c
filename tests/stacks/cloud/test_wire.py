"""Nothing leaves the process, and everything that was taken over is given back."""

from __future__ import annotations

import os
import subprocess
import sys

import boto3
import pytest
from botocore.client import BaseClient
from botocore.httpsession import URLLib3Session
from moto.core.botocore_stubber import BotocoreStubber

from openline_stacks.cloud import LocalAws, RealCallError


def test_no_real_http_can_leave(aws: LocalAws) -> None:
    """A request that moto does not answer for."""
    with pytest.raises(RealCallError, match="leave this process"):
        boto3.client("s3", endpoint_url="https://storage.example.net").list_buckets()


def test_a_client_from_before_moto_was_imported_is_refused() -> None:
    """Such a client does not carry moto's hook: it would call AWS for real."""
    program = (
        "import boto3\n"
        "early = boto3.client('sns', region_name='us-east-1', aws_access_key_id='a',"
        " aws_secret_access_key='b')\n"
        "from openline_stacks.cloud import LocalAws, RealCallError\n"
        "with LocalAws():\n"
        "    try:\n"
        "        early.list_topics()\n"
        "    except RealCallError as error:\n"
        "        print('refused', 'sns.us-east-1' in str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )

    assert done.stdout == "refused True\n", done.stderr


def test_the_callers_own_aws_settings_are_not_seen_and_are_back_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "real")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "https://storage.example.net")
    monkeypatch.delenv("AWS_REGION", raising=False)
    before = dict(os.environ)

    with LocalAws(region="us-west-2"):
        assert "AWS_PROFILE" not in os.environ
        session = boto3.Session()
        credentials = session.get_credentials()
        assert credentials is not None
        assert credentials.access_key != "real"
        assert session.region_name == "us-west-2"
        session.client("sns").list_topics()

    assert dict(os.environ) == before


def test_everything_is_given_back_also_after_an_exception() -> None:
    taken = (BaseClient._make_api_call, BotocoreStubber.__call__, URLLib3Session.send)  # type: ignore[attr-defined]

    with pytest.raises(ValueError, match="given up"), LocalAws():
        raise ValueError("given up")

    after = (BaseClient._make_api_call, BotocoreStubber.__call__, URLLib3Session.send)  # type: ignore[attr-defined]
    assert after == taken


def test_a_closed_cloud_forgets() -> None:
    with LocalAws() as first:
        first.client("sns").create_topic(Name="gone")
    with LocalAws() as second:
        assert second.client("sns").list_topics()["Topics"] == []


def test_two_clouds_at_once_are_refused(aws: LocalAws) -> None:
    """moto has one state a process: they would be one."""
    with pytest.raises(RuntimeError, match="open in this process already"), LocalAws():
        pass
    aws.client("sns").list_topics()


def test_a_cloud_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        LocalAws().client("sns")


def test_calls_of_every_client_are_counted(aws: LocalAws) -> None:
    boto3.client("sns").list_topics()
    aws.client("sns").list_topics()

    assert aws.calls == 2


def test_another_account_is_the_account_everywhere() -> None:
    with LocalAws(account="210987654321"):
        arn = boto3.client("sns").create_topic(Name="t")["TopicArn"]

    assert arn == "arn:aws:sns:us-east-1:210987654321:t"
