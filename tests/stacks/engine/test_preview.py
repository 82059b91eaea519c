"""A preview gives what the genuine engine would plan."""

from collections.abc import Callable
from pathlib import Path

import pytest

from openline_stacks.engine import preview
from openline_stacks.states import UNKNOWN, ResourceState, SourcePosition, States

Preview = Callable[..., States]
ByName = Callable[[States], dict[str, ResourceState]]


def test_unknowns_flow_through_apply(previewed: Preview, by_name: ByName) -> None:
    states = previewed("""
        a = Thing("a", size=3)
        Thing("b", whole=a.arn, inside=[{"deep": a.arn.apply(lambda arn: arn.upper())}], id=a.id)
        Thing("c", size=a.size.apply(lambda size: size + 1))
    """)
    found = by_name(states)
    assert found["b"].inputs == {"whole": UNKNOWN, "inside": [{"deep": UNKNOWN}], "id": UNKNOWN}
    assert found["b"].id is UNKNOWN
    assert found["c"].inputs == {"size": 4}


def test_secrets_never_appear_and_are_listed_by_path(previewed: Preview, by_name: ByName) -> None:
    states = previewed(
        """
        hush = pulumi.Output.secret("hush-1")
        a = Thing("a", plain="x", word=hush, deep=[{"word": pulumi.Output.concat("in-", hush)}])
        b = Thing("b", copied=a.word.apply(lambda word: word + "!"))
        group = Group("g", {"key": pulumi.Config().require_secret("key")})
        group.register_outputs({"out": b.copied})
        pulumi.export("shown", {"nested": [hush]})
        """,
        config={"key": "hush-2"},
    )
    found = by_name(states)
    assert "hush" not in repr(states)
    assert found["a"].secrets == ("deep[0].word", "word")
    assert found["b"].secrets == ("copied",)
    assert found["a"].inputs == {"plain": "x", "word": "[secret]", "deep": [{"word": "[secret]"}]}
    assert found["g"].outputs == {"out": "[secret]"}
    assert states.stack_outputs == {"shown": {"nested": ["[secret]"]}} or states.stack_outputs == {
        "shown": "[secret]"
    }


def test_what_is_secret_by_its_name_is_one_in_a_block_too(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed("""
        from things import Thing
        Thing("a", parameters={"apiKey": {"key": "k", "value": "hush"}}, size=3, value="told",
              mode={"passwords": ["hush"]})
    """)
    found = by_name(states)["a"]
    assert found.inputs == {
        "parameters": {"apiKey": {"key": "k", "value": "[secret]"}},
        "mode": {"passwords": "[secret]"},
        "size": 3,
        "value": "told",
    }
    assert found.secrets == ("mode.passwords", "parameters.apiKey.value")


def test_additional_secret_outputs_are_secret_too(previewed: Preview, by_name: ByName) -> None:
    states = previewed("""
        a = Thing("a", word="hush", opts=pulumi.ResourceOptions(additional_secret_outputs=["word"]))
        Thing("b", copied=a.word)
    """)
    assert by_name(states)["a"].outputs == {"word": "[secret]"}
    assert by_name(states)["b"].inputs == {"copied": "[secret]"}


def test_children_have_their_parents_types_in_their_urns(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed("""
        outer = Group("outer", kind="a:b:Outer")
        inner = Group("inner", kind="a:b:Inner", opts=pulumi.ResourceOptions(parent=outer))
        Thing("leaf", opts=pulumi.ResourceOptions(parent=inner))
        Thing("top")
    """)
    found = by_name(states)
    assert found["leaf"].urn == (
        "urn:pulumi:dev::program::a:b:Outer$a:b:Inner$tiny:index:Thing::leaf"
    )
    assert found["leaf"].parent == found["inner"].urn
    assert found["top"].urn == "urn:pulumi:dev::program::tiny:index:Thing::top"
    assert found["top"].parent == found["program-dev"].urn
    assert found["program-dev"].parent is None


def test_dependencies_are_those_of_inputs_and_of_depends_on(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed("""
        a, b, c = Thing("a"), Thing("b"), Thing("c")
        after = pulumi.ResourceOptions(depends_on=c)
        Thing("d", one=a.arn, two=[b.id, a.id], three="x", opts=after)
    """)
    found = by_name(states)
    a, b, c, d = (found[name] for name in "abcd")
    assert d.dependencies == (a.urn, b.urn, c.urn)
    assert d.property_dependencies == {"one": (a.urn,), "two": (a.urn, b.urn), "three": ()}


def test_what_depends_on_a_component_depends_on_its_children(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed("""
        group = Group("g")
        Thing("child", opts=pulumi.ResourceOptions(parent=group))
        Thing("after", opts=pulumi.ResourceOptions(depends_on=[group]))
    """)
    found = by_name(states)
    assert found["child"].urn in found["after"].dependencies


def test_components_and_the_stack_have_the_outputs_they_registered(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed("""
        group = Group("g", {"size": 2})
        thing = Thing("t", label="x", opts=pulumi.ResourceOptions(parent=group))
        group.register_outputs({"arn": thing.arn, "label": thing.label})
        pulumi.export("label", thing.label)
        pulumi.export("arn", thing.arn)
    """)
    group = by_name(states)["g"]
    assert (group.inputs, group.outputs) == ({"size": 2}, {"arn": UNKNOWN, "label": "x"})
    assert (group.custom, group.id) == (False, None)
    assert states.stack_outputs == {"arn": UNKNOWN, "label": "x"}


def test_resources_of_a_package_share_a_default_provider(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed(
        """
        version = pulumi.ResourceOptions(version="1.2.3")
        Thing("a", opts=version)
        Thing("b", opts=version)
        Thing("c")
        """,
        config={"tiny:region": "us-east-1"},
    )
    found = by_name(states)
    provider = found["default_1_2_3"]
    assert provider.urn == "urn:pulumi:dev::program::pulumi:providers:tiny::default_1_2_3"
    assert provider.inputs == {"region": "us-east-1", "version": "1.2.3"}
    assert found["a"].provider == found["b"].provider == provider.urn
    assert found["c"].provider == found["default"].urn


def test_explicit_providers_are_inherited_and_give_their_region(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed(
        """
        west = pulumi.ProviderResource("tiny", "west", {"region": "us-west-2"})
        group = Group("g", opts=pulumi.ResourceOptions(providers=[west]))
        Thing("inherited", opts=pulumi.ResourceOptions(parent=group))
        Thing("chosen", opts=pulumi.ResourceOptions(provider=west))
        Thing("stated", region="eu-west-1", opts=pulumi.ResourceOptions(provider=west))
        Thing("default")
        """,
        config={"tiny:region": "us-east-1"},
    )
    found = by_name(states)
    west = found["west"]
    assert (west.type, west.region) == ("pulumi:providers:tiny", "us-west-2")
    assert found["inherited"].provider == found["chosen"].provider == west.urn
    regions = {name: found[name].region for name in ("inherited", "chosen", "stated")}
    assert regions == {"inherited": "us-west-2", "chosen": "us-west-2", "stated": "eu-west-1"}
    thing = next(s for s in states.of_type("tiny:index:Thing") if s.name == "default")
    assert thing.region == "us-east-1"


def test_protection_reaches_children_unless_they_decline(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed("""
        group = Group("g", opts=pulumi.ResourceOptions(protect=True))
        Thing("kept", opts=pulumi.ResourceOptions(parent=group))
        Thing("loose", opts=pulumi.ResourceOptions(parent=group, protect=False))
    """)
    found = by_name(states)
    assert [found[name].protect for name in ("g", "kept", "loose")] == [True, True, False]


def test_aliases_are_former_urns_the_parents_included(previewed: Preview, by_name: ByName) -> None:
    states = previewed("""
        group = Group("new", kind="a:b:C", opts=pulumi.ResourceOptions(
            aliases=[pulumi.Alias(name="old", type_="a:b:Old")]))
        Thing("new-t", opts=pulumi.ResourceOptions(
            parent=group, aliases=["urn:pulumi:dev::other::x:y:Z::t"]))
        Thing("moved", opts=pulumi.ResourceOptions(
            parent=group, aliases=[pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE)]))
    """)
    found = by_name(states)
    assert found["new"].aliases == ("urn:pulumi:dev::program::a:b:Old::old",)
    assert found["new-t"].aliases[:2] == (
        "urn:pulumi:dev::other::x:y:Z::t",
        "urn:pulumi:dev::program::a:b:Old$tiny:index:Thing::old-t",
    )
    assert found["moved"].aliases[0] == "urn:pulumi:dev::program::tiny:index:Thing::moved"


def test_options_of_updates_and_deletes_are_tolerated(previewed: Preview) -> None:
    states = previewed("""
        a = Thing("a", size=1)
        Thing("b", size=1, opts=pulumi.ResourceOptions(
            ignore_changes=["size"], replace_on_changes=["size"], delete_before_replace=True,
            retain_on_delete=True, deleted_with=a, replace_with=[a],
            custom_timeouts=pulumi.CustomTimeouts(create="5m")))
    """)
    assert len(states.of_type("tiny:index:Thing")) == 2


def test_the_source_is_the_users_line(write: Callable[..., Path], by_name: ByName) -> None:
    program = write(
        """
        from things import Thing
        from helper import make

        Thing("direct")
        make(Thing, "helped")
        first = Thing("first", size=1)
        first.size.apply(lambda _: Thing("later"))
        """,
        helper__py="def make(cls, name):\n    return cls(name)\n",
    )
    found = by_name(preview(program))
    assert found["direct"].source == SourcePosition("__main__.py", 5)
    assert found["helped"].source == SourcePosition("helper.py", 2)
    assert found["program-dev"].source is None


def test_resources_made_once_a_value_is_known_are_there(
    previewed: Preview, by_name: ByName
) -> None:
    states = previewed("""
        def later(size):
            Thing(f"later-{size:.0f}")
        Thing("a", size=3).size.apply(later)

        async def much_later():
            import asyncio
            await asyncio.sleep(0.01)
            Thing("much-later")
        pulumi.Output.from_input(much_later()).apply(lambda _: None)
    """)
    assert {"later-3", "much-later"} <= set(by_name(states))


def test_configuration_decides_what_is_made(previewed: Preview, by_name: ByName) -> None:
    text = """
        for zone in pulumi.Config().require_object("zones"):
            Thing(zone)
    """
    states = previewed(text, config={"zones": ["a", "b"]}, stack="prod")
    assert {"a", "b"} <= set(by_name(states))
    assert states.resources[0].urn == (
        "urn:pulumi:prod::program::pulumi:pulumi:Stack::program-prod"
    )


def test_the_program_sees_the_stack_it_is_in(previewed: Preview) -> None:
    states = previewed("""
        names = [pulumi.get_project(), pulumi.get_stack(), pulumi.get_organization()]
        pulumi.export("names", names)
        pulumi.export("dry", pulumi.runtime.is_dry_run())
    """)
    assert states.stack_outputs == {"names": ["program", "dev", "organization"], "dry": True}


def test_progress_is_told_resource_by_resource(previewed: Preview) -> None:
    seen: list[tuple[int, str, str]] = []
    previewed(
        """
        a = Thing("a")
        Thing("b", x=a.id)
        """,
        on_resource=lambda count, type_, name: seen.append((count, type_, name)),
    )
    assert [(type_, name) for _, type_, name in seen] == [
        ("tiny:index:Thing", "a"),
        ("tiny:index:Thing", "b"),
    ]
    assert [count for count, _, _ in seen] == sorted(count for count, _, _ in seen)


@pytest.mark.parametrize("times", [5])
def test_registration_order_never_varies(previewed: Preview, times: int) -> None:
    text = """
        roots = [Thing(f"r{i}") for i in range(6)]
        mids = [Thing(f"m{i}", a=roots[i].arn, b=[r.id for r in roots],
                      opts=pulumi.ResourceOptions(depends_on=roots[:i])) for i in range(6)]
        for i in range(6):
            urns = pulumi.Output.all(*[m.urn for m in mids[:i + 1]])
            urns.apply(lambda urns, i=i: Thing(f"l{i}"))
    """
    first = previewed(text)
    assert all(previewed(text) == first for _ in range(times))


def test_what_a_program_asks_a_cloud_stands_with_its_stack(previewed: Preview) -> None:
    states = previewed("""
        import pulumi_aws as aws
        for _ in range(2):
            zones = aws.get_availability_zones_output(region="us-east-1")
        Thing("a", zone=zones.names[0])
    """)
    (root,) = states.of_type("pulumi:pulumi:Stack")
    assert root.lookups == ("aws:index/getAvailabilityZones:getAvailabilityZones",)
    assert not any(one.lookups for one in states.resources if one is not root)
