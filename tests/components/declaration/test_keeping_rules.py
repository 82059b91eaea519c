"""What a stack keeps: figures that must go together."""

from __future__ import annotations

import pytest

from openline.declaration import DeclarationError, parse

WHOLE = {"every": "7d", "keep": "7d", "keep_copy": "7d"}


def declared(small: str, **changes: str) -> str:
    kept = ", ".join(f"{key}: {value}" for key, value in (WHOLE | changes).items())
    return small.replace("stack: shop", f"stack: shop\nbackups: {{{kept}}}")


def test_a_backup_may_go_when_the_next_is_made(small: str) -> None:
    assert parse(declared(small)).backups is not None


@pytest.mark.parametrize("key", ["keep", "keep_copy"])
def test_a_backup_is_kept_until_the_next_is_made(small: str, key: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        parse(declared(small, **{key: "6d"}))
    (line,) = str(caught.value).splitlines()
    assert f"backups.{key}: kept for 6 days and made every 7: then there is none;" in line
    assert line.endswith("7d or longer")
