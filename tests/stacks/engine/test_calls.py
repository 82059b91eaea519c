"""Functions, methods, look-ups and references before anything is deployed."""

from collections.abc import Callable
from typing import Any

import pytest

from openline_stacks.engine import ProgramError
from openline_stacks.states import UNKNOWN, ResourceState, States

Preview = Callable[..., States]
ByName = Callable[[States], dict[str, ResourceState]]

ASK = 'found = pulumi.runtime.invoke("tiny:index:look", {"x": 1})\n'


def test_a_provider_answers_functions(previewed: Preview, cloud: Any) -> None:
    states = previewed(ASK + 'pulumi.export("found", found.value)', provider=cloud)
    assert states.stack_outputs == {"found": {"token": "tiny:index:look", "x": 1}}


def test_an_aws_function_is_asked_in_the_effective_region(previewed: Preview, cloud: Any) -> None:
    states = previewed(
        """
        found = pulumi.runtime.invoke("aws:index/getRegion:getRegion", {}).value
        pulumi.export("region", found["region"])
        """,
        provider=cloud,
        config={"aws:region": "us-east-1"},
    )
    assert states.stack_outputs == {"region": "us-east-1"}


def test_without_a_provider_an_answer_is_unknown(previewed: Preview, by_name: ByName) -> None:
    states = previewed("""
        found = pulumi.runtime.invoke_output("tiny:index:look", {})
        Thing("a", x=found.apply(lambda found: found["x"]))
    """)
    assert by_name(states)["a"].inputs == {"x": UNKNOWN}


def test_using_an_unknown_answer_at_once_says_what_was_missing(previewed: Preview) -> None:
    with pytest.raises(ProgramError) as caught:
        previewed(ASK + 'found.value["x"]')
    assert str(caught.value) == (
        "__main__.py:4: TypeError: 'NoneType' object is not subscriptable "
        "(only a cloud can answer tiny:index:look)"
    )


def test_a_function_that_fails_names_the_users_line(previewed: Preview, cloud: Any) -> None:
    with pytest.raises(ProgramError) as caught:
        previewed('pulumi.runtime.invoke("tiny:index:fail", {})', provider=cloud)
    assert str(caught.value).startswith(
        "__main__.py:3: invoke of tiny:index:fail failed: no such function"
    )


def test_a_method_answers_like_a_function(previewed: Preview, cloud: Any, by_name: ByName) -> None:
    text = """
        a = Thing("a")
        said = pulumi.runtime.call("tiny:index:Thing/say", {"word": "hello"}, a)
        Thing("b", said=said.apply(lambda said: said.get("word")))
    """
    assert by_name(previewed(text))["b"].inputs == {"said": UNKNOWN}
    assert by_name(previewed(text, provider=cloud))["b"].inputs["said"] == "hello"


def test_a_look_up_in_a_preview_is_unknown_but_for_its_id(
    previewed: Preview, cloud: Any, by_name: ByName
) -> None:
    text = """
        found = Thing("found", opts=pulumi.ResourceOptions(id="id-7"))
        Thing("b", arn_of=found.arn, id_of=found.id)
    """
    found = by_name(previewed(text))
    assert found["found"].id == "id-7"
    assert found["b"].inputs == {"arn_of": UNKNOWN, "id_of": "id-7"}
    assert by_name(previewed(text, provider=cloud))["b"].inputs["arn_of"] == "arn:id-7"


def test_a_look_up_by_an_unknown_id_is_unknown(previewed: Preview, by_name: ByName) -> None:
    states = previewed("""
        a = Thing("a")
        found = Thing("found", opts=pulumi.ResourceOptions(id=a.id))
        Thing("b", id_of=found.id)
    """)
    assert by_name(states)["found"].id is UNKNOWN
    assert by_name(states)["b"].inputs == {"id_of": UNKNOWN}


def test_another_stacks_outputs_are_unknown_unless_given(
    previewed: Preview, by_name: ByName
) -> None:
    text = """
        other = pulumi.StackReference("org/shop/global")
        Thing("a", zone=other.require_output("zone"))
    """
    assert by_name(previewed(text))["a"].inputs == {"zone": UNKNOWN}
    given = {"org/shop/global": {"zone": "Z1"}}
    assert by_name(previewed(text, references=given))["a"].inputs == {"zone": "Z1"}


def test_a_check_refuses_in_a_preview_too(previewed: Preview, cloud: Any) -> None:
    with pytest.raises(Exception, match="size: is negative; is no thing"):
        previewed('Thing("a", size=-1)', provider=cloud)
    assert cloud.made == []


def test_transforms_change_what_is_registered(previewed: Preview, by_name: ByName) -> None:
    states = previewed("""
        def everywhere(args):
            props = dict(args.props)
            props["trail"] = [*props.get("trail", []), "stack"]
            return pulumi.ResourceTransformResult(props, args.opts)

        async def own(args):
            props = dict(args.props, trail=["own"])
            args.opts.protect = True
            return pulumi.ResourceTransformResult(props, args.opts)

        def of_children(args):
            if args.type_ == "tiny:index:Group":
                return None
            props = dict(args.props, trail=[*args.props.get("trail", []), "parent"])
            return pulumi.ResourceTransformResult(props, args.opts)

        pulumi.runtime.register_resource_transform(everywhere)
        group = Group("g", opts=pulumi.ResourceOptions(transforms=[of_children]))
        Thing("child", opts=pulumi.ResourceOptions(parent=group, transforms=[own]))
        Thing("plain", word=pulumi.Output.secret("hush"))
    """)
    found = by_name(states)
    assert found["child"].inputs["trail"] == ["own", "parent", "stack"]
    assert found["child"].protect
    assert found["plain"].inputs == {"trail": ["stack"], "word": "[secret]"}


def test_transforms_of_functions_change_their_arguments(previewed: Preview, cloud: Any) -> None:
    states = previewed(
        """
        pulumi.runtime.register_invoke_transform(
            lambda args: pulumi.InvokeTransformResult(dict(args.args, x=2), args.opts))
        pulumi.export("x", pulumi.runtime.invoke("tiny:index:look", {"x": 1}).value["x"])
        """,
        provider=cloud,
    )
    assert states.stack_outputs == {"x": 2}


def test_a_component_of_another_language_is_refused(previewed: Preview) -> None:
    with pytest.raises(Exception, match="a:b:Remote r: a component of another language"):
        previewed("""
            class Remote(pulumi.ComponentResource):
                def __init__(self, name):
                    super().__init__("a:b:Remote", name, {}, None, True)
            Remote("r")
        """)
