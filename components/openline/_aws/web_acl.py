"""The web ACL of an edge: what nobody who means well sends, and who asks too often."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pulumi
import pulumi_aws as aws

from openline._aws.logs import log_group
from openline._aws.names import ORDINARY
from openline._aws.site import Site

# Requests from one address in five minutes: 33 a second, which a whole office behind one address
# does not reach (assumed). WAF takes 10 and more.
_OFTEN: Final = 10_000
_OFTEN_WINDOW_S: Final = 300
# Rules of the common set that only count: bodies over 8 KB are uploads, and programs that ask for
# themselves often have no user agent (WAF guide, "Baseline rule groups").
_COUNTED: Final = ("SizeRestrictions_BODY", "NoUserAgent_HEADER")
_GROUPS: Final = (
    ("AWSManagedRulesCommonRuleSet", _COUNTED),
    ("AWSManagedRulesKnownBadInputsRuleSet", ()),
)
# A session is as good as a password: neither is written down.
_REDACTED: Final = ("authorization", "cookie")


def web_acl(site: Site, key_arn: pulumi.Input[str]) -> aws.wafv2.WebAcl:
    """`site` is in us-east-1, the only region where an edge's ACL and its log can be, and so is the
    key."""
    acl = aws.wafv2.WebAcl(
        site.named("waf"),
        region=site.region,
        scope="CLOUDFRONT",
        description=f"In front of {site.system}",
        default_action=aws.wafv2.WebAclDefaultActionArgs(
            allow=aws.wafv2.WebAclDefaultActionAllowArgs()
        ),
        rules=[
            _too_often(site),
            *(_managed(site, at, *one) for at, one in enumerate(_GROUPS, start=1)),
        ],
        visibility_config=aws.wafv2.WebAclVisibilityConfigArgs(
            cloudwatch_metrics_enabled=True,
            sampled_requests_enabled=False,
            metric_name=site.named("waf", ORDINARY),
        ),
        tags=site.tags("waf"),
        opts=site.options(),
    )
    _log(site, acl, key_arn)
    return acl


def _too_often(site: Site) -> aws.wafv2.WebAclRuleArgs:
    return aws.wafv2.WebAclRuleArgs(
        name="too-often",
        priority=0,
        action=aws.wafv2.WebAclRuleActionArgs(block=aws.wafv2.WebAclRuleActionBlockArgs()),
        statement=aws.wafv2.WebAclRuleStatementArgs(
            rate_based_statement=aws.wafv2.WebAclRuleStatementRateBasedStatementArgs(
                limit=_OFTEN, aggregate_key_type="IP", evaluation_window_sec=_OFTEN_WINDOW_S
            )
        ),
        visibility_config=_visible(site, "too-often"),
    )


def _managed(
    site: Site, priority: int, group: str, counted: tuple[str, ...]
) -> aws.wafv2.WebAclRuleArgs:
    overrides = [
        aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs(
            name=rule,
            action_to_use=(
                aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseArgs(
                    count=aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseCountArgs()
                )
            ),
        )
        for rule in counted
    ]
    return aws.wafv2.WebAclRuleArgs(
        name=group,
        priority=priority,
        override_action=aws.wafv2.WebAclRuleOverrideActionArgs(
            none=aws.wafv2.WebAclRuleOverrideActionNoneArgs()  # type: ignore[no-untyped-call]
        ),
        statement=aws.wafv2.WebAclRuleStatementArgs(
            managed_rule_group_statement=(
                aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgs(
                    vendor_name="AWS", name=group, rule_action_overrides=overrides or None
                )
            )
        ),
        visibility_config=_visible(site, group),
    )


def _visible(site: Site, metric: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgs:
    """Sampled requests show every header, so none are taken; the log leaves some out."""
    return aws.wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True,
        sampled_requests_enabled=False,
        metric_name=site.named(metric, ORDINARY),
    )


def _log(site: Site, acl: aws.wafv2.WebAcl, key_arn: pulumi.Input[str]) -> None:
    """WAF writes only to groups whose name begins so, and lets itself in by a policy that it puts
    on the account's logs (WAF guide, "Sending logs to CloudWatch Logs")."""
    readable = f"aws-waf-logs-{site.readable or site.name}"
    named = replace(site, name=f"aws-waf-logs-{site.name}", readable=readable)
    group = log_group(named, "waf", key_arn)
    aws.wafv2.WebAclLoggingConfiguration(
        site.named("waf"),
        region=site.region,
        resource_arn=acl.arn,
        log_destination_configs=[group.arn],
        redacted_fields=[
            aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgs(
                single_header=aws.wafv2.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(
                    name=header
                )
            )
            for header in _REDACTED
        ],
        opts=site.options(),
    )
