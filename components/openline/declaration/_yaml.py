"""YAML 1.2 to plain values, with the line of every key; no tags, no tricks, bounded work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from openline.declaration._errors import Mistake, Path
from openline.declaration._quantities import shown

# A stack of a hundred systems takes 60 kB; the parser reads some tens of kB a second.
MOST_BYTES: Final = 256 * 1024
# An alias counts each time that it is used, so nested ones cannot grow without end.
_MOST_VALUES: Final = 100_000
_DEEPEST: Final = 40
# The parser's work grows with the square of open brackets, so text with many is not given to it.
# Brackets in quotes and comments count as well: a script has no hundred more of one kind.
_MOST_OPEN: Final = 100

# Python neither reads nor writes numbers of over 4,300 digits; nothing here has a hundred.
_MOST_DIGITS: Final = 1000

_BRACKETS: Final = re.compile(r"[\[\]{}\n]")
_TAG: Final = "tag:yaml.org,2002:"
_WORDS: Final = {"true": True, "false": False}


class NotYamlError(Exception):
    """The text is not YAML at all, or more than a declaration can be: says so and nothing else."""

    def __init__(self, line: int, wrong: str, right: str) -> None:
        super().__init__(line, wrong, right)
        self.line, self.wrong, self.right = line, wrong, right


class EmptyError(NotYamlError):
    """There is nothing in it but comments."""


@dataclass(slots=True)
class Document:
    """`value` in plain dicts, lists and scalars; `lines` of every path, counted from 1."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)


def read_yaml(text: str) -> Document:
    """Reads one document. Raises `NotYamlError`; mistakes inside it are collected instead."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        right = f"a declaration has at most {MOST_BYTES // 1024} KiB; split the stack"
        raise NotYamlError(1, "the file is too large", right)
    _refuse_depth(text)
    node = _composed(text)
    if node is None:
        raise EmptyError(1, "there is nothing in it", "start with `openline: 1`")
    return _Reading().document(node)


def _refuse_depth(text: str) -> None:
    open_, line = 0, 1
    for found in _BRACKETS.findall(text):
        line += found == "\n"
        open_ = max(0, open_ + (found in "[{") - (found in "]}"))
        if open_ > _MOST_OPEN:
            raise NotYamlError(line, "nested too deeply", f"nest at most {_DEEPEST} levels")


def _composed(text: str) -> Node | None:
    try:
        node: Node | None = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        wrong = " ".join(filter(None, (error.context, error.problem))) or "unreadable"
        raise NotYamlError(
            mark.line + 1 if mark else 1, f"not YAML: {wrong}", _advice(wrong)
        ) from None
    except YAMLError as error:  # a character that YAML forbids
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise NotYamlError(line, "not YAML: a control character", "take it out") from None
    except RecursionError:
        raise NotYamlError(1, "nested too deeply", f"nest at most {_DEEPEST} levels") from None
    except Exception:
        # The parser trips over some hostile input with whatever error lies nearest (ValueError,
        # AttributeError, IndexError); to the person who wrote it that is a syntax error.
        raise NotYamlError(1, "not YAML: it cannot be parsed", "check its syntax") from None
    return node


def _advice(wrong: str) -> str:
    if "cannot start any token" in wrong:
        return 'put the value in quotes, such as "@"'
    if "\\t" in wrong or "tab" in wrong:
        return "indent with spaces"
    if "expected a single document" in wrong:
        return "keep one document a file"
    return "check the indentation, colons and brackets on this line and the one before"


class _Reading:
    """One walk over the nodes. Aliases are walked each time they are used."""

    def __init__(self) -> None:
        self._found = Document(None)
        self._count = 0
        self._open: list[int] = []

    def document(self, node: Node) -> Document:
        self._found.value = self._value(node, ())
        return self._found

    def _value(self, node: Node, path: Path) -> Any:
        line = node.start_mark.line + 1
        self._count += 1
        if self._count > _MOST_VALUES:
            raise NotYamlError(line, f"over {_MOST_VALUES} values", "use fewer aliases")
        if id(node) in self._open:
            raise NotYamlError(line, "an alias inside what it stands for", "take the alias out")
        if len(self._open) >= _DEEPEST:
            raise NotYamlError(line, "nested too deeply", f"nest at most {_DEEPEST} levels")
        self._found.lines.setdefault(path, line)
        self._open.append(id(node))
        value = self._inner(node, path)
        self._open.pop()
        return value

    def _inner(self, node: Node, path: Path) -> Any:
        if isinstance(node, MappingNode):
            return dict(self._pairs(node, path))
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, i)) for i, item in enumerate(node.value)]
        return self._scalar(str(node.value), str(node.tag), path)

    def _pairs(self, node: MappingNode, path: Path) -> Iterator[tuple[str, Any]]:
        lines: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, ScalarNode):
                self._mistake((*path, "?"), line, "a key that is not a word", "write a plain key")
                continue
            key = str(key_node.value)
            if key in lines:
                wrong = f"said twice, first on line {lines[key]}"
                self._found.mistakes.append(Mistake((*path, key), wrong, "keep one of them"))
                self._found.lines[(*path, key)] = line
                continue
            lines[key] = line
            self._found.lines[(*path, key)] = line
            yield key, self._value(value_node, (*path, key))

    def _scalar(self, text: str, tag: str, path: Path) -> Any:
        kind = tag.removeprefix(_TAG)
        if kind == "int":
            return _whole(text)
        if kind == "float":
            return _float(text)
        if kind == "bool":
            return _WORDS.get(text.lower(), text)
        if kind == "null":
            return None
        if kind not in ("str", "timestamp", "value", "merge"):
            self._found.mistakes.append(
                Mistake(path, f"a tag, {shown(tag)}", "write a plain value")
            )
        return text

    def _mistake(self, path: Path, line: int, wrong: str, right: str) -> None:
        self._found.lines.setdefault(path, line)
        self._found.mistakes.append(Mistake(path, wrong, right))


def _float(text: str) -> Any:
    digits = text.replace("_", "").lower()
    try:
        return float(digits.replace(".inf", "inf").replace(".nan", "nan"))
    except ValueError:
        return text


def _whole(text: str) -> Any:
    digits = text.replace("_", "")
    if len(digits) > _MOST_DIGITS:
        return text
    try:
        return int(digits, 10) if digits.lstrip("+-").isdigit() else int(digits, 0)
    except ValueError:  # a base that it does not know
        return text
