"""`python -m openline_drills.comment FILE`: one comment on a pull or merge request, kept current.

In: a Markdown file whose first line is a marker, and the environment of a job of GitHub Actions
(`GITHUB_TOKEN`, with `pull-requests: write`) or of GitLab CI (`OPENLINE_GITLAB_TOKEN`, with the
scope `api`). The comment that begins with the marker is updated; where there is none, one is made.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

# GitHub and GitLab both: at most so many a page.
_PAGE: Final = 100
_MOST_PAGES: Final = 50
_PATIENCE_S: Final = 30.0


class CommentError(Exception):
    """One line: what was wrong, and what would be right."""


@dataclass(frozen=True, slots=True)
class Place:
    """`comments`: where they are listed and made; `one`: where one is changed, by its id."""

    comments: str
    one: str
    headers: Mapping[str, str]
    update: str  # HTTP method


def main(arguments: list[str], environment: Mapping[str, str]) -> int:
    try:
        print(put(Path(arguments[0]), place(environment)))
    except IndexError:
        print("openline_drills.comment: name the file to post", file=sys.stderr)
        return 2
    except CommentError as error:
        print(f"openline_drills.comment: {error}", file=sys.stderr)
        return 2
    return 0


def place(environment: Mapping[str, str]) -> Place:
    """Where the job's request has its comments. Raises `CommentError`."""
    if environment.get("GITLAB_CI"):
        return _gitlab(environment)
    return _github(environment)


def put(path: Path, there: Place) -> str:
    """Update the comment with the file's marker, or make one. Raises `CommentError`."""
    try:
        body = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommentError(f"{path}: cannot be read: {error}") from None
    marker = body.partition("\n")[0].strip()
    if not (marker.startswith("<!--") and marker.endswith("-->")):
        raise CommentError(f"{path}: its first line is no <!-- marker -->; give what preview wrote")
    for comment in _comments(there):
        if str(comment.get("body", "")).startswith(marker):
            _call(there, f"{there.one}/{comment['id']}", there.update, {"body": body})
            return f"updated comment {comment['id']}"
    made = _call(there, there.comments, "POST", {"body": body})
    return f"made comment {made.get('id') if isinstance(made, dict) else ''}"


def _github(environment: Mapping[str, str]) -> Place:
    token, repository = (
        _needed(environment, "GITHUB_TOKEN"),
        _needed(environment, "GITHUB_REPOSITORY"),
    )
    api = environment.get("GITHUB_API_URL", "https://api.github.com").rstrip("/")
    issues = f"{api}/repos/{repository}/issues"
    headers = {
        "Authorization": f"Bearer {token}",
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    return Place(
        f"{issues}/{_number(environment)}/comments", f"{issues}/comments", headers, "PATCH"
    )


def _number(environment: Mapping[str, str]) -> int:
    """Of the pull request, from the event that the job runs for."""
    path = _needed(environment, "GITHUB_EVENT_PATH")
    try:
        event = json.loads(Path(path).read_text(encoding="utf-8"))
        return int(event["pull_request"]["number"])
    except (OSError, ValueError, KeyError, TypeError):
        raise CommentError("this job runs for no pull request; run it `on: pull_request`") from None


def _gitlab(environment: Mapping[str, str]) -> Place:
    token = _needed(environment, "OPENLINE_GITLAB_TOKEN")
    api, project = _needed(environment, "CI_API_V4_URL"), _needed(environment, "CI_PROJECT_ID")
    number = environment.get("CI_MERGE_REQUEST_IID")
    if not number:
        raise CommentError(
            "this job runs for no merge request; give it the rule "
            '`if: $CI_PIPELINE_SOURCE == "merge_request_event"`'
        )
    project = urllib.parse.quote(project, safe="")
    notes = f"{api.rstrip('/')}/projects/{project}/merge_requests/{number}/notes"
    return Place(notes, notes, {"PRIVATE-TOKEN": token}, "PUT")


def _needed(environment: Mapping[str, str], name: str) -> str:
    found = environment.get(name)
    if not found:
        raise CommentError(f"{name} is not set; see docs/how-to/preview.md")
    return found


def _comments(there: Place) -> Iterator[Mapping[str, Any]]:
    for page in range(1, _MOST_PAGES + 1):
        found = _call(there, f"{there.comments}?per_page={_PAGE}&page={page}", "GET", None)
        listed = found if isinstance(found, list) else []
        yield from (one for one in listed if isinstance(one, dict))
        if len(listed) < _PAGE:
            return


def _call(there: Place, url: str, method: str, body: Mapping[str, str] | None) -> Any:
    if not url.startswith(("https://", "http://")):
        raise CommentError(f"{url}: no address of an API")
    data = None if body is None else json.dumps(body).encode()
    headers = {**there.headers, "Content-Type": "application/json", "User-Agent": "openline"}
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_S) as answer:
            return json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        raise CommentError(_refused(error)) from None
    except (urllib.error.URLError, TimeoutError, ValueError) as error:
        raise CommentError(f"{url.partition('?')[0]}: {getattr(error, 'reason', error)}") from None


def _refused(error: urllib.error.HTTPError) -> str:
    hint = {
        401: "the token is not valid",
        403: "the token may not comment (on a fork's pull request none may)",
        404: "there is no such request, or the token may not see it",
    }
    return f"HTTP {error.code}: {hint.get(error.code, error.reason)}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
