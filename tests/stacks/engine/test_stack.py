"""A stack from one run to the next: what is made, changed, replaced, kept and deleted."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from tests.stacks.engine.conftest import THINGS

from openline_stacks.engine import (
    Checked,
    CheckFailure,
    Difference,
    Found,
    Made,
    Outcome,
    ResourceError,
    Stack,
    StateError,
)
from openline_stacks.states import UNKNOWN

HEADER = "import pulumi\nfrom pulumi import ResourceOptions as Opts\nfrom things import *\n"


class CloudError(Exception):
    pass


@dataclass
class Island:
    """A cloud of things that outlive runs. `kind` cannot change; `label` is given where none is;
    what is called `bad` is refused; `half` lists what is made and not finished."""

    things: dict[str, dict[str, Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    half: set[str] = field(default_factory=set)
    fails: set[str] = field(default_factory=set)
    names: int = 0
    ends: int = 0

    def check(
        self,
        type_: str,
        urn: str,
        olds: Mapping[str, Any],
        news: Mapping[str, Any],
        seed: bytes = b"",
        autoname: str = "",
    ) -> Checked:
        name = _name(urn)
        self.names += 1
        label = news.get("label") or olds.get("label") or f"{name}-{self.names:04d}"
        failures = (CheckFailure("size", "is negative"),) if news.get("size") == -1 else ()
        return Checked({**news, "label": label}, failures)

    def diff(
        self,
        type_: str,
        urn: str,
        id_: str,
        olds: Mapping[str, Any],
        outputs: Mapping[str, Any],
        news: Mapping[str, Any],
        ignore: tuple[str, ...] = (),
    ) -> Difference:
        detailed = {k: "update" for k in {*olds, *news} if olds.get(k) != news.get(k)}
        replaces = tuple(k for k in detailed if k in ("kind", "on"))
        found = {k: "update-replace" if k in replaces else v for k, v in detailed.items()}
        return Difference(found, replaces, bool(news.get("fixed")))  # type: ignore[arg-type]

    def create(
        self, type_: str, urn: str, inputs: Mapping[str, Any], *, preview: bool = False
    ) -> Made:
        if preview:
            return Made(UNKNOWN, {**inputs, "arn": UNKNOWN}, "emulated")
        assert UNKNOWN not in inputs.values()
        self._say("create", urn)
        id_ = f"id-{inputs['label']}"
        if id_ in self.things:
            raise CloudError(f"{id_} exists")
        self.things[id_] = dict(inputs)
        return self._made(urn, id_)

    def update(
        self,
        type_: str,
        urn: str,
        id_: str,
        olds: Mapping[str, Any],
        outputs: Mapping[str, Any],
        news: Mapping[str, Any],
        *,
        preview: bool = False,
    ) -> Made:
        if preview:
            return Made(id_, {**outputs, **news}, "emulated")
        self._say("update", urn)
        self.things[id_] = dict(news)
        return self._made(urn, id_)

    def read(
        self,
        type_: str,
        urn: str,
        id_: str,
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
    ) -> Found | None:
        if id_ not in self.things:
            return None
        held = self.things[id_]
        return Found(id_, held, {**held, "arn": f"arn:{id_}"})

    def delete(
        self, type_: str, urn: str, id_: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any]
    ) -> None:
        self._say("delete", urn)
        self.things.pop(id_, None)

    def ended(self) -> None:
        self.ends += 1

    def invoke(self, token: str, args: Mapping[str, Any]) -> Mapping[str, Any]:
        return {}

    def _say(self, verb: str, urn: str) -> None:
        self.calls.append(f"{verb} {_name(urn)}")
        if _name(urn).startswith("bad") or f"{verb} {_name(urn)}" in self.fails:
            raise CloudError(f"{verb} refused")

    def _made(self, urn: str, id_: str) -> Made:
        outputs = {**self.things[id_], "arn": f"arn:{id_}"}
        reasons = ("not finished",) if _name(urn) in self.half else ()
        return Made(id_, outputs, "emulated", reasons)


def _name(urn: str) -> str:
    return urn.rsplit("::", 1)[-1]


class World:
    """A program that changes, its cloud, its state."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cloud = folder / "program", Island()
        self.folder.mkdir()
        (self.folder / "things.py").write_text(THINGS)
        self.state = folder / "state.json"

    def stack(self, text: str = "") -> Stack:
        (self.folder / "__main__.py").write_text(HEADER + textwrap.dedent(text))
        return Stack(self.folder, self.cloud, self.state)

    def up(self, text: str) -> Outcome:
        self.cloud.calls.clear()
        return self.stack(text).up()

    def did(self, text: str) -> list[str]:
        """The calls of an `up`, and that a second one makes none."""
        self.up(text)
        calls = list(self.cloud.calls)
        again = self.up(text)
        assert [step.operation for step in again.changes] == []
        assert self.cloud.calls == []
        return calls

    @property
    def resources(self) -> dict[str, dict[str, Any]]:
        document = json.loads(self.state.read_text())
        return {_name(one["urn"]): one for one in document["deployment"]["resources"]}

    @property
    def held(self) -> set[str]:
        """The state and the cloud hold the same things."""
        ours = {one["id"] for one in self.resources.values()
                if one["custom"] and not one.get("external")
                and not one["type"].startswith("pulumi:")}  # fmt: skip
        assert ours == set(self.cloud.things)
        return ours


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_only_what_differs_is_touched(world: World) -> None:
    assert world.did("Thing('a', size=1)\nThing('b', size=1)") == ["create a", "create b"]
    assert world.did("Thing('a', size=2)\nThing('b', size=1)") == ["update a"]
    assert world.did("Thing('b', size=1)") == ["delete a"]
    assert len(world.held) == 1


def test_a_replacement_is_made_before_the_old_one_goes(world: World) -> None:
    world.up("Thing('a', kind='x')")
    (old,) = world.held
    assert world.did("Thing('a', kind='y')") == ["create a", "delete a"]
    assert world.held != {old}


def test_what_cannot_stand_twice_is_deleted_first_with_what_would_be_replaced(
    world: World,
) -> None:
    text = "a = Thing('a', label='one', fixed=True, kind='{}')\nThing('b', on=a.arn)\nThing('c')"
    world.up(text.format("x"))
    assert world.did(text.format("y")) == ["delete b", "delete a", "create a", "create b"]
    assert len(world.held) == 3


def test_the_program_decides_on_what_is_deleted_first(world: World) -> None:
    text = "Thing('a', kind='{}', opts=Opts(delete_before_replace=True))"
    world.up(text.format("x"))
    assert world.did(text.format("y")) == ["delete a", "create a"]


def test_dependents_go_first(world: World) -> None:
    world.up("a = Thing('a')\nb = Thing('b', of=a.arn)\nThing('c', opts=Opts(depends_on=b))")
    world.cloud.calls.clear()
    world.stack().destroy()
    assert world.cloud.calls == ["delete c", "delete b", "delete a"]
    assert world.cloud.things == {}
    assert world.resources == {}


def test_what_is_protected_is_neither_deleted_nor_replaced(world: World) -> None:
    guarded = "Thing('a', kind='{}', opts=Opts(protect=True))"
    world.up(guarded.format("x"))
    with pytest.raises(ResourceError, match="has to be replaced and is protected"):
        world.up(guarded.format("y"))
    with pytest.raises(ResourceError, match="has to be deleted and is protected"):
        world.up("")
    with pytest.raises(ResourceError, match="is protected"):
        world.stack().destroy()
    assert len(world.held) == 1
    world.up("Thing('a', kind='x')")
    assert world.did("") == ["delete a"]


def test_what_a_protected_one_needs_stays(world: World) -> None:
    world.up("a = Thing('a')\nThing('b', of=a.arn, opts=Opts(protect=True))\nThing('c')")
    with pytest.raises(ResourceError, match="b: it has to be deleted and is protected"):
        world.stack().destroy()
    assert {_name(one) for one in world.resources} >= {"a", "b"}
    assert "c" not in world.resources
    assert len(world.held) == 2


def test_ignored_changes_are_not_made(world: World) -> None:
    text = "Thing('a', tags={{'x': '{}', 'y': '{}'}}, size={}, opts=Opts(ignore_changes={}))"
    world.up(text.format(1, 1, 1, []))
    assert world.did(text.format(2, 1, 2, ["tags.x", "size"])) == []
    assert world.did(text.format(2, 2, 2, ["tags.x"])) == ["update a"]
    (held,) = world.cloud.things.values()
    assert held["tags"] == {"x": "1", "y": "2"}


def test_a_change_that_the_program_wants_replaced_is(world: World) -> None:
    text = "Thing('a', tags={{'x': '{}'}}, opts=Opts(replace_on_changes=['tags']))"
    world.up(text.format(1))
    assert world.did(text.format(2)) == ["create a", "delete a"]


def test_what_is_retained_leaves_the_state_alone(world: World) -> None:
    world.up("Thing('a', opts=Opts(retain_on_delete=True))")
    assert world.did("") == []
    assert "a" not in world.resources
    assert len(world.cloud.things) == 1


def test_what_goes_with_another_is_not_deleted_itself(world: World) -> None:
    world.up("a = Thing('a')\nThing('b', opts=Opts(deleted_with=a))")
    world.cloud.calls.clear()
    world.stack().destroy()
    assert world.cloud.calls == ["delete a"]


@pytest.mark.parametrize(
    "renamed",
    [
        "Thing('new', opts=Opts(aliases=[pulumi.Alias(name='old')]))",
        "Thing('new', opts=Opts(aliases=['urn:pulumi:dev::program::tiny:index:Thing::old']))",
        "g = Group('g')\nThing('old', opts=Opts(parent=g, aliases=[pulumi.Alias(parent=None)]))",
    ],
)
def test_what_has_another_name_now_is_the_same(world: World, renamed: str) -> None:
    world.up("Thing('old', label='l')")
    world.up(renamed.replace("Thing('new',", "Thing('new', label='l',")
             .replace("Thing('old',", "Thing('old', label='l',"))  # fmt: skip
    assert world.cloud.calls == []
    assert len(world.held) == 1


def test_children_of_a_renamed_component_are_the_same(world: World) -> None:
    world.up("g = Group('g')\na = Thing('g-a', opts=Opts(parent=g))\nThing('b', of=a.arn)")
    world.up(
        "g = Group('h', opts=Opts(aliases=[pulumi.Alias(name='g')]))\n"
        "a = Thing('h-a', opts=Opts(parent=g))\nThing('b', of=a.arn)"
    )
    assert world.cloud.calls == []
    urns = {one["urn"] for one in world.resources.values()}
    assert {d for one in world.resources.values() for d in one.get("dependencies", ())} <= urns


def test_transforms_change_what_is_made(world: World) -> None:
    text = """
    def larger(args):
        return pulumi.ResourceTransformResult({**args.props, "size": 9}, args.opts)

    pulumi.runtime.register_resource_transform(larger)
    Thing('a', size=1)
    """
    assert world.did(text) == ["create a"]
    (held,) = world.cloud.things.values()
    assert held["size"] == 9


def test_a_failed_run_is_gone_on_with(world: World) -> None:
    with pytest.raises(ResourceError, match="create refused"):
        world.up("a = Thing('a')\nThing('bad', of=a.arn)\nThing('c')")
    assert len(world.held) == 2
    assert world.did("a = Thing('a')\nThing('good', of=a.arn)\nThing('c')") == ["create good"]


def test_nothing_is_deleted_after_a_failure(world: World) -> None:
    world.up("Thing('a')")
    with pytest.raises(ResourceError):
        world.up("Thing('bad')")
    assert len(world.held) == 1


def test_what_was_not_finished_is_updated_although_nothing_differs(world: World) -> None:
    world.cloud.half = {"a"}
    with pytest.raises(ResourceError, match="not finished"):
        world.up("Thing('a')")
    assert world.resources["a"]["initErrors"] == ["not finished"]
    world.cloud.half = set()
    assert world.did("Thing('a')") == ["update a"]
    assert "initErrors" not in world.resources["a"]


def test_an_update_that_fails_leaves_the_state_as_it_was(world: World) -> None:
    world.up("Thing('a', size=1)")
    world.cloud.fails = {"update a"}
    with pytest.raises(ResourceError):
        world.up("Thing('a', size=2)")
    assert world.resources["a"]["inputs"]["size"] == 1
    world.cloud.fails = set()
    assert world.did("Thing('a', size=2)") == ["update a"]


def test_an_old_one_that_could_not_be_deleted_is_deleted_by_the_next_run(world: World) -> None:
    world.up("Thing('a', kind='x')")
    world.cloud.fails = {"delete a"}
    with pytest.raises(ResourceError, match="delete refused"):
        world.up("Thing('a', kind='y')")
    assert len(world.cloud.things) == 2
    world.cloud.fails = set()
    assert world.did("Thing('a', kind='y')") == ["delete a"]
    assert len(world.held) == 1


def test_a_refresh_takes_drift_over_and_the_next_run_mends_it(world: World) -> None:
    text = "Thing('a', size=1)\nThing('b')"
    world.up(text)
    assert {step.operation for step in world.stack(text).refresh().steps} == {"same"}
    first, second = world.cloud.things
    world.cloud.things[first] = {**world.cloud.things[first], "size": 5}
    del world.cloud.things[second]
    steps = {_name(s.urn): (s.operation, s.paths) for s in world.stack(text).refresh().steps}
    assert steps == {"a": ("refresh", ("size",)), "b": ("delete", ())}
    assert world.did(text) == ["update a", "create b"]


def test_what_exists_is_taken_in(world: World) -> None:
    world.cloud.things["id-9"] = {"label": "old", "size": 1}
    assert world.did("Thing('a', label='old', size=1, opts=Opts(import_='id-9'))") == []
    assert world.held == {"id-9"}
    world.cloud.things["id-8"] = {"label": "other", "size": 1}
    assert world.did(
        "Thing('a', label='old', size=1)\n"
        "Thing('b', label='other', size=2, opts=Opts(import_='id-8'))"
    ) == ["update b"]
    with pytest.raises(ResourceError, match="id-7 does not exist; there is nothing to import"):
        world.up("Thing('c', opts=Opts(import_='id-7'))")


def test_what_is_only_looked_up_is_never_deleted(world: World) -> None:
    world.cloud.things["id-9"] = {"label": "theirs"}
    look_up = """
    class Look(pulumi.CustomResource):
        pass
    Look("tiny:index:Thing", "theirs", {"arn": None}, Opts(id="id-9"))
    """
    assert world.did(look_up) == []
    assert world.did("") == []
    assert "id-9" in world.cloud.things


def test_a_preview_tells_and_does_nothing(world: World) -> None:
    world.up("a = Thing('a', size=1)\nThing('b', kind='x')\nThing('c')")
    before = world.state.read_bytes(), dict(world.cloud.things)
    world.cloud.calls.clear()
    steps = world.stack("Thing('a', size=2)\nThing('b', kind='y')\nThing('d')").preview().changes
    assert {_name(s.urn): s.operation for s in steps} == {
        "a": "update", "b": "replace", "c": "delete", "d": "create",
    }  # fmt: skip
    assert world.cloud.calls == []
    assert (world.state.read_bytes(), world.cloud.things) == before


def test_a_check_that_fails_stops_before_anything_is_changed(world: World) -> None:
    world.up("Thing('a', size=1)")
    with pytest.raises(ResourceError, match="size: is negative"):
        world.up("Thing('a', size=-1)")
    assert world.cloud.calls == []


def test_secrets_are_secrets_after_they_were_stored(world: World) -> None:
    text = "Thing('a', word=pulumi.Output.secret('hush'))"
    assert world.did(text) == ["create a"]
    outcome = world.stack(text).refresh()
    assert "hush" not in repr(outcome)
    (state,) = [one for one in outcome.states.resources if one.name == "a"]
    assert state.secrets == ("word",)
    assert world.state.stat().st_mode & 0o077 == 0


def test_two_runs_at_once_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = world.stack("Thing('a')")
    monkeypatch.setattr(world.cloud, "create", lambda *_a, **_k: stack.up())
    with pytest.raises(ResourceError, match="in use by process"):
        world.up("Thing('a')")


@pytest.mark.parametrize("text", ["", "[]", '{"version": 9}', '{"version": 3}', "{"])
def test_a_file_that_is_no_state_is_told_by_name(world: World, text: str) -> None:
    stack = world.stack("Thing('a')")
    world.state.write_text(text)
    with pytest.raises(StateError, match=r"state\.json: "):
        stack.up()
    assert world.state.read_text() == text
