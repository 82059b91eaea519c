"""An `up` really creates, in the order of need."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from openline_stacks.engine import Provider, ResourceError, up
from openline_stacks.states import ResourceState, States

ByName = Callable[[States], dict[str, ResourceState]]
Up = Callable[..., States]


@pytest.fixture
def upped(write: Callable[..., Path], cloud: Any) -> Up:
    def run(text: str, **options: Any) -> States:
        import textwrap

        header = "import pulumi\nfrom things import Group, Thing\n"
        return up(write(header + textwrap.dedent(text)), cloud, **options)

    return run


def test_each_resource_is_made_after_those_it_needs(upped: Up, cloud: Any, by_name: ByName) -> None:
    states = upped("""
        last = Thing("a-last", opts=pulumi.ResourceOptions(depends_on=Thing("z-first")))
        Thing("0-end", arn_of=last.arn)
    """)
    assert cloud.made == ["z-first", "a-last", "0-end"]
    assert cloud.asked["0-end"]["arn_of"] == "arn:a-last"
    assert by_name(states)["0-end"].id == "id-0-end"


def test_outputs_are_what_the_provider_answered(upped: Up, by_name: ByName) -> None:
    states = upped("""
        a = Thing("a", size=3)
        pulumi.export("arn", a.arn)
        pulumi.export("id", a.id)
    """)
    a = by_name(states)["a"]
    assert a.inputs == {"label": "a-0001", "size": 3}
    assert a.outputs == {"arn": "arn:a", "label": "a-0001", "size": 3}
    assert a.origin == "emulated"
    assert states.stack_outputs == {"arn": "arn:a", "id": "id-a"}


def test_only_a_type_without_handler_is_recorded(upped: Up, by_name: ByName) -> None:
    states = upped("""
        class Odd(pulumi.CustomResource):
            def __init__(self, name):
                super().__init__("tiny:index:Odd", name, {})
        Odd("odd")
        Group("g")
        Thing("a")
    """)
    assert [s.name for s in states.resources if s.origin == "recorded"] == ["odd"]


def test_the_provider_is_sent_secrets_and_the_states_are_not(
    upped: Up, cloud: Any, by_name: ByName
) -> None:
    states = upped("""
        a = Thing("a", word=pulumi.Output.secret("hush"), opts=pulumi.ResourceOptions(
            additional_secret_outputs=["arn"]))
        Thing("b", copied=a.word, arn_of=a.arn)
    """)
    assert cloud.asked["a"]["word"] == cloud.asked["b"]["copied"] == "hush"
    assert cloud.asked["b"]["arn_of"] == "arn:a"
    assert "hush" not in repr(states)
    assert "arn:a" not in repr(states)
    assert by_name(states)["b"].secrets == ("arn_of", "copied")


def test_an_aws_provider_is_sent_the_region_and_the_inputs_keep_what_was_said(
    upped: Up, cloud: Any, by_name: ByName
) -> None:
    states = upped(
        """
        class Queue(pulumi.CustomResource):
            def __init__(self, name, opts=None, **props):
                super().__init__("aws:sqs/queue:Queue", name, props, opts)
        west = pulumi.ProviderResource("aws", "west", {"region": "us-west-2"})
        Queue("a")
        Queue("b", opts=pulumi.ResourceOptions(provider=west))
        Queue("c", region="eu-west-1")
        """,
        config={"aws:region": "us-east-1"},
    )
    asked = {name: cloud.asked[name]["region"] for name in "abc"}
    assert asked == {"a": "us-east-1", "b": "us-west-2", "c": "eu-west-1"}
    assert {name: by_name(states)[name].region for name in "abc"} == asked
    assert [("region" in by_name(states)[name].inputs) for name in "abc"] == [False, False, True]


def test_an_existing_resource_is_looked_up_and_never_made(
    upped: Up, cloud: Any, by_name: ByName
) -> None:
    states = upped("""
        found = Thing("found", opts=pulumi.ResourceOptions(id="id-77"))
        Thing("adopted", size=7, opts=pulumi.ResourceOptions(import_="id-88"))
        Thing("b", arn_of=found.arn)
    """)
    assert cloud.made == ["b"]
    assert by_name(states)["found"].outputs == {"arn": "arn:id-77", "size": 7}
    assert by_name(states)["adopted"].id == "id-88"
    assert by_name(states)["b"].inputs["arn_of"] == "arn:id-77"


def test_a_failing_create_names_resource_reason_and_line(upped: Up) -> None:
    with pytest.raises(ResourceError) as caught:
        upped("""
            Thing("a")
            Thing("bad-1")
        """)
    assert str(caught.value) == ("__main__.py:5: tiny:index:Thing bad-1: the cloud said no")
    failure = caught.value.failures[0]
    assert failure.urn == "urn:pulumi:dev::program::tiny:index:Thing::bad-1"


def test_independent_failures_are_told_together_and_dependents_are_not_made(
    upped: Up, cloud: Any
) -> None:
    with pytest.raises(ResourceError) as caught:
        upped("""
            bad = Thing("bad-1")
            after = Thing("after", arn_of=bad.arn)
            Thing("long-after", x=after.size if hasattr(after, "size") else after.id)
            Thing("child", opts=pulumi.ResourceOptions(parent=bad))
            Thing("bad-2")
            Thing("bug-3")
            Thing("fine")
            Thing("small", size=-1)
        """)
    assert cloud.made == ["fine"]
    assert [str(failure).split(": ", 1)[1] for failure in caught.value.failures] == [
        "tiny:index:Thing bad-1: the cloud said no",
        "tiny:index:Thing bad-2: the cloud said no",
        "tiny:index:Thing bug-3: KeyError: 'missing'",
        "tiny:index:Thing small: size: is negative; is no thing",
    ]


def test_a_look_up_that_finds_nothing_is_a_failure(upped: Up) -> None:
    with pytest.raises(ResourceError, match="tiny:index:Thing gone: does not exist"):
        upped("""Thing("gone", opts=pulumi.ResourceOptions(id="nowhere"))""")


def test_the_same_name_twice_is_refused_with_both_lines(upped: Up, cloud: Any) -> None:
    with pytest.raises(ResourceError) as caught:
        upped("""
            one = Thing("same")
            Thing("uses", arn_of=one.arn)
            Thing("same")
        """)
    assert cloud.made == ["same", "uses"]
    assert str(caught.value) == (
        "__main__.py:6: tiny:index:Thing same: the name is already taken by the one made at "
        "__main__.py:4; give each its own name "
        "(urn:pulumi:dev::program::tiny:index:Thing::same)"
    )


def test_another_stacks_outputs_are_those_given(upped: Up, by_name: ByName) -> None:
    text = """
        other = pulumi.StackReference("org/shop/global")
        Thing("a", zone=other.get_output("zone"))
    """
    states = upped(text, references={"org/shop/global": {"zone": "Z1"}})
    assert by_name(states)["a"].inputs["zone"] == "Z1"
    with pytest.raises(ResourceError, match="outputs of stack org/shop/global are not at hand"):
        upped(text)


def test_the_tiny_cloud_is_a_provider(cloud: Any) -> None:
    provider: Provider = cloud
    assert provider.check("t", "a", {})[1] == ()
