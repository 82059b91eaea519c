"""Rules about edges: where their balancers can stand."""

from __future__ import annotations

import pytest

from openline.declaration import DeclarationError, cloudfront_lists, parse

STACK = """
openline: 1
stack: shop
account: "123456789012"
domain: shop.example.net
zone_id: Z0123456789ABCDEFGHIJ
regions: {us-east-1: primary, REGION: standby}
zones: {us-east-1: [a, b], REGION: [a, b]}
network: {us-east-1: 10.20.0.0/16, REGION: 10.30.0.0/16}
systems:
  portal: {entry: edge, demand: {steady: 1/s, peak: 2/s}}
"""


def test_an_edge_where_cloudfronts_addresses_are_not_known_is_refused() -> None:
    with pytest.raises(DeclarationError) as refused:
        parse(STACK.replace("REGION", "me-south-1"))
    assert "systems.portal.entry" in str(refused.value)
    assert "CloudFront's list of addresses in me-south-1 is not known" in str(refused.value)
    parse(STACK.replace("REGION", "me-south-1").replace("entry: edge", "entry: alias"))


def test_every_known_region_has_a_list_of_its_own() -> None:
    lists = cloudfront_lists()
    assert len(set(lists.values())) == len(lists)
    for region in lists.keys() - {"us-east-1"}:
        parse(STACK.replace("REGION", region))
