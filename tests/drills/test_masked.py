"""What a user's own code says, without the secrets of its environment."""

from __future__ import annotations

import pytest

from openline_drills.masked import MASK, masked


@pytest.mark.parametrize("name", ["PAGER_TOKEN", "db_password", "STRIPE_API_KEY"])
def test_a_secret_of_the_environment_is_not_told(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "canary-4711")
    assert masked("no answer to canary-4711, twice: canary-4711") == (
        f"no answer to {MASK}, twice: {MASK}"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/identity"),
        ("HOME_OF_THINGS", "/srv/things"),
        ("DEBUG_TOKEN", "true"),
    ],
)
def test_places_and_words_are_told(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    assert (
        masked(f"runs {value}/x: cannot be written to") == f"runs {value}/x: cannot be written to"
    )
