"""Experiments and runbooks may say and do what they like: a drill tells it and ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from openline_drills.journal import Journal
from openline_drills.rehearsal import BadInput, experiments
from openline_drills.result import Result

if TYPE_CHECKING:
    from tests.hostile.conftest import Act

Book = Callable[[str], str]
NO_MESSAGE = "class E(Exception):\n    def __str__(self): raise ValueError\n"


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Book:
    monkeypatch.chdir(tmp_path)

    def write(text: str) -> str:
        Path("book.py").write_bytes(text.encode())
        return "book.py:main"

    return write


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def main():\n    raise RuntimeError('a\\x1b[31mb' * 9999)", r"a\x1b[31mb"),
        ("def main():\n    raise RuntimeError('\\ud800 | <b>')", r"\ud800 | <b>"),
        (NO_MESSAGE + "def main():\n    raise E", "book.py:4: E"),
        ("def main():\n    raise BaseException('gone')", "BaseException: gone"),
        ("def main():\n    raise GeneratorExit", "GeneratorExit"),
        ("import sys\ndef main():\n    sys.exit('a' * 10**6)", "it ended with exit('aaa"),
        ("import os\ndef main():\n    os._exit(0)", "it ends the process"),
        ("import os\nos._exit(0)\ndef main(): ...", "it ends the process"),
        ("raise ImportError('at import')\ndef main(): ...", "book.py:1: ImportError: at import"),
        ("import nowhere\ndef main(): ...", "book.py:1: ModuleNotFoundError"),
        ("main = 7", "TypeError"),
        ("main = lambda x: x", "TypeError"),
        ("class main:\n    def __init__(self): raise OSError(28, 'full')", "OSError: [Errno 28]"),
        ("def main(): main()", "RecursionError"),
    ],
)  # fmt: skip
def test_what_a_runbook_fails_with_is_in_the_result(
    act: Act, book: Book, text: str, said: str
) -> None:
    outcome = act(runbook=book(text))
    assert outcome.exit_code == 11
    kept = json.loads((outcome.run_folder / "result.json").read_bytes())
    (reason,) = {system["reason"]["text"] for system in kept["systems"]}
    assert said in reason
    assert reason.isprintable()
    assert len(reason) < 2200


@pytest.mark.parametrize(
    "text",
    [
        "def main(): print('\\ud800 \\x1b[2J \\x00')",
        "import sys\ndef main(): sys.stdout.close(); sys.stderr.close(); print('more')",
        "import sys\ndef main(): sys.stdout = sys.stderr = None",
        "import logging\ndef main(): logging.shutdown(); logging.error('%s %s', 1)",
        "def main():\n    for _ in range(300): print('a' * 10_000)",
        "def main(**told): told['outputs'].clear(); told['systems'].clear()",
    ],
)
def test_what_a_runbook_says_is_kept_within_bounds(act: Act, book: Book, text: str) -> None:
    outcome = act(runbook=book(text))
    kept = outcome.run_folder / "runbook.log"
    assert kept.stat().st_size < 1_200_000
    kept.read_text(encoding="utf-8")
    assert Journal.open_activities(outcome.run_folder / "journal.jsonl") == ()


# What an experiment is changed into. The outages last for days and are read elsewhere.
SHORT = ("region-outage", "surge-during-failover", "launches-failing", "dns-tail", "zone-outage")
WRONG: st.SearchStrategy[object] = st.sampled_from(
    [
        *(None, True, False, 0, -1, 7, 1e308, float("nan"), float("inf"), 10**30, 0.5),
        *("", "x", "\x1b[31mred", "\u202e", "a" * 3000, "|", "<script>", "[bold]", "[/]"),
        *("${x}", "${duration}", "1h", "-1s", "1e99", "us-east-1", "lost", "all", "support-desk"),
        *([], [1], ["x"], [[]], [None], [{}], {}, {"a": 1}, {"b": [{}]}),
        {"strategy": "continuously"},
        {"type": "env", "key": "AWS_SECRET_ACCESS_KEY"},
        {"type": "python"},
        {"type": "probe", "name": "x", "provider": {"type": "process", "path": "true"}},
        {"type": "action", "name": "x", "provider": {"type": "python", "module": "os"}},
    ]
)
_KEYS = """
    x timeout pauses background arguments controls tolerance configuration secrets rollbacks
    runtime faults fault steady-state-hypothesis extensions ref provider premise stack runbook
    seeds region duration fork workers parameters set contributions tags title method
"""
KEYS = st.sampled_from(_KEYS.split())


@settings(
    max_examples=max(1, settings().max_examples // 4),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a run each: shrinking takes minutes
)
@given(data=st.data())
def test_a_spoilt_experiment_is_refused_in_lines_or_judged(
    act: Act, tmp_path: Path, data: st.DataObject
) -> None:
    bundled = {each.name: each.path for each in experiments()}
    tree = yaml.safe_load(bundled[data.draw(st.sampled_from(SHORT))].read_text(encoding="utf-8"))
    for _ in range(data.draw(st.integers(1, 3))):
        spoil(tree, data)
    spoilt = tmp_path / "spoilt.json"
    spoilt.write_text(json.dumps(tree))
    try:
        outcome = act(spoilt, stack="starter", workers=1)
    except BadInput as error:
        lines = error.lines
    else:
        lines = ()
    assert all(line.isprintable() and len(line) < 2100 for line in lines)
    if not lines:
        Result.model_validate_json((outcome.run_folder / "result.json").read_bytes())
        assert Journal.open_activities(outcome.run_folder / "journal.jsonl") == ()
        assert not list(outcome.run_folder.glob(".*"))


def spoil(tree: object, data: st.DataObject) -> None:
    """Walks down to somewhere; changes what is there, removes it, or puts something beside it."""
    while isinstance(tree, dict | list) and tree:
        keys = list(tree) if isinstance(tree, dict) else list(range(len(tree)))
        key = data.draw(st.sampled_from(keys))
        if isinstance(tree[key], dict | list) and tree[key] and data.draw(st.integers(0, 3)):
            tree = tree[key]
            continue
        how = data.draw(st.sampled_from(["change", "change", "add", "remove"]))
        if how == "remove":
            del tree[key]
        elif how == "add" and isinstance(tree, dict):
            tree[data.draw(KEYS)] = deepcopy(data.draw(WRONG))
        else:
            tree[key] = deepcopy(data.draw(WRONG))
        return
