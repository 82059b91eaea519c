"""Before and after: a git ref, a file, a folder, and the user's checkout as it was."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.engine import preview
from openline_stacks.preview import Asked, PreviewError, both_sides, compare
from openline_stacks.sources import find_sources

PROGRAM = """
import pulumi_aws as aws
aws.s3.Bucket("{name}", region="us-east-1")
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A program on the branch main, and another one in the working tree, not committed."""
    folder = tmp_path / "repository"
    (folder / "infra").mkdir(parents=True)
    (folder / "infra" / "__main__.py").write_text("import shared\n" + PROGRAM.format(name="old"))
    (folder / "infra" / "shared.py").write_text("")
    (folder / ".gitattributes").write_text("infra/shared.py export-ignore\n")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.net")
    git(folder, *who, "commit", "--quiet", "--message", "first")
    (folder / "infra" / "__main__.py").write_text(PROGRAM.format(name="new"))
    (folder / "staged").write_text("")
    git(folder, "add", "staged")
    return folder


def git(folder: Path, *command: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *command], check=True, capture_output=True, text=True
    )
    return done.stdout


def names(asked: Asked) -> tuple[list[str], list[str]]:
    old, new = (side.states.of_type("aws:s3/bucket:Bucket") for side in both_sides(asked))
    return [one.name for one in old], [one.name for one in new]


def asked(folder: Path, against: str | None, **more: Any) -> Asked:
    return Asked(find_sources(str(folder)), against, **more)


def test_a_ref_is_run_as_it_was_and_the_checkout_stays_as_it_is(repository: Path) -> None:
    def looks() -> tuple[Any, ...]:
        index = (repository / ".git" / "index").read_bytes()
        status = git(repository, "status", "--porcelain=v2", "--branch")
        return index, status, git(repository, "worktree", "list"), git(repository, "stash", "list")

    before = looks()
    assert names(asked(repository / "infra", "main")) == (["old"], ["new"])
    assert looks() == before


@pytest.mark.skipif(sys.platform == "darwin", reason="its file systems take text alone")
def test_a_checkout_whose_name_is_no_text_is_compared_too(repository: Path, tmp_path: Path) -> None:
    other = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))
    repository.rename(other)
    assert names(asked(other / "infra", "main")) == (["old"], ["new"])


def test_a_file_that_changed_at_the_same_path_is_an_update(repository: Path) -> None:
    infra = repository / "infra"
    (infra / "__main__.py").write_text(
        "import pulumi, pulumi_aws as aws\n"
        "aws.s3.BucketObjectv2('page', bucket='b', source=pulumi.FileAsset('page.html'))\n"
        "aws.s3.BucketObjectv2('same', bucket='b', source=pulumi.FileAsset('same.html'))\n"
    )
    for name in ("page.html", "same.html"):
        (infra / name).write_text("one")
    git(repository, "add", "--all")
    who = ("-c", "user.name=a", "-c", "user.email=a@example.net")
    git(repository, *who, "commit", "--quiet", "--message", "second")
    (infra / "page.html").write_text("two")
    before, after = both_sides(asked(infra, "HEAD"))
    (found,) = compare(before.states, after.states).changes
    assert (found.op, found.name) == ("update", "page")
    (shown,) = found.properties
    assert shown.path == "source"
    assert str(shown.before).startswith("page.html (sha256 ")


def test_a_branch_that_only_a_remote_has_is_found(repository: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(repository), str(clone))
    git(clone, "checkout", "--quiet", "-b", "change")
    git(clone, "branch", "--quiet", "--delete", "--force", "main")
    (clone / "infra" / "__main__.py").write_text(PROGRAM.format(name="new"))
    assert names(asked(clone / "infra", "main")) == (["old"], ["new"])


def test_a_program_that_was_not_there_yet_is_created_whole(repository: Path) -> None:
    (repository / "more").mkdir()
    (repository / "more" / "__main__.py").write_text(PROGRAM.format(name="more"))
    assert names(asked(repository / "more", "main")) == ([], ["more"])


def test_another_folder_an_export_and_a_preview_are_before_too(
    repository: Path, tmp_path: Path, digest: Callable[..., Any]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "__main__.py").write_text(PROGRAM.format(name="other"))
    assert names(asked(repository / "infra", str(other))) == (["other"], ["new"])
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(digest(preview(other))))
    assert names(asked(repository / "infra", str(plan))) == (["other"], ["new"])
    assert names(Asked(find_sources(str(plan)))) == ([], ["other"])


def test_what_a_change_of_the_declaration_does_needs_no_ref(tmp_path: Path) -> None:
    before, after = both_sides(Asked(find_sources("starter"), None, {"failover.decision": "2h"}))
    assert before.topology is not None
    assert after.topology is not None
    assert before.topology.groups[0].decision_s == 600
    assert after.topology.groups[0].decision_s == 7200
    assert before.name == "openline-starter as it is"


def test_a_side_that_cannot_be_understood_is_compared_all_the_same(repository: Path) -> None:
    before, _ = both_sides(asked(repository / "infra", "main"))
    assert before.topology is None
    assert "no openline:index:CustomerServiceStack" in before.why_not


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ("mian", r"git knows no such ref here; fetch it first \(git fetch --depth=1 origin mian\)"),
        ("HEAD~9", r"git knows no such ref here; fetch it first \(git fetch --deepen=50\)"),
        (None, "--against: name what to compare with"),
        ("--upload-pack=x", "git knows no such ref"),
    ],
)
def test_what_cannot_be_compared_with_is_said(
    repository: Path, against: str | None, said: str
) -> None:
    with pytest.raises(PreviewError, match=said):
        both_sides(asked(repository / "infra", against))


def test_outside_of_git_a_ref_says_what_would_do(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text(PROGRAM.format(name="a"))
    with pytest.raises(PreviewError, match="is in no git checkout"):
        both_sides(asked(tmp_path, "main"))


def test_mistakes_of_the_other_side_are_told_as_its_own(repository: Path) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.net")
    (repository / "infra" / "__main__.py").write_text("raise ValueError('no luck')")
    git(repository, *who, "commit", "--quiet", "--all", "--message", "broken")
    (repository / "infra" / "__main__.py").write_text(PROGRAM.format(name="new"))
    with pytest.raises(PreviewError, match=r"main: __main__.py:1: ValueError: no luck"):
        both_sides(asked(repository / "infra", "main"))
