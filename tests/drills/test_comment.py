"""One comment a stack on a pull or merge request, by a server that keeps comments as theirs do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from openline_drills.comment import main

MARKER = "<!-- openline preview of shop -->"


class Forge:
    """What both forges have in common: numbered comments, listed by pages."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.calls: list[tuple[str, str]] = []
        self.tokens: set[str] = set()
        self.status = 200
        forge = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                query = dict(part.split("=") for part in self.path.partition("?")[2].split("&"))
                size, page = int(query["per_page"]), int(query["page"])
                self._answer(forge.comments[(page - 1) * size : page * size])

            def do_POST(self) -> None:
                made = {"id": 1000 + len(forge.comments), **self._body()}
                forge.comments.append(made)
                self._answer(made)

            def do_PATCH(self) -> None:
                id_ = int(self.path.rpartition("/")[2])
                (one,) = [comment for comment in forge.comments if comment["id"] == id_]
                one.update(self._body())
                self._answer(one)

            do_PUT = do_PATCH  # noqa: N815

            def _body(self) -> dict[str, Any]:
                found: dict[str, Any] = json.loads(
                    self.rfile.read(int(self.headers["Content-Length"]))
                )
                return found

            def _answer(self, value: Any) -> None:
                forge.calls.append((self.command, self.path.partition("?")[0]))
                named = self.headers.get("Authorization") or self.headers.get("PRIVATE-TOKEN")
                forge.tokens.add(str(named))
                data = json.dumps(value).encode()
                self.send_response(forge.status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def forge() -> Iterator[Forge]:
    made = Forge()
    thread = threading.Thread(target=made.server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "preview.md"
    path.write_text(f"{MARKER}\n### fine · ✅\n", encoding="utf-8")
    return path


def github(forge: Forge, tmp_path: Path) -> dict[str, str]:
    (tmp_path / "event.json").write_text('{"pull_request": {"number": 7}}')
    return {
        "GITHUB_TOKEN": "t0ken",
        "GITHUB_REPOSITORY": "shop/infra",
        "GITHUB_API_URL": forge.address,
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
    }


def gitlab(forge: Forge, tmp_path: Path) -> dict[str, str]:
    return {
        "GITLAB_CI": "true",
        "OPENLINE_GITLAB_TOKEN": "t0ken",
        "CI_API_V4_URL": f"{forge.address}/api/v4",
        "CI_PROJECT_ID": "shop/infra",
        "CI_MERGE_REQUEST_IID": "7",
    }


@pytest.mark.parametrize("where", [github, gitlab])
def test_a_comment_is_made_once_and_then_updated(
    where: Any, forge: Forge, page: Path, tmp_path: Path
) -> None:
    """Others' comments stand before it, more than a page of them, and stay as they are."""
    others = [{"id": at, "body": f"nice {at}"} for at in range(230)]
    forge.comments += [*others, {"id": 900, "body": "<!-- openline preview of desk -->\nother"}]
    environment = where(forge, tmp_path)
    assert main([str(page)], environment) == 0
    page.write_text(f"{MARKER}\n### worse\n")
    assert main([str(page)], environment) == 0
    assert len(forge.comments) == 232
    assert forge.comments[-1]["body"] == f"{MARKER}\n### worse\n"
    assert forge.comments[:230] == others
    assert [method for method, _ in forge.calls if method != "GET"] == [
        "POST",
        "PUT" if where is gitlab else "PATCH",
    ]
    assert forge.tokens == {"t0ken" if where is gitlab else "Bearer t0ken"}


def test_the_addresses_are_those_of_the_two_apis(forge: Forge, page: Path, tmp_path: Path) -> None:
    for where, listed, one in (
        (github, "/repos/shop/infra/issues/7/comments", "/repos/shop/infra/issues/comments/1000"),
        (
            gitlab,
            "/api/v4/projects/shop%2Finfra/merge_requests/7/notes",
            "/api/v4/projects/shop%2Finfra/merge_requests/7/notes/1000",
        ),
    ):
        forge.comments, forge.calls = [], []
        for _ in range(2):
            assert main([str(page)], where(forge, tmp_path)) == 0
        assert [path for _, path in forge.calls] == [listed, listed, listed, one]


@pytest.mark.parametrize(
    ("status", "said"),
    [(401, "the token is not valid"), (403, "on a fork's pull request"), (404, "may not see it")],
)
def test_what_the_forge_refuses_is_said_without_the_token(
    status: int, said: str, forge: Forge, page: Path, tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    forge.status = status
    assert main([str(page)], github(forge, tmp_path)) == 2
    err = capsys.readouterr().err
    assert said in err
    assert "t0ken" not in err


def test_what_is_missing_is_said(
    forge: Forge, page: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = github(forge, tmp_path)
    for key in ("GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_EVENT_PATH"):
        assert main([str(page)], {k: v for k, v in whole.items() if k != key}) == 2
        assert f"{key} is not set" in capsys.readouterr().err
    (tmp_path / "event.json").write_text('{"push": {}}')
    assert main([str(page)], whole) == 2
    assert "this job runs for no pull request" in capsys.readouterr().err
    (tmp_path / "event.json").write_text('{"pull_request": {"number": 7}}')
    page.write_text("# a page of somebody else's\n")
    assert main([str(page)], whole) == 2
    assert "no <!-- marker -->" in capsys.readouterr().err
    assert main([str(tmp_path / "none.md")], whole) == 2
    assert main([str(page)], whole | {"GITHUB_API_URL": "file:///etc"}) == 2
    assert forge.calls == []


# The action's own script, in a checkout of depth 1 as a job has it

ACTION = Path(__file__).parents[2] / ".github" / "actions" / "preview"
BUCKET = "import pulumi_aws as aws\naws.s3.Bucket('logs', tags={{'a': '{}'}})\n"


def git(folder: Path, *command: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@b.c")
    subprocess.run(["git", "-C", str(folder), *who, *command], check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Of a pull request that changes a tag: only the remote has the branch that it goes to."""
    origin, clone = tmp_path / "origin", tmp_path / "clone"
    (origin / "infra").mkdir(parents=True)
    git(origin, "init", "--quiet", "--initial-branch", "main")
    for branch in ("main", "change"):
        if branch != "main":
            git(origin, "checkout", "--quiet", "-b", branch)
        (origin / "infra" / "__main__.py").write_text(BUCKET.format(branch))
        git(origin, "add", "--all")
        git(origin, "commit", "--quiet", "--message", branch)
    url = f"file://{origin}"
    git(tmp_path, "clone", "--quiet", "--depth", "1", "--branch", "change", url, str(clone))
    return clone


def act(checkout: Path, forge: Forge, **inputs: str) -> subprocess.CompletedProcess[str]:
    folder = checkout.parent
    environment = {
        **os.environ,
        **github(forge, folder),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "RUNNER_TEMP": str(folder / "temp"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary.md"),
        **{"STACK": "infra", "AGAINST": "main", "FETCH": "main"},
    }
    return subprocess.run(
        ["bash", str(ACTION / "preview.sh")],
        cwd=checkout,
        env=environment | inputs,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_fetches_previews_and_comments_once(checkout: Path, forge: Forge) -> None:
    """Without a declaration it is inconclusive: the job fails by 11 unless it is told not to."""
    done = act(checkout, forge)
    assert done.returncode == 11, done.stderr
    folder = checkout.parent
    outputs = dict(line.split("=", 1) for line in (folder / "output").read_text().splitlines())
    assert outputs["exit-code"] == "11"
    assert act(checkout, forge, FAIL="false").returncode == 0
    (comment,) = forge.comments
    assert comment["body"] == Path(outputs["markdown"]).read_text()
    assert "tags.a: main → change" in comment["body"]
    assert (folder / "summary.md").read_text().count(comment["body"]) == 2


@pytest.mark.parametrize(
    ("of", "docs"),
    [
        (
            {"GITHUB_ACTION_REPOSITORY": "o/openline", "GITHUB_ACTION_REF": "v1"},
            "https://github.com/o/openline/blob/v1/docs",
        ),
        (
            {"GITHUB_ACTION_PATH": str(ACTION), "GITHUB_WORKSPACE": str(ACTION.parents[3]),
             "GITHUB_REPOSITORY": "o/shop", "GITHUB_SHA": "abc"},
            f"https://github.com/o/shop/blob/abc/{ACTION.parents[2].name}/docs",
        ),
    ],
    ids=["an action of its own", "in the repository under test"],
)  # fmt: skip
def test_findings_link_to_the_pages_of_the_actions_own_commit(
    checkout: Path, forge: Forge, of: dict[str, str], docs: str
) -> None:
    act(checkout, forge, COMMENT="false", **of)
    sarif = json.loads(
        (checkout.parent / "temp" / "openline-preview" / "preview.sarif").read_text()
    )
    first = sarif["runs"][0]["tool"]["driver"]["rules"][0]
    assert first["helpUri"] == f"{docs}/reference/preview.md#ol501"


def test_a_job_that_may_not_comment_has_its_summary(checkout: Path, forge: Forge) -> None:
    forge.status = 403
    done = act(checkout, forge)
    assert done.returncode == 11
    assert "::warning::no comment was made" in done.stdout
    assert "tags.a" in (checkout.parent / "summary.md").read_text()


def test_bad_input_fails_the_job_and_makes_no_comment(checkout: Path, forge: Forge) -> None:
    done = act(checkout, forge, STACK="none", FAIL="false")
    assert done.returncode == 2
    assert "there is no such folder" in done.stderr
    assert forge.calls == []
    assert act(checkout, forge, FETCH="none").returncode == 2


@pytest.mark.parametrize(
    ("wanted", "asks"),
    [({}, True), ({"SENSITIVITY": "true"}, True), ({"SENSITIVITY": "false"}, False)],
)
def test_a_job_asks_what_its_verdicts_rest_on_unless_told_not_to(
    checkout: Path, forge: Forge, wanted: dict[str, str], asks: bool
) -> None:
    own = checkout.parent / "bin" / "openline"
    own.parent.mkdir()
    own.write_text('#!/bin/sh\necho "$@"\nexit 2\n')
    own.chmod(0o755)
    done = act(checkout, forge, **wanted, PATH=f"{own.parent}:{os.environ['PATH']}")
    assert done.stdout.startswith("preview infra --against main ")
    assert ("--sensitivity" in done.stdout.split()) is asks


def test_no_input_of_a_pull_request_is_a_part_of_the_script() -> None:
    action = yaml.safe_load((ACTION / "action.yml").read_text())
    (step,) = action["runs"]["steps"]
    inputs = {name.upper() for name in action["inputs"] if name != "token"}
    assert "${{" not in step["run"]
    assert set(step["env"]) == inputs | {"FETCH", "GITHUB_TOKEN"}
