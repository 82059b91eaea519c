"""Who fails over together, and under which name a system is found."""

from __future__ import annotations

from openline.declaration import failover_of, fqdn, group_of, overriding, parse


def test_a_failover_of_its_own_leaves_the_group(retail: str) -> None:
    read = parse(retail)
    groups = {name: group_of(read, name) for name in read.systems}
    assert groups.pop("knowledge-base") == "knowledge-base"
    assert set(groups.values()) == {"retail"}
    assert failover_of(read, "knowledge-base").decide == "automatic"
    assert failover_of(read, "agent-chat") == read.failover


def test_systems_can_each_be_a_group(retail: str) -> None:
    with overriding({"failover.unit": "system"}):
        read = parse(retail)
    assert [group_of(read, name) for name in read.systems] == list(read.systems)


def test_names_are_those_of_the_zone(retail: str) -> None:
    read = parse(retail)
    assert fqdn(read, "agent-chat") == "agent-chat.shop.example.net"
    assert fqdn(read, "agent-chat", "us-west-2") == "agent-chat-us-west-2.shop.example.net"
    assert fqdn(read, "self-service-portal") == "shop.example.net"
    regional = "self-service-portal-us-east-1.shop.example.net"
    assert fqdn(read, "self-service-portal", "us-east-1") == regional
