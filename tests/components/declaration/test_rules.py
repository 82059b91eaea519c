"""What cannot be built although every value by itself is fine."""

from __future__ import annotations

import pytest

from openline.declaration import DeclarationError, parse

DEMAND = "demand: {steady: 1, peak: 2}"


def stack(small: str, systems: str) -> str:
    return f"{small[: small.index('systems:')]}systems:\n{systems}"


def told(text: str) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        parse(text)
    return [line.split(": ", 1)[1] for line in str(caught.value).splitlines()]


@pytest.mark.parametrize(
    ("system", "line"),
    [
        ("demand: {steady: 3, peak: 2}", "a.demand.peak: steady 3/s is over peak 2/s; "),
        (f"{DEMAND}, capacity: {{max: 0}}", "a.capacity.max: a fleet of at most 0 instances"),
        (f"{DEMAND}, needs: [a]", "a.needs[0]: a circle: a needs a; take one of these needs out"),
        (f"{DEMAND}, needs: [b, b]", "a.needs[1]: b is needed twice; say it once"),
        (
            f"{DEMAND}, needs: [c]",
            'a.needs[0]: no system "c"; known here: b; one outside the stack',
        ),
        (
            f"{DEMAND}, needs: [{{on: b, kind: external}}]",
            "a.needs[0].kind: b is a system of this stack, not external; write hard or soft",
        ),
        (
            f"{DEMAND}, needs: [{{on: b, operations: [usr]}}]",
            'a.needs[0].operations: a has no operation "usr"; did you mean "use"?',
        ),
        (f"{DEMAND}, host: b", 'a.host: "b" is the host of b; give each system a host'),
        (
            f"{DEMAND}, host: b-us-west-2",
            'a.host: "b-us-west-2" is where b answers in us-west-2; give it another host',
        ),
        (
            f"{DEMAND}, capacity: {{instance: m7i.large}}",
            "a.capacity.instance: m7i.large has x86_64 processors, and the image is for arm64; ",
        ),
        (
            f'{DEMAND}, runs: {{image: "resolve:ssm:/aws/service/al2023-x86_64"}}',
            "a.capacity.instance: m7g.large has arm64 processors, and the image is for x86_64; ",
        ),
        (f"{DEMAND}, host: a.b", 'a.host: "a.b" is not a host of the domain; write one label'),
        (f"{DEMAND}, entry: {{ttl: 30s}}", "a.entry.ttl: an alias has no TTL of its own"),
        (
            f'{DEMAND}, host: "@", entry: cname',
            "a.entry.kind: the apex of a domain cannot be a CNAME",
        ),
        (
            f"{DEMAND}, operations: {{x: {{share: 40%}}}}",
            "a.operations: the shares add up to 40%; ",
        ),
        (
            f"{DEMAND}, operations: {{x: {{share: 100%}}, y: {{}}}}",
            "a.operations.y.share: nothing is left for it; give it a share above 0%",
        ),
        (
            f"{DEMAND}, operations: {{x: {{writes: y}}}}",
            'a.operations.x.writes: a has no store "y"; declare it: stores: {y: {}}',
        ),
        (f"{DEMAND}, runs: {{port: 70000}}", "a.runs.port: 70000 is out of range; write a number"),
        (f"{DEMAND}, checks: {{serves: ready}}", 'a.checks.serves: "ready" is not a path; write a'),
        (f"{DEMAND}, good: {{level: 40%}}", "a.good.level: 40% is too little; write a level from"),
        (f"{DEMAND}, entry: {{kind: cname, ttl: 0s}}", "a.entry.ttl: 0s cannot be a TTL; write"),
        (
            f"{DEMAND}, operations: {{x: {{after_failover: 0.5x for 1m}}}}",
            "a.operations.x.after_failover: a surge of 0.5 times is not between 1 and 1000; ",
        ),
    ],
)
def test_one_broken_rule_is_one_line(small: str, system: str, line: str) -> None:
    (said,) = told(stack(small, f"  a: {{{system}}}\n  b: {{{DEMAND}}}\n"))
    assert said.startswith(f"systems.{line}")


def test_a_circle_is_told_once_and_the_way_round(small: str) -> None:
    systems = [("a", "b"), ("b", "c"), ("c", "a"), ("d", "a")]
    text = "".join(f"  {one}: {{{DEMAND}, needs: [{other}]}}\n" for one, other in systems)
    assert told(stack(small, text)) == [
        "systems.a.needs[0]: a circle: a needs b needs c needs a; take one of these needs out"
    ]


def test_a_system_named_like_its_stack_is_refused(small: str) -> None:
    (said,) = told(stack(small, f"  shop: {{{DEMAND}}}\n"))
    assert said.startswith("systems.shop: a system named like its stack")


@pytest.mark.parametrize("family", ["a1", "t4g", "m6gd", "c7gn", "im4gn", "is4gen", "g5g"])
def test_graviton_is_told_by_its_name(small: str, family: str) -> None:
    parse(stack(small, f"  a: {{{DEMAND}, capacity: {{instance: {family}.large}}}}\n"))


@pytest.mark.parametrize("image", ["ami-0123456789abcdef0", "resolve:ssm:/shop/a/image"])
def test_an_image_of_ones_own_may_be_for_any_processor(small: str, image: str) -> None:
    own = f'{DEMAND}, capacity: {{instance: g5.large}}, runs: {{image: "{image}"}}'
    parse(stack(small, f"  a: {{{own}}}\n"))


@pytest.mark.parametrize("image", ["web:latest", "ami-1", "ami-0123456789ABCDEF0", "resolve:ssm:"])
def test_what_ec2_takes_for_no_image_is_refused(small: str, image: str) -> None:
    (said,) = told(stack(small, f'  a: {{{DEMAND}, runs: {{image: "{image}"}}}}\n'))
    assert said == (
        f'systems.a.runs.image: "{image}" is not an image; write an AMI such as '
        "ami-0123456789abcdef0, or resolve:ssm:/path"
    )


def test_a_domain_too_long_for_a_certificate_is_refused(small: str) -> None:
    longest = f"{'a' * 56}.example"
    assert parse(small.replace("shop.example.net", longest)).domain == longest
    (said,) = told(small.replace("shop.example.net", f"a{longest}"))
    assert said.endswith("has 65 characters; write at most 64: a certificate takes no more")


def test_what_follows_from_a_wrong_value_is_not_said_as_well(small: str) -> None:
    text = small.replace("{us-east-1: primary, us-west-2: standby}", "{us-east1: primary}")
    assert told(text) == [
        'regions.us-east1: "us-east1" is not an AWS region; write one such as us-east-1'
    ]
    text = small.replace("stores: {book: {}}", "stores: {book: {consistancy: strong}}")
    assert told(text) == [
        'systems.orders.stores.book.consistancy: unknown key; did you mean "consistency"?'
    ]


def test_a_system_that_is_wrong_itself_can_still_be_needed(small: str) -> None:
    text = small.replace("    demand: {steady: 300/s, peak: 900/s}\n", "    demand: 300/s\n")
    (said,) = told(text)
    assert said.startswith('systems.sign-in.demand: "300/s" where a mapping belongs; write keys')


def test_what_one_role_cannot_reach_is_a_stack_of_its_own(small: str) -> None:
    many = "\n".join(f"  s{number}: {{{DEMAND}}}" for number in range(151))
    assert told(stack(small, many)) == [
        "systems: 151 systems; IAM lets one role reach 150; declare the others in a stack of "
        "their own"
    ]
    stores = ", ".join(f"t{number}: {{}}" for number in range(50))
    several = "\n".join(f"  s{number}: {{{DEMAND}, stores: {{{stores}}}}}" for number in range(2))
    assert told(stack(small, several)) == [
        "systems: 100 stores; IAM lets one role back up 99; declare the others in a stack of "
        "their own"
    ]
