"""What AWS tells at creation alone: the state keeps it, and nobody is told it after."""

from __future__ import annotations

import pytest
from tests.stacks.cloud.conftest import Maker

from openline_stacks.cloud import HandlerError, LocalAws, Resources
from openline_stacks.cloud.handlers.iam_access_keys import _smtp_password

KEY = "aws:iam/accessKey:AccessKey"
URN = f"urn:pulumi:dev::shop::{KEY}::mailer"


@pytest.fixture
def user(maker: Maker) -> str:
    return str(maker.make("aws:iam/user:User", "mailer").id)


def test_a_keys_secret_outlives_refreshes_and_changes(aws: LocalAws, user: str) -> None:
    resources = Resources(aws.client, inside=True)
    inputs = resources.check(KEY, URN, {}, {"user": user}).inputs
    made = resources.create(KEY, URN, inputs)
    assert len(str(made.outputs["secret"])) == 40
    later = Resources(aws.client, inside=True)
    found = later.read(KEY, URN, str(made.id), inputs, made.outputs)
    assert found is not None
    assert found.outputs == made.outputs
    off = {**inputs, "status": "Inactive"}
    changed = later.update(KEY, URN, str(made.id), inputs, made.outputs, off)
    assert changed.outputs == {**made.outputs, "status": "Inactive"}
    taken_in = later.read(KEY, URN, str(made.id))
    assert taken_in is not None
    assert "secret" not in taken_in.outputs


def test_a_password_for_mail_is_derived_as_ses_says(aws: LocalAws, user: str) -> None:
    """The vector is that of the provider's own test."""
    password = "BMXhUYlu5Z3gSXVQORxlVa7XPaz91aGWdfHxvkOZdWZ2"
    assert _smtp_password("some+secret+key", "eu-central-1") == password
    resources = Resources(aws.client, inside=True, region="eu-central-1")
    made = resources.create(KEY, URN, {"user": user})
    own = _smtp_password(str(made.outputs["secret"]), "eu-central-1")
    assert made.outputs["sesSmtpPasswordV4"] == own


def test_a_third_key_is_refused(aws: LocalAws, maker: Maker, user: str) -> None:
    for name in ("first", "second"):
        maker.make(KEY, name, user=user)
    with pytest.raises(HandlerError, match="LimitExceeded"):
        maker.make(KEY, "third", user=user)
