"""Values between the wire and the model."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openline_stacks.engine._values import (
    Asset,
    Secret,
    decode,
    encode,
    marked,
    plain,
    redacted,
    secret_paths,
    unknown_paths,
)
from openline_stacks.states import UNKNOWN
from openline_stacks.states._marks import REDACTED

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # busy machines
leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False).filter(lambda x: not x.is_integer())
    | st.text(max_size=8)
    | st.just(UNKNOWN)
)
keys = st.text("abcXYZ", min_size=1, max_size=3)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3)
)
trees = st.dictionaries(keys, values | values.map(Secret), max_size=4)


@patient
@given(trees)
def test_what_goes_over_the_wire_comes_back(tree: dict[str, Any]) -> None:
    assert decode(encode(tree)) == tree


@patient
@given(st.text(max_size=8).map("hush-{}".format), trees)
def test_no_secret_is_left_after_redaction(word: str, tree: dict[str, Any]) -> None:
    hidden = {**tree, "outer": [{"inner": Secret({"deep": [word]})}], "top": Secret(word)}
    shown = repr(redacted(hidden))
    assert repr(word)[1:-1] not in shown.replace(REDACTED, "")
    assert {"outer[0].inner", "top"} <= set(secret_paths(hidden))


@patient
@given(trees)
def test_a_providers_answer_is_secret_where_the_input_was(tree: dict[str, Any]) -> None:
    assert marked(plain(tree), tree) == tree


def test_whole_numbers_are_integers_again() -> None:
    sent = {"a": 443, "b": 0.5, "c": True}
    assert repr(decode(encode(sent))) == repr(sent)


def test_an_unknown_secret_stays_unknown_and_is_listed() -> None:
    tree = {"key": Secret(UNKNOWN)}
    assert redacted(tree) == {"key": UNKNOWN}
    assert list(secret_paths(tree)) == ["key"]
    assert list(unknown_paths(tree)) == ["key"]


def test_an_asset_stays_an_asset_on_the_wire_and_is_a_mapping_elsewhere() -> None:
    signature = "c44067f5952c0a294b673a41bacd8c17"
    tree = {"source": Asset(signature, {"text": "hello"})}
    assert decode(encode(tree)) == tree
    assert plain(tree) == redacted(tree) == {"source": {"text": "hello"}}
