"""Every mistake in a file is told at once, each with its line and with what would be right."""

from __future__ import annotations

import pickle
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline.declaration import DeclarationError, findings, load, overriding, parse, settable_paths

Edited = Callable[[str, str], str]
LineOf = Callable[[str], int]


def fault(text: str) -> list[str]:
    try:
        parse(text)
    except DeclarationError as error:
        return str(error).splitlines()
    return []


def told(text: str) -> list[str]:
    with pytest.raises(DeclarationError) as caught:
        parse(text, file="openline.yaml")
    return str(caught.value).splitlines()


def test_the_reference_stack_is_read_and_asks_for_nothing_it_cannot_get(retail_file: Path) -> None:
    retail = load(retail_file)
    assert len(retail.systems) == 5
    assert findings(retail) == ()


ORDERS = "systems.order-management"
WRONG_EDITS = [
    (
        "steady: 120/s, peak: 500/s",
        "steady: 120/s, peek: 500/s",
        f'{ORDERS}.demand.peek: unknown key; did you mean "peak"?',
    ),
    (
        "needs: [customer-authentication, {on: card-processor",
        "needs: [customer-auth, {on: card-processor",
        f'{ORDERS}.needs[0]: no system "customer-auth"; did you mean "customer-authentication"?',
    ),
    (
        "{demand: {steady: 200/s",
        "{needs: [self-service-portal], demand: {steady: 200/s",
        "systems.knowledge-base.needs[0]: a circle: knowledge-base needs self-service-portal needs"
        " knowledge-base; take one of these needs out",
    ),
    (
        "stores: {orders: {}}",
        "stores: {orders: {consistency: strong}}",
        f"{ORDERS}.stores.orders.consistency: a strong store needs three regions, and there are"
        " two; add a third region as witness or replica, or write eventual",
    ),
    (
        "entry: alias\n",
        "entry: {kind: alias, ttl: 60s}\n",
        "defaults.entry.ttl: an alias has no TTL of its own: AWS's is 60 s;"
        " leave it out, or write {kind: cname, ttl: ...}",
    ),
    (
        '    host: "@"                          #',
        '    host: "@" \n    entry: {kind: cname, ttl: 60s} #',
        "systems.self-service-portal.entry.kind: the apex of a domain cannot be a CNAME, nor have"
        " a TTL of its own; write alias, or give the system another host",
    ),
    (
        "instance: m7g.large, each",
        "instance: m7g.large, min: 9, max: 3, each",
        "defaults.capacity.min: min 9 is over max 3; write at most 3",
    ),
    (
        "protection: on ",
        "residency: [us-east-1]\nprotection: on ",
        "regions.us-west-2: us-west-2 is outside residency (us-east-1);"
        " take the region out, or allow it",
    ),
    (
        "track-order: {reads: orders, share: 90%}",
        "track-order: {reads: orders, share: 95%}",
        f"{ORDERS}.operations: the shares add up to 105%; make them 100% together",
    ),
    (
        "writes: orders}",
        "writes: order}",
        f"{ORDERS}.operations.place-order.writes: order-management has no store"
        ' "order"; did you mean "orders"?',
    ),
    (
        "every: 10s",
        "every: 15s",
        "defaults.checks.every: Route 53 does not check every 15s; write 10s or 30s",
    ),
    (
        "10.30.0.0/16",
        "10.20.128.0/17",
        "network.us-west-2: 10.20.128.0/17 overlaps 10.20.0.0/16 of us-east-1;"
        " give each region a network of its own",
    ),
    (
        '"123456789012"',
        "123456789012",
        "account: an account without quotes is a number and loses its zeros;"
        ' write its 12 digits in quotes, such as "123456789012"',
    ),
    (
        "us-west-2: standby}",
        "us-west-2: primary}",
        "regions.us-west-2: a second primary beside us-east-1;"
        " one region is primary, another may be standby, a third a witness or a replica",
    ),
    (
        "strategy: warm-standby",
        "strategy: warm-stand-by",
        'strategy: "warm-stand-by" is not known here;'
        " write backup-and-restore, pilot-light, warm-standby or active-active",
    ),
    (
        "decision: 5m",
        "decision: 5 minutes",
        'failover.decision: "5 minutes" is not a duration;'
        " write a duration such as 5m, 1h30m, 250ms or 10s",
    ),
]


@pytest.mark.parametrize(("old", "new", "line"), WRONG_EDITS, ids=[e[2][:40] for e in WRONG_EDITS])
def test_a_wrong_edit_gives_exactly_its_line(
    old: str, new: str, line: str, edited: Edited, line_of: LineOf
) -> None:
    # What an edit adds below its own first line moves the number down with it.
    path_line = line_of(old)
    if old.startswith("    host"):
        path_line += 1
    if line.startswith("regions.us-west-2: us-west-2 is outside"):
        path_line = line_of("regions: {us-east-1")
    assert told(edited(old, new)) == [f"openline.yaml:{path_line}: {line}"]


def test_all_mistakes_come_at_once_and_in_the_order_of_their_lines(retail: str) -> None:
    text = retail
    for old, new in (
        ("tries: 3", "tries: 30"),
        ("zone_id: Z0", "zone_id: x0"),
        ("peak: 200/s", "peek: 200/s"),
        ("writes: orders}", "writes: order}"),
        ("track-order: {reads: orders, share: 90%}", "track-order: {share: 80%}"),
    ):
        text = text.replace(old, new)
    lines = told(text)
    numbers = [int(line.split(":")[1]) for line in lines]
    assert [line.split(": ")[1] for line in lines] == [
        "zone_id",
        "clients.tries",
        f"{ORDERS}.operations",
        f"{ORDERS}.operations.place-order.writes",
        "systems.agent-chat.demand.peek",
    ]
    assert numbers == sorted(numbers)


def test_what_five_systems_inherit_is_wrong_once(edited: Edited) -> None:
    assert len(told(edited("starts_in: 3m", "starts_in: 0s"))) == 1


def test_a_wrong_default_that_every_system_overrides_is_still_told(retail: str) -> None:
    text = "defaults: {checks: {fails: 11}}\nsystems: {a: {demand: {steady: 1, peak: 1}, "
    text += "checks: {fails: 3}}}\n"
    head = retail[: retail.index("\ndefaults:")]
    assert told(f"{head}\n{text}") == [
        f"openline.yaml:{head.count(chr(10)) + 2}: defaults.checks.fails: 11 is out of range;"
        " write a number from 1 to 10"
    ]


@pytest.mark.parametrize("key", ["stack", "account", "domain", "zone_id", "zones", "systems"])
def test_what_is_missing_is_told_with_an_example(key: str, retail: str) -> None:
    lines = retail.splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(f"{key}:"))
    if key == "systems":
        text = retail[: retail.index("\nsystems:")]
    (line,) = told(text)
    assert line.startswith(f"openline.yaml:6: {key}: missing; add {key}:")


def test_a_region_without_zones_or_network_is_told_by_name(retail: str) -> None:
    text = retail.replace(", us-west-2: [a, b, c]", "").replace(", us-west-2: 10.30.0.0/16", "")
    assert [line.split(": ", 1)[1] for line in told(text)] == [
        "zones.us-west-2: us-west-2 has no zones; add us-west-2: [a, b, c]",
        "network.us-west-2: us-west-2 has no network;"
        " add us-west-2 and a network of its own, such as 10.20.0.0/16",
    ]


def test_a_key_said_twice_is_told_where_it_is_said_again(edited: Edited, line_of: LineOf) -> None:
    again = line_of("protection: on") + 1
    text = edited("protection: on ", "protection: on\nprotection: off ")
    assert told(text) == [
        f"openline.yaml:{again}: protection: said twice, first on line {again - 1};"
        " keep one of them"
    ]


def test_a_syntax_error_stands_alone(edited: Edited, line_of: LineOf) -> None:
    (line,) = told(edited('host: "@"', "host: @").replace("every: 10s", "every: 1y"))
    assert line.startswith(f"openline.yaml:{line_of('host:')}: not YAML: ")
    assert line.endswith('; put the value in quotes, such as "@"')


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "1: there is nothing in it; start with `openline: 1`"),
        ("# only a comment\n", "1: there is nothing in it; start with `openline: 1`"),
        ("- a\n", "1: this is not a mapping; write keys and values, starting with `openline: 1`"),
        ("a: 1\n---\nb: 2\n", None),
        ("a: \x07\n", "1: not YAML: a control character; take it out"),
        ("a: &x [*x]\n", "1: an alias inside what it stands for; take the alias out"),
        ("a: " + "[" * 41 + "]" * 41, "1: nested too deeply; nest at most 40 levels"),
        ("\n" + "[" * 100_000, "2: nested too deeply; nest at most 40 levels"),
    ],
)
def test_what_is_no_declaration_at_all_is_told_in_one_line(text: str, line: str | None) -> None:
    lines = told(text)
    assert len(lines) == 1
    assert line is None or lines == [f"openline.yaml:{line}"]


def test_aliases_cannot_be_made_to_grow_without_end() -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]\n" for n in range(1, 12))
    (line,) = told(f"l0: &l0 [a, b]\n{levels}")
    assert line.endswith(": over 100000 values; use fewer aliases")


def test_aliases_are_otherwise_fine(edited: Edited) -> None:
    text = edited("demand: {steady: 60/s, peak: 200/s}", "demand: *d")
    text = text.replace("demand: {steady: 300/s", "demand: &d {steady: 300/s")
    systems = parse(text).systems
    assert systems["agent-chat"].demand == systems["customer-authentication"].demand


def test_files_that_cannot_be_read_are_told_in_the_same_form(tmp_path: Path) -> None:
    missing, latin, large = (tmp_path / name for name in ("none.yaml", "latin.yaml", "large.yaml"))
    latin.write_bytes(b"openline: 1\nstack: caf\xe9\n")
    large.write_text("#" * 300_000, encoding="utf-8")
    said = {
        missing: "there is no such file; name one that exists",
        tmp_path: f"this is a directory; name the file in it, such as {tmp_path}/openline.yaml",
        large: "the file is too large; a declaration has at most 256 KiB; split the stack",
        latin: "this is not UTF-8 text; save the file as UTF-8",
    }
    for path, text in said.items():
        with pytest.raises(DeclarationError, match="; ") as caught:
            load(path)
        place = {latin: ":2", large: ":1"}.get(path, "")
        assert str(caught.value) == f"{path}{place}: {text}"


def test_errors_travel_between_processes(edited: Edited) -> None:
    with pytest.raises(DeclarationError) as caught:
        parse(edited("decision: 5m", "decision: soon"))
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


MARKS = '{}[]:,%@~"\t\x00\ud800'
WORDS = "&a |*a|!!int |!x |? |- |<<|null|5%|-1|.nan|.inf|1e999|0x|0o9|2001-01-01|&a [*a]"
SCRAPS = st.sampled_from([*MARKS, *WORDS.split("|"), "9" * 5000, "|\n"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_spoilt_file_raises_nothing_but_its_error(data: st.DataObject, small: str) -> None:
    start = data.draw(st.integers(0, len(small)))
    length = data.draw(st.integers(0, 12))
    text = small[:start] + data.draw(SCRAPS) + small[start + length :]
    assert all("; " in line for line in fault(text))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=string.printable + "é\x00", max_size=60))
def test_any_text_raises_nothing_but_its_error(text: str) -> None:
    with pytest.raises(DeclarationError):
        parse(text)


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=4,
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_any_value_anywhere_raises_nothing_but_its_error(data: st.DataObject, small: str) -> None:
    chosen = {"systems": "orders", "operations": "place", "stores": "book"}
    path = data.draw(st.sampled_from(settable_paths())).split(".")
    above = ["", *path]
    named = [chosen.get(above[i], "us-east-1") if k == "<name>" else k for i, k in enumerate(path)]
    with overriding({".".join(named): data.draw(VALUES)}):
        assert all("; " in line for line in fault(small))
