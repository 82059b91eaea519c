"""Any declaration that validates gives resources that AWS takes, encrypted, where data may be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

from openline.declaration import Declaration, DeclarationError, parse
from openline_stacks.engine import Program, preview
from openline_stacks.rules import check, unknown_types

pytestmark = pytest.mark.slow

PROGRAM = """
from pathlib import Path
from openline import CustomerServiceStack
text = Path(__file__).with_name("declaration.json").read_text()
CustomerServiceStack("shop", {"declaration": text})
"""
# Sets whose order says who is primary, with names as short and as long as regions have.
REGIONS = (
    ("us-east-1",),
    ("ap-southeast-2",),
    ("us-east-1", "us-west-2"),
    ("us-west-2", "us-east-2", "us-east-1"),
    ("eu-central-1", "eu-west-1"),
    ("eu-west-3", "eu-west-1", "eu-central-1"),
    ("ap-southeast-2", "ap-northeast-1"),
    ("ap-northeast-3", "ap-northeast-1", "ap-northeast-2"),
    ("sa-east-1", "ca-central-1"),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What some service keeps for itself at the beginning of a name.
HOSTILE = ("internal-", "sg-", "xn--", "sthree-", "aws-", "alias", "ssm", "a--", "")
RATES = ("1/s", "7/min", "120/s", "999/s", "50000/s")


@st.composite
def names(draw: st.DrawFn, most: int = 63) -> str:
    """Short, long, and of letters, digits and hyphens in any order but at the ends."""
    start = draw(st.sampled_from(HOSTILE)) or draw(st.sampled_from(LETTERS))
    body = draw(st.text(f"{LETTERS}0123456789-", max_size=most))
    length = draw(st.sampled_from((1, 8, 24, 25, 31, 56, most)))
    return f"{start}{body}{'x' * most}"[:length].rstrip("-") or "x"


@st.composite
def systems(draw: st.DrawFn) -> dict[str, Any]:
    system: dict[str, Any] = {
        "demand": {"steady": "1/s", "peak": draw(st.sampled_from(RATES))},
        "capacity": {
            "standby": draw(st.sampled_from(("0%", "1%", "100%"))),
            "scale_at": draw(st.sampled_from(("1%", "70%", "100%"))),
            "starts_in": draw(st.sampled_from(("1s", "90s", "1h"))),
        },
        "checks": {
            "every": draw(st.sampled_from(("10s", "30s"))),
            "fails": draw(st.integers(1, 10)),
            "alive": "/" + draw(st.sampled_from(("", "healthz", "a" * 254, "%20?a=b&c=~"))),
        },
        "runs": {"port": draw(st.sampled_from((1, 80, 443, 8443, 65535)))},
    }
    stores = draw(st.lists(names(), max_size=2, unique=True))
    kinds = st.sampled_from(("eventual", "eventual", "strong"))
    keys = st.sampled_from(("id", "Order_Id.v-2", "k" * 255))
    system["stores"] = {
        store: {"consistency": draw(kinds), "key": draw(keys), "size": "2TB", "restore": "1TB/h"}
        for store in stores
    }
    operations = {f"write-{at}": {"writes": store} for at, store in enumerate(stores)}
    entry = draw(st.sampled_from(("alias", "cname", "edge", "accelerator")))
    read: dict[str, Any] = {}
    if entry == "cname":
        system["entry"] = {"kind": "cname", "ttl": draw(st.sampled_from(("1s", "60s", "1d")))}
    elif entry == "edge":
        ttl = draw(st.sampled_from(({}, {"ttl": "30s"})))
        attempts, wait = draw(st.integers(1, 3)), draw(st.sampled_from(("1s", "60s")))
        system["entry"] = {"kind": "edge", "origin": {"attempts": attempts, "answer": wait}} | ttl
        read = {"paths": ["/help/*"], "fresh": "1m", "stale": "1h"}
    else:
        system["entry"] = entry
    if entry == "accelerator" or draw(st.booleans()):
        system["failover"] = {"decide": "automatic"}
    system["operations"] = operations | {"read": read}
    if draw(st.booleans()) and entry != "cname":
        system["host"] = "@"
    system["secrets"] = draw(st.lists(names(), max_size=2, unique=True))
    values = st.sampled_from(("v", "{{x}}", "x" * 1024))
    system["parameters"] = draw(st.dictionaries(names(), values, max_size=2))
    if draw(st.booleans()):
        days = draw(st.sampled_from((("11-20", "12-02"), ("12-30", "01-02"), ("02-28", "03-01"))))
        peak = draw(st.sampled_from(("50000/s", "100000/s")))
        system["seasons"] = {draw(names()): {"from": days[0], "to": days[1], "peak": peak}}
    return system


@st.composite
def keeping(draw: st.DrawFn) -> dict[str, Any]:
    """What a stack keeps and who sees it."""
    keep = st.sampled_from(("1d", "35d", "36d", "100y"))
    every = st.sampled_from(("1d", "7d", "30d", "31d", "365d"))
    kept: dict[str, Any] = {}
    if draw(st.booleans()):
        kept["backups"] = {
            "every": draw(every),
            "keep": draw(keep),
            "keep_copy": draw(keep),
            "lock": draw(st.sampled_from(("governance", "compliance", "off"))),
        }
    if draw(st.booleans()):
        lock = draw(st.sampled_from(("governance", "compliance")))
        kept["interactions"] = {"keep": draw(keep), "lock": lock}
    if draw(st.booleans()):
        kept["access"] = {"provider": "arn:aws:iam::123456789012:saml-provider/staff"}
    if draw(st.booleans()):
        kept["notify"] = ["ops@example.net", "https://example.net/hook"]
    return kept


@st.composite
def declarations(draw: st.DrawFn) -> Declaration:
    regions = draw(st.sampled_from(REGIONS))
    serving = regions[:2]
    strategies = ("warm-standby", "pilot-light", "backup-and-restore", "active-active")
    strategy = draw(st.sampled_from(strategies))
    roles = {0: "primary", 1: "standby", 2: draw(st.sampled_from(("witness", "replica")))}
    if strategy == "active-active":
        roles |= {0: "active", 1: "active"}
    zones = st.lists(st.sampled_from("abcdef"), min_size=2, max_size=6, unique=True)
    written: dict[str, Any] = {
        "openline": 1,
        "stack": draw(names()),
        "account": draw(st.sampled_from(("123456789012", "000000000001"))),
        "domain": draw(st.sampled_from(("shop.example.net", "a.io", "d" * 54 + ".example"))),
        "zone_id": draw(st.sampled_from(("Z0123456789ABCDEFGHIJ", "ZZ", "Z" * 32))),
        "regions": {region: roles[at] for at, region in enumerate(regions)},
        "zones": {region: draw(zones) for region in serving},
        "network": {
            region: f"10.{at * 16}.0.0/{draw(st.integers(16, 20))}"
            for at, region in enumerate(serving)
        },
        "strategy": strategy,
        "protection": draw(st.booleans()),
        "failover": {"decide": draw(st.sampled_from(("manual", "automatic")))},
        "systems": draw(st.dictionaries(names(), systems(), min_size=1, max_size=2)),
    }
    written |= draw(keeping())
    if draw(st.booleans()):
        places = sorted({region.split("-")[0] for region in regions})
        abroad = {"us-east-1": ["alarms", "edge", "edge-logs"]}
        written["residency"] = {"within": places, "except": abroad}
    try:
        return parse(json.dumps(written))
    except DeclarationError:
        assume(False)
        raise


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    folder: Path = tmp_path_factory.mktemp("any")
    (folder / "__main__.py").write_text(PROGRAM)
    return Program.find(folder)


# No shrinking: an example takes a second, and a declaration is read as well as it is.
@settings(
    max_examples=25,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(declaration=declarations())
def test_any_declaration_gives_resources_without_a_finding(
    program: Program, declaration: Declaration
) -> None:
    """But for quotas of a new account: how many zones and systems it has is the user's to say."""
    (program.folder / "declaration.json").write_text(declaration.canonical_json())
    states = preview(program)
    event(declaration.strategy)
    found = [one for one in check(states) if one.rule != "OL198"]
    assert [(one.rule, one.name, one.type, one.property, one.what) for one in found] == []
    assert unknown_types(states) == ()
