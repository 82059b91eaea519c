"""Any declaration that validates gives resources that AWS takes, encrypted, where data may be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from openline.declaration import Declaration, DeclarationError, parse
from openline.declaration._models import Strategy
from openline_stacks.cloud import LocalAws
from openline_stacks.engine import Program, preview, up
from openline_stacks.rules import check, unknown_types
from openline_stacks.states import States

pytestmark = pytest.mark.slow

PROGRAM = """
from pathlib import Path
from openline import CustomerServiceStack
text = Path(__file__).with_name("declaration.json").read_text()
CustomerServiceStack("shop", {"declaration": text})
"""
# Sets whose order says who is primary, with names as short and as long as regions have; of the
# last ones DynamoDB has strong tables.
REGIONS = (
    ("us-east-1",),
    ("ap-southeast-2",),
    ("us-east-1", "us-west-2"),
    ("eu-central-1", "eu-west-1"),
    ("ap-southeast-2", "ap-northeast-1"),
    ("sa-east-1", "ca-central-1"),
    ("us-west-2", "us-east-2", "us-east-1"),
    ("eu-west-3", "eu-west-1", "eu-central-1"),
    ("ap-northeast-3", "ap-northeast-1", "ap-northeast-2"),
)
# The zones that these regions really have, where not a, b and c.
ZONES = {
    "us-east-1": "abcdef",
    "us-west-2": "abcd",
    "ap-northeast-1": "acd",
    "ap-northeast-2": "abcd",
    "ca-central-1": "abd",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# What some service keeps for itself at the beginning of a name.
HOSTILE = ("internal-", "sg-", "xn--", "sthree-", "aws-", "alias", "ssm", "a--", "")
RATES = ("1/s", "7/min", "120/s", "999/s", "50000/s")
TIMES = ("1ms", "1s", "90s", "1h")
SHARES = ("1%", "70%", "100%")
# The longest patterns, and every character that CloudFront takes.
PATTERNS = ("/help/*", "/", "/*.css", "/" + "a" * 254, "/_-.*$/~\"'@:+&?", "/A9")
USER_DATA = ("", "#!/bin/sh\necho é\n", "x" * 16_384)
OBJECTIVES: tuple[dict[str, Any], ...] = (
    {},
    {"region": {"rto": "1s"}},
    {"zone": {"rto": "10m", "rpo": "0s"}},
)


def sometimes(draw: st.DrawFn, value: st.SearchStrategy[Any]) -> dict[str, Any]:
    """A mapping with what `value` draws, or an empty one."""
    return draw(value) if draw(st.booleans()) else {}


def one_of(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


def options(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any of the fields; a name that is a word of Python ends with an underscore."""
    named = {name.removesuffix("_"): values for name, values in fields.items()}
    return st.fixed_dictionaries({}, optional=named)


@st.composite
def names(draw: st.DrawFn, most: int = 63) -> str:
    """Short, long, and of letters, digits and hyphens in any order but at the ends."""
    start = draw(st.sampled_from(HOSTILE)) or draw(st.sampled_from(LETTERS))
    body = draw(st.text(f"{LETTERS}0123456789-", max_size=most))
    length = draw(st.sampled_from((1, 8, 24, 25, 31, 56, most)))
    return f"{start}{body}{'x' * most}"[:length].rstrip("-") or "x"


GOOD = options(level=one_of("50%", "99%", "100%"), within=one_of(*TIMES), window=one_of("1s", "1m"))
CAPACITY = options(
    each=one_of("0.5/s", "120/s", "90000/s"),
    starts_in=one_of("1s", "90s", "1h", "30h"),
    standby=one_of("1%", "25%", "100%"),
    buffer=one_of("0%", "30%", "1000%"),
    scale_at=one_of(*SHARES),
    slots=one_of(1, 600),
    service=one_of(*TIMES),
)
CHECKS = options(
    alive=one_of("/", "/healthz", "/" + "a" * 254, "/%20?a=b&c=~"),
    serves=one_of("/", "/ready?deep=1", "/" + "z" * 254),
    every=one_of("10s", "30s"),
    fails=st.integers(1, 10),
)
ARM = {"image": one_of("ami-0123456789abcdef0", "resolve:ssm:/shop/image:3")}
RUNS = options(port=one_of(1, 80, 443, 8443, 65535), user_data=one_of(*USER_DATA), **ARM)
FAILOVER = options(
    unit=one_of("stack", "system"),
    decide=one_of("manual", "automatic"),
    decision=one_of("0s", "5m", "2h"),
    switch=one_of("metric"),
    failback=one_of("manual", "automatic"),
)
SEASONS = one_of(("11-20", "12-02"), ("12-30", "01-02"), ("02-28", "03-01"), ("01-01", "10-31"))


@st.composite
def stores(draw: st.DrawFn, strong: bool) -> dict[str, Any]:
    own = options(
        consistency=one_of("eventual", "strong") if strong else one_of("eventual"),
        key=one_of("id", "Order_Id.v-2", "k" * 255),
        size=one_of("1GB", "2TB"),
        restore=one_of("1TB/h"),
    )
    found: dict[str, Any] = draw(st.dictionaries(names(), own, max_size=2))
    return found


@st.composite
def operations(draw: st.DrawFn, edge: bool, tables: list[str]) -> dict[str, Any]:
    """A write to each store, a read of it, and what an edge may keep."""
    more = options(
        critical=st.booleans(),
        after_failover=one_of("1x for 1s", "3x for 10m", "20x for 1h"),
        good=GOOD,
        objectives=one_of(*OBJECTIVES),
    )
    found = {f"write-{at}": {"writes": table} | draw(more) for at, table in enumerate(tables)}
    found |= {f"read-{at}": {"reads": table} | draw(more) for at, table in enumerate(tables[:1])}
    patterns = draw(st.lists(st.sampled_from(PATTERNS), max_size=3, unique=True)) if edge else []
    times = one_of("0s", "1m", "365d")
    for pattern in patterns:
        kept = options(fresh=times, stale=times, objects=one_of(1, 10**6))
        found[draw(names())] = {"paths": [pattern]} | draw(kept)
    found["rest"] = {"share": draw(one_of("10%", "0.5%"))} | draw(more)
    return found if len(found) > 1 else {"only": draw(more)}


@st.composite
def entries(draw: st.DrawFn, apex: bool) -> dict[str, Any] | str:
    kinds = ("alias", "edge", "accelerator")
    kind: str = draw(st.sampled_from(kinds if apex else (*kinds, "cname")))
    ttl = options(ttl=one_of("1s", "60s", "1d"))
    if kind == "cname":
        return {"kind": kind} | draw(ttl)
    if kind != "edge":
        return kind
    origin = options(
        attempts=st.integers(1, 3),
        connect=one_of("1s", "10s"),
        answer=one_of("1s", "60s"),
        errors=one_of("0s", "1d"),
    )
    return {"kind": kind, "origin": draw(origin)} | draw(ttl)


@st.composite
def systems(draw: st.DrawFn, at: int, others: list[str], strong: bool) -> Any:
    peak = draw(one_of(*RATES))
    system: dict[str, Any] = {"demand": {"steady": "1/min", "peak": peak}}
    system |= sometimes(draw, st.fixed_dictionaries({"failover": FAILOVER}))
    system["host"] = "@" if at == 0 and draw(st.booleans()) else f"h{at}"
    entry = draw(entries(system["host"] == "@"))
    edge = isinstance(entry, dict) and entry["kind"] == "edge"
    if entry != "alias" or draw(st.booleans()):
        system["entry"] = entry
    if entry == "accelerator":  # nobody holds it back
        system["failover"] = system.get("failover", {}) | {"decide": "automatic"}
    system |= draw(options(runs=RUNS, checks=CHECKS, good=GOOD, capacity=CAPACITY))
    if draw(st.booleans()):
        least = draw(one_of(0, 1, 7))
        size = {"min": least, "max": least + draw(one_of(1, 30))}
        system["capacity"] = system.get("capacity", {}) | size
    if "image" in system.get("runs", {}) and draw(st.booleans()):
        system["capacity"] = system.get("capacity", {}) | {"instance": "c5.24xlarge"}
    system["stores"] = draw(stores(strong))
    system["operations"] = draw(operations(edge, list(system["stores"])))
    system["objectives"] = draw(one_of(*OBJECTIVES))
    timeout = options(timeout=one_of(*TIMES), operations=one_of(list(system["operations"])[:1]))
    needs = [{"on": one, "kind": draw(one_of("hard", "soft"))} | draw(timeout) for one in others]
    bank = [{"on": "a-bank", "kind": "external"}] if draw(st.booleans()) else []
    system["needs"] = needs[: draw(st.integers(0, 2))] + bank
    system["secrets"] = draw(st.lists(names(), max_size=2, unique=True))
    values = one_of("v", "{{x}}", "x" * 1024)
    system["parameters"] = draw(st.dictionaries(names(), values, max_size=2))
    if draw(st.booleans()):
        days, most = draw(SEASONS), draw(one_of("50000/s", "100000/s"))
        system["seasons"] = {draw(names()): {"from": days[0], "to": days[1], "peak": most}}
    return system


KEEP = one_of("365d", "1000d", "100y")
CLIENTS = options(
    per_try=one_of(*TIMES),
    tries=st.integers(1, 10),
    backoff=one_of("0s..0s", "1s..8s"),
    keep_alive=one_of("0s", "60s"),
    dns_tail=options(share=one_of("0%", "100%"), hold=one_of("1s", "1h")),
)
KEPT = options(
    interactions=options(keep=KEEP, lock=one_of("governance", "compliance")),
    access=options(provider=one_of("arn:aws:iam::123456789012:saml-provider/staff")),
    notify=one_of(["ops@example.net", "https://example.net/hook?a=1"], []),
    backups=one_of("off") | options(
        every=one_of("1d", "7d", "30d", "31d", "365d"), keep=KEEP, keep_copy=KEEP,
        lock=one_of("governance", "compliance", "off"),
    ),
    clients=CLIENTS,
    defaults=options(
        good=GOOD, checks=CHECKS, capacity=CAPACITY, runs=RUNS, objectives=one_of(*OBJECTIVES),
        entry=one_of("alias", {"kind": "cname", "ttl": "5m"}),
    ),
)  # fmt: skip


@st.composite
def written(draw: st.DrawFn) -> dict[str, Any]:
    regions = draw(st.sampled_from(REGIONS))
    serving = regions[:2]
    strategy = draw(one_of("warm-standby", "pilot-light", "backup-and-restore", "active-active"))
    if len(regions) == 1 and strategy == "active-active":
        strategy = "pilot-light"
    roles = {0: "primary", 1: "standby", 2: draw(one_of("witness", "replica"))}
    if strategy == "active-active":
        roles |= {0: "active", 1: "active"}
    zones = {
        region: st.lists(st.sampled_from(ZONES.get(region, "abc")), min_size=2, unique=True)
        for region in serving
    }
    kept = draw(KEPT)
    if strategy == "backup-and-restore" and kept.get("backups") == "off":
        del kept["backups"]
    if isinstance(kept.get("backups"), dict):  # none is gone before the next one is made
        kept["backups"] = {"keep": "365d", "keep_copy": "365d"} | kept["backups"]
    strong = len(regions) == 3 and strategy != "backup-and-restore"
    called = draw(st.lists(names(), min_size=1, max_size=3, unique=True))
    stack = draw(names().filter(lambda name: name not in called))
    whole = {
        "openline": 1,
        "stack": stack,
        "account": draw(one_of("123456789012", "000000000001")),
        "domain": draw(one_of("shop.example.net", "a.io", "d" * 54 + ".example")),
        "zone_id": draw(one_of("Z0123456789ABCDEFGHIJ", "ZZ", "Z" * 32)),
        "regions": {region: roles[at] for at, region in enumerate(regions)},
        "zones": {region: draw(zones[region]) for region in serving},
        "network": {
            region: f"{draw(one_of('10', '8'))}.{at * 16}.0.0/{draw(st.integers(16, 20))}"
            for at, region in enumerate(serving)
        },
        "strategy": strategy,
        "protection": draw(st.booleans()),
        "failover": draw(FAILOVER),
        "systems": {name: draw(systems(at, called[:at], strong)) for at, name in enumerate(called)},
    }
    if draw(st.booleans()):
        places = sorted({region.split("-")[0] for region in regions})
        abroad = {"us-east-1": ["alarms", "edge", "edge-logs"]}
        whole["residency"] = {"within": places, "except": abroad}
    if draw(st.booleans()):
        lived_with = {"rule": "OL510", "reason": "until the move", "until": "2030-01-01"}
        named = draw(st.sampled_from([{}, {"resource": called[0]}]))
        whole["suppress"] = [lived_with | named]
    return whole | kept


def declared(tree: dict[str, Any]) -> Declaration | None:
    try:
        return parse(json.dumps(tree))
    except DeclarationError:
        return None


def found(states: States) -> list[tuple[object, ...]]:
    """But for what is the user's to say: how many systems, regions and zones there are, what a
    check asks, and what is only a note."""
    told = [one for one in check(states) if one.rule not in SAID and one.severity != "note"]
    return [(one.rule, one.name, one.type, one.property, one.what) for one in told]


SAID = ("OL198", "OL201", "OL202", "OL206")
Say = Callable[[Declaration], Program]


@pytest.fixture(scope="module")
def say(tmp_path_factory: pytest.TempPathFactory) -> Say:
    """A program of one declaration; the next one takes its place."""
    folder: Path = tmp_path_factory.mktemp("any")
    (folder / "__main__.py").write_text(PROGRAM)
    program = Program.find(folder)

    def said(declaration: Declaration) -> Program:
        (folder / "declaration.json").write_text(declaration.canonical_json())
        return program

    return said


# No shrinking: an example takes a second, and a declaration is read as well as it is.
EXPLORE = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@settings(EXPLORE, max_examples=max(15, settings().max_examples // 20))
@given(tree=written())
def test_any_declaration_gives_resources_without_a_finding(say: Say, tree: dict[str, Any]) -> None:
    declaration = declared(tree)
    assume(declaration is not None)
    assert declaration is not None
    event(declaration.strategy)
    states = preview(say(declaration))
    assert found(states) == []
    assert unknown_types(states) == ()


@settings(EXPLORE, max_examples=max(2, settings().max_examples // 100))
@given(tree=written())
def test_nor_do_they_once_everything_is_known(say: Say, tree: dict[str, Any]) -> None:
    """A preview knows no ARN: how long a policy is, is known when it is made."""
    declaration = declared(tree)
    assume(declaration is not None)
    assert declaration is not None
    with LocalAws() as aws:
        states = up(say(declaration), aws)
    assert found(states) == []


def options_of(model: type[BaseModel]) -> Iterator[str]:
    """Every option that may stand in a declaration, as `Model.word`."""
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{field.alias or name}"
        for inner in models_in(field.annotation):
            yield from options_of(inner)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from models_in(inner)


def said_in(tree: Any, model: type[BaseModel]) -> Iterator[str]:
    """Those of them that a tree says."""
    for name, field in model.model_fields.items():
        word = field.alias or name
        if not isinstance(tree, dict) or word not in tree:
            continue
        yield f"{model.__name__}.{word}"
        for inner in models_in(field.annotation):
            for part in parts(tree[word], inner):
                yield from said_in(part, inner)


def parts(tree: Any, model: type[BaseModel]) -> Iterator[Any]:
    """What of the tree may be of the model: itself, or the members of a list or a mapping."""
    yield tree
    if isinstance(tree, list):
        yield from tree
    elif isinstance(tree, dict):
        yield from tree.values()


def test_every_option_is_among_what_is_tried_and_most_of_it_validates() -> None:
    tried: list[dict[str, Any]] = []

    @settings(EXPLORE, max_examples=400, database=None, derandomize=True)
    @given(tree=written())
    def explore(tree: dict[str, Any]) -> None:
        tried.append(tree)

    explore()
    said = {option for tree in tried for option in said_in(tree, Declaration)}
    assert set(options_of(Declaration)) - said == set()
    valid = [declaration for tree in tried if (declaration := declared(tree)) is not None]
    assert len(valid) > 0.8 * len(tried)
    assert {one.strategy for one in valid} == set(get_args(Strategy))
    kinds = {(one.strategy, own.entry.kind) for one in valid for own in one.systems.values()}
    assert len(kinds) == 4 * 4
