"""Certificates: apex and wildcard in every region, proven by one record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from pulumi import Output
from pulumi.output import UNKNOWN
from pulumi_aws import acm

from openline.certificates import _asked
from openline_stacks.engine import ProgramError
from openline_stacks.states import States

Shape = Callable[[str], States]


def test_4_every_region_has_apex_and_wildcard(shape: Shape) -> None:
    found = shape("warm-standby").of_type("aws:acm/certificate:Certificate")
    assert [state.inputs["region"] for state in found] == ["us-east-1", "us-west-2"]
    for state in found:
        assert state.inputs["domainName"] == "shop.example.net"
        assert state.inputs["subjectAlternativeNames"] == ["*.shop.example.net"]
        assert state.inputs["validationMethod"] == "DNS"


def test_4_one_record_proves_all_of_them(shape: Shape) -> None:
    states = shape("warm-standby")
    (record,) = (
        state
        for state in states.of_type("aws:route53/record:Record")
        if state.name.endswith("-validation")
    )
    assert record.inputs["zoneId"] == "Z0123456789ABCDEFGHIJ"
    assert record.inputs["type"] == "CNAME"
    validations = states.of_type("aws:acm/certificateValidation:CertificateValidation")
    assert len(validations) == 2
    for validation in validations:
        assert validation.property_dependencies["validationRecordFqdns"] == (record.urn,)


OPTION = acm.outputs.CertificateDomainValidationOption


@pytest.mark.parametrize(
    ("options", "known"),
    [
        ([], False),
        ([OPTION(domain_name="a.b")], False),
        ([OPTION(domain_name="a.b", resource_record_name="_1.a.b")], True),
    ],
)
def test_a_preview_that_knows_half_of_the_record_is_waited_for(
    options: list[OPTION], known: bool
) -> None:
    """The genuine provider plans the domains of the options before ACM has said their records."""

    async def is_known() -> bool:
        certificate: Any = SimpleNamespace(
            domain_validation_options=Output.from_input("").apply(lambda _: options),
            arn=Output.from_input(UNKNOWN),
        )
        return await _asked(certificate, lambda one: one.resource_record_name).is_known()

    assert asyncio.run(is_known()) is known


def test_listeners_wait_for_an_issued_certificate(shape: Shape) -> None:
    states = shape("warm-standby")
    by_urn = states.by_urn()
    for listener in states.of_type("aws:lb/listener:Listener"):
        if listener.inputs["protocol"] == "HTTPS":
            (urn,) = listener.property_dependencies["certificateArn"]
            assert by_urn[urn].type == "aws:acm/certificateValidation:CertificateValidation"
            assert by_urn[urn].inputs["region"] == listener.inputs["region"]


def test_a_domain_that_no_certificate_takes_is_refused(run: Callable[[str], States]) -> None:
    program = f"""
from openline import Certificates
Certificates("c", {{
    "stack": "shop", "domain": "{"a" * 61}.net", "zone_id": "Z1",
    "regions": {{"us-east-1": "primary"}},
}})
"""
    with pytest.raises(ProgramError, match="has 65 characters; a certificate takes 64"):
        run(program)
