"""Whatever a page says to type has options, names and paths that exist: in sentences and blocks,
run or not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import typer.main
from botocore import xform_name
from tests.docs.pages import PAGES, ROOT, Command, blocks, certain, commands, spoken

from openline.declaration import settable_paths
from openline_drills.cli._app import app
from openline_drills.rehearsal import experiments
from openline_drills.replay import outages
from openline_stacks.recovery import parse_override

IDS = [str(page.relative_to(ROOT)) for page in PAGES]
# Of the AWS command line itself, not of an operation.
AWS_FILES = ("s3 ls", "s3 cp", "s3 mv", "s3 rm", "s3 sync")  # over several operations
AWS_OPTIONS = {"--region", "--query", "--output", "--profile", "--endpoint-url"}


def said(page: Path, program: str) -> Iterator[Command]:
    for block in blocks(page):
        if block.language == "sh":
            yield from (each for each in commands(page, block) if each.words[0] == program)
    yield from spoken(page, program)


def _words(command: Command) -> list[str]:
    """Up to a pipe or a redirection, without what may be left out."""
    text = re.split(r"\s[|>]\s", command.text)[0]
    plain = Command(command.page, command.line, text, 0, None).words
    return [word for word in plain if not word.startswith("[")]


@cache
def tree() -> Any:
    return typer.main.get_command(app)


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_openline_knows_the_options_and_names(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    for command in said(page, "openline"):
        _, name, *arguments = _words(command)
        if name.startswith("-") or not certain([name]):
            continue
        assert name in tree().commands, command
        known = tree().commands[name]
        while arguments and arguments[0] in getattr(known, "commands", {}):
            known = known.commands[arguments.pop(0)]
        if certain(arguments) and (arguments or not hasattr(known, "commands")):
            _parsed(command, known, arguments)
        else:
            options = {one for each in known.params for one in getattr(each, "opts", ())}
            assert {word for word in arguments if word.startswith("--")} <= options, command


def _parsed(command: Command, known: Any, arguments: list[str]) -> None:
    name = known.name
    try:
        context = known.make_context(name, list(arguments))
    except Exception as error:
        pytest.fail(f"{command}\n{getattr(error, 'message', error)}")
    given = context.params
    for path in (entry.partition("=")[0] for entry in given.get("set_") or ()):
        assert _settable(path), f"{command}\nno path {path} in a declaration"
    for entry in given.get("parameter") or ():
        parse_override(entry)
    if name == "drill" and given["experiment"] and command.mark is not None:
        named = given["experiment"]
        assert "/" in named or named in {each.name for each in experiments()}, command
    if name == "replay" and given["outage"]:
        assert given["outage"] in {each.name for each in outages()}, command
    runbook = given.get("runbook") or ""
    if runbook.startswith("drills/"):
        file, _, function = runbook.partition(":")
        assert f"def {function}(" in (ROOT / file).read_text(encoding="utf-8"), command


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(re.sub(r"<[^>]+>", "[^.]+", re.escape(path).replace(r"\<", "<")))
        for path in settable_paths()
    )


def _settable(path: str) -> bool:
    system = f"systems.{path}"  # a system's own name may stand for itself
    return any(each.fullmatch(path) or each.fullmatch(system) for each in _patterns())


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_make_knows_the_targets(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for command in said(page, "make"):
        wanted = {word for word in _words(command)[1:] if "=" not in word and "/" not in word}
        assert wanted <= targets, command


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_aws_knows_the_operations_and_their_members(page: Path) -> None:
    """As the AWS command line spells them, from the models that botocore ships."""
    for command in said(page, "aws"):
        words = [re.sub(r"[.…]+$", "", word) for word in _words(command)[1:]]
        if len(words) < 2 or not certain(words[:2]) or " ".join(words[:2]) in AWS_FILES:
            continue
        service, operation, *rest = words
        model = botocore.session.get_session().get_service_model(
            {"s3api": "s3"}.get(service, service)
        )
        spelled = {xform_name(each, "-"): each for each in model.operation_names}
        assert operation in spelled, command
        shape = model.operation_model(spelled[operation]).input_shape
        members = {f"--{xform_name(each, '-')}" for each in (shape.members if shape else ())}
        negated = {each.replace("--", "--no-", 1) for each in members}
        given = {word for word in rest if word.startswith("--")}
        assert given <= members | negated | AWS_OPTIONS, command


@pytest.mark.engine
@pytest.mark.skipif(shutil.which("pulumi") is None, reason="there is no Pulumi CLI on PATH")
def test_pulumi_knows_the_options() -> None:
    for command in (each for page in PAGES for each in said(page, "pulumi")):
        words = _words(command)
        options = {word.partition("=")[0] for word in words if word.startswith("--")}
        at = 3 if words[1] in {"-C", "--cwd"} else 1
        subcommands = [word for word in words[at : at + 2] if re.fullmatch(r"[a-z]+", word)]
        offered = ""
        for depth in range(len(subcommands), 0, -1):
            done = subprocess.run(
                ["pulumi", *subcommands[:depth], "--help"],
                capture_output=True,
                text=True,
                check=False,
                env={**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"},
            )
            if done.returncode == 0:
                offered = done.stdout
                break
        assert offered, command
        assert options <= set(re.findall(r"--[a-z-]+", offered)), command


def test_an_option_that_is_none_would_be_found() -> None:
    command = Command(ROOT / "README.md", 1, "openline drill region-outage --sedes 4", 0, None)
    with pytest.raises(pytest.fail.Exception, match="sedes"):
        _parsed(command, tree().commands["drill"], command.words[2:])
    assert not _settable("failover.decides")
    assert _settable("failover.decide")
    assert _settable("agent-chat.capacity.standby")
