"""Web ACLs: where they and their logs must live, and what goes with what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from openline_stacks.rules._broken import Broken
from openline_stacks.rules._model import rule
from openline_stacks.rules._stack import US_EAST_1, Stack, blocks, region_of
from openline_stacks.states import UNKNOWN, ResourceState, Value
from openline_stacks.topology._values import dig, items, number, text, texts

_ACL: Final = "aws:wafv2/webAcl:WebAcl"
_SCOPED: Final = (_ACL, "aws:wafv2/ipSet:IpSet", "aws:wafv2/ruleGroup:RuleGroup",
                  "aws:wafv2/regexPatternSet:RegexPatternSet")  # fmt: skip
_LOGGING: Final = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration"
_DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
_ASSOCIATION: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"
_PREFIX: Final = "aws-waf-logs-"
# Where logs can go, and the input that names it.
_DESTINATIONS: Final = {
    "aws:cloudwatch/logGroup:LogGroup": "name",
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": "name",
    "aws:s3/bucket:Bucket": "bucket",
}


def _called(state: ResourceState, property_: str) -> str | None:
    """As it will be called, or begin to be; None where it is not known."""
    given = state.inputs.get(property_)
    prefix = state.inputs.get(f"{property_}Prefix")
    if UNKNOWN in (given, prefix):
        return None
    return text(given) or text(prefix) or state.name


@rule(
    "OL190",
    "A web ACL for CloudFront outside us-east-1",
    why="Whatever has the scope CLOUDFRONT is made through us-east-1 and nowhere else.",
    source="WAF API reference, CreateWebACL: Scope",
    mend="Set region to us-east-1 on it.",
)
def home(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(*_SCOPED):
        where = region_of(state)
        if state.inputs.get("scope") == "CLOUDFRONT" and where and where != US_EAST_1:
            yield Broken(state, "region", f"the scope CLOUDFRONT in {where}")


@rule(
    "OL191",
    "A destination of web ACL logs whose name does not begin with aws-waf-logs-",
    why="WAF refuses any other name of a log group, bucket or delivery stream.",
    source="WAF developer guide, 'Logging web ACL traffic: naming requirements'",
    mend="Let the destination's name begin with aws-waf-logs-.",
)
def prefix(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_LOGGING):
        for destination in stack.links(state, "logDestinationConfigs", *_DESTINATIONS):
            called = _called(destination, _DESTINATIONS[destination.type])
            if called is not None and not called.startswith(_PREFIX):
                yield Broken(state, "logDestinationConfigs", f"{called} of {destination.name}")
        for at, arn in enumerate(texts(state.inputs.get("logDestinationConfigs"))):
            last = arn.removesuffix(":*").replace("/", ":").split(":")[-1]
            if arn.startswith("arn:") and not last.startswith(_PREFIX):
                yield Broken(state, f"logDestinationConfigs[{at}]", last)


@rule(
    "OL192",
    "Web ACL logs that go to another region",
    why="A log group or stream is in the web ACL's region; for CloudFront that is us-east-1.",
    source="WAF developer guide, 'Logging web ACL traffic'",
    mend="Make the destination in the web ACL's region.",
)
def logs_home(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_LOGGING):
        acl = stack.link(state, "resourceArn", _ACL)
        wanted = region_of(acl) if not isinstance(acl, str) else region_of(state)
        kinds = [one for one in _DESTINATIONS if "s3" not in one]
        for destination in stack.links(state, "logDestinationConfigs", *kinds):
            where = region_of(destination)
            if wanted and where and wanted != where:
                what = f"{destination.name} is in {where}, the web ACL in {wanted}"
                yield Broken(state, "logDestinationConfigs", what)


@rule(
    "OL193",
    "A web ACL of the wrong scope",
    why="A distribution takes a web ACL of the scope CLOUDFRONT, named in the distribution "
    "itself; everything else one of the scope REGIONAL, by an association.",
    source="WAF API reference, AssociateWebACL",
    mend="Take the other scope; for CloudFront set webAclId on the distribution.",
)
def scope(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_DISTRIBUTION):
        for acl in stack.links(state, "webAclId", _ACL):
            if acl.inputs.get("scope") == "REGIONAL":
                yield Broken(state, "webAclId", f"{acl.name} is REGIONAL")
    for state in stack.of_type(_ASSOCIATION):
        for acl in stack.links(state, "webAclArn", _ACL):
            if acl.inputs.get("scope") == "CLOUDFRONT":
                yield Broken(state, "webAclArn", f"{acl.name} is CLOUDFRONT")


@rule(
    "OL194",
    "Rules of a web ACL that it cannot tell apart or act on",
    why="Names and priorities are unique within a web ACL; a rule has an action, and one that "
    "refers to a group an override in its place; a rate is 10 requests or more.",
    source="WAF API reference, Rule and RateBasedStatement",
    mend="Give each rule its own name and priority, and exactly one of action and overrideAction.",
)
def rules(stack: Stack) -> Iterator[Broken]:
    for state in stack.of_type(_ACL):
        listed = list(blocks(state.inputs.get("rules"), "rules"))
        for key in ("name", "priority"):
            values = [dig(rule_, key) for _, rule_ in listed]
            for at, (path, _) in enumerate(listed):
                value = values[at]
                if isinstance(value, str | int | float) and value in values[:at]:
                    yield Broken(state, f"{path}.{key}", f"{value} stands twice")
        for path, rule_ in listed:
            yield from _acts(state, path, rule_)


def _acts(state: ResourceState, path: str, rule_: Value) -> Iterator[Broken]:
    given = [dig(rule_, key) for key in ("action", "overrideAction")]
    if rule_ is UNKNOWN or UNKNOWN in given:
        return
    if sum(one is not None for one in given) != 1:
        yield Broken(state, path, "not exactly one of action and overrideAction")
    rate = number(dig(rule_, "statement", "rateBasedStatement", "limit"))
    if rate is not None and rate < 10:
        yield Broken(state, f"{path}.statement.rateBasedStatement.limit", f"{rate:g} requests")


@rule(
    "OL195",
    "A web ACL that logs to more than one place",
    why="A web ACL has one logging configuration with one destination.",
    source="WAF API reference, LoggingConfiguration: LogDestinationConfigs",
    mend="Name one destination; copy from there.",
)
def one_log(stack: Stack) -> Iterator[Broken]:
    seen: list[ResourceState] = []
    for state in stack.of_type(_LOGGING):
        count = len(items(state.inputs.get("logDestinationConfigs")))
        if count > 1:
            yield Broken(state, "logDestinationConfigs", f"{count} destinations")
        for other in seen:
            if stack.same("resourceArn", state, other):
                yield Broken(state, "resourceArn", f"{other.name} logs the same web ACL")
        seen.append(state)


RULES: Final = (home, prefix, logs_home, scope, rules, one_log)
