"""What a page shows of a declaration is taken by the reader of declarations."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.docs.pages import PAGES, ROOT, Block, blocks

from openline.declaration import DeclarationError, parse, settable_paths
from openline_stacks.engine import BUNDLED, bundled_stack

SHOWN = [
    (page, block)
    for page in PAGES
    for block in blocks(page)
    if block.language == "yaml"
    and block.mark != "no declaration"
    and not (block.title or "").startswith("experiments/")
]


def read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


@cache
def sections() -> frozenset[str]:
    """What a declaration has at its top; anything else there is the name of a system."""
    return frozenset(path.partition(".")[0] for path in settable_paths()) | {"openline"}


def put_into(stack: str, shown: Any) -> str:
    """The stack with what is shown in place of what it says; JSON, which is YAML as well."""
    whole = read((bundled_stack(stack) / "openline.yaml").read_text(encoding="utf-8"))
    systems = {key: value for key, value in shown.items() if key not in sections()}
    for name, fields in {**systems, **shown.get("systems", {})}.items():
        whole["systems"][name] = {**whole["systems"].get(name, {}), **fields}
    for key, value in shown.items():
        if key == "defaults":
            whole[key] = {**whole.get(key, {}), **value}
        elif key != "systems" and key in sections():
            whole[key] = value
    return json.dumps(whole)


@pytest.mark.parametrize(
    ("page", "block"), SHOWN, ids=[f"{page.relative_to(ROOT)}:{b.line}" for page, b in SHOWN]
)
def test_what_is_shown_can_be_declared(page: object, block: Block) -> None:
    """A whole declaration as it is; a part of one within at least one stack of ours."""
    shown = read(block.text)
    if "openline" in shown:
        parse(block.text)
        return
    said = []
    for stack in BUNDLED:
        try:
            parse(put_into(stack, shown))
        except DeclarationError as error:
            said.append(f"in {stack}: {error}")
    assert len(said) < len(BUNDLED), "\n".join(said)


def test_a_word_that_a_declaration_does_not_know_would_be_found() -> None:
    for stack in BUNDLED:
        with pytest.raises(DeclarationError):
            parse(put_into(stack, {"failover": {"decides": "automatic"}}))
