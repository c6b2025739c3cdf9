"""YAML nodes → checked values. Nodes keep their line and their text, so `3.10` stays `3.10`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import yaml

from cog_cli.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cog_cli.config.problems import Problems

T = TypeVar("T")

_TAG = "tag:yaml.org,2002:"
_NAMES = {
    "null": "nothing",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "str": "text",
    "seq": "a list",
    "map": "a mapping",
    "timestamp": "a date",
}
_NULL = "has a null character, which no name and no program takes"
_TRUE = {"yes", "true", "on"}


def compose(path: Path, problems: Problems) -> yaml.Node | None:
    """The root node of the file, or None with the reason in `problems`."""
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.add(line, "the file is not UTF-8 text: save it with the encoding UTF-8")
        return None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problems.add(mark.line + 1 if mark else 1, _explain(error, text))
        return None
    except RecursionError:
        problems.add(1, "not valid YAML: brackets are nested too deeply")
        return None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        problems.add(line, f"a character that YAML does not allow: U+{error.character:04X}")
        return None
    if root is None or kind(root) == "null":
        least = 'predict: "predict.py:Predictor"'
        problems.add(1, f"the file is empty; the least that a model needs is: {least}")
        return None
    return root


def _explain(error: yaml.MarkedYAMLError, text: str) -> str:
    problem = error.problem or "the end of the file came too early"
    lines = text.splitlines()
    number = error.problem_mark.line if error.problem_mark else len(lines)
    line = lines[number].strip() if number < len(lines) else ""
    if "'\\t'" in problem:
        return "not valid YAML: indent with spaces, not with tabs"
    if "mapping values are not allowed" in problem:
        return f"not valid YAML: check the indentation, or put text that has ': ' in quotes: {line}"
    if "another document" in problem:
        return "more than one YAML document: remove the line '---'"
    return f"not valid YAML: {problem}" + (f" ({error.context})" if error.context else "")


def kind(node: yaml.Node) -> str:
    """`str`, `int`, `float`, `bool`, `null`, `seq`, `map`, …"""
    return str(node.tag).removeprefix(_TAG)


def line_of(node: yaml.Node) -> int:
    """The line that the node begins on, counted from 1."""
    return int(node.start_mark.line) + 1


def shown(node: yaml.Node) -> str:
    """The node for use after “got”: `text 'abc'`, `a list`."""
    name = _NAMES.get(kind(node), "something else")
    if kind(node) in ("str", "int", "float", "bool"):
        text = node.value if len(node.value) <= 40 else node.value[:37] + "..."
        return f"{text!r}" if kind(node) != "str" else f"the text {text!r}"
    return name


class Section:
    """One mapping of the file, read key by key; every problem is noted with its line.

    Reading returns the default where the key is missing, null or wrong.
    """

    def __init__(self, node: yaml.Node, name: str, problems: Problems) -> None:
        self.name = name
        self.problems = problems
        self.line = line_of(node)
        self.nodes: dict[str, yaml.Node] = {}
        self.lines: dict[str, int] = {}
        if not isinstance(node, yaml.MappingNode):
            expected = f"{name!r} must be a mapping" if name else "the file must hold a mapping"
            problems.add(self.line, f"{expected} (lines of 'key: value'), got {shown(node)}")
            return
        for key_node, value in node.value:
            self._take(key_node, value)

    def _take(self, key_node: yaml.Node, value: yaml.Node) -> None:
        line = line_of(key_node)
        if not isinstance(key_node, yaml.ScalarNode):
            self.problems.add(line, "a key must be a word, not a list or a mapping")
            return
        key = str(key_node.value)
        if key in self.nodes:
            self.problems.add(
                line, f"{self.path(key)!r} is given twice; the first is on line {self.lines[key]}"
            )
            return
        self.nodes[key] = value
        self.lines[key] = line

    def path(self, key: str) -> str:
        """The key as the user would name it: `build.gpu`."""
        return f"{self.name}.{key}" if self.name else key

    def complain(self, key: str, message: str) -> None:
        """Notes a problem with the value of `key`; the message follows the key's name."""
        self.problems.add(self.lines[key], f"{self.path(key)!r} {message}")

    def allow(
        self,
        known: Iterable[str],
        *,
        ignored: Iterable[str] = (),
        elsewhere: tuple[Iterable[str], str] = ((), ""),
    ) -> None:
        """Notes every key that is neither known nor ignored, with what it should have been.

        `elsewhere` is what other keys there are, and where they belong.
        """
        names = tuple(known)
        other_names, other_place = elsewhere
        for key in self.nodes.keys() - {*names, *ignored}:
            if key in other_names:
                advice = f" It belongs {other_place}."
            else:
                advice = did_you_mean(key, names) or f" Known keys: {', '.join(sorted(names))}"
            where = f" in {self.name!r}" if self.name else ""
            self.problems.add(self.lines[key], f"unknown key {key!r}{where}.{advice}")

    def section(self, key: str) -> Section | None:
        """The mapping under `key`."""
        node = self._given(key)
        return None if node is None else Section(node, self.path(key), self.problems)

    def boolean(self, key: str, default: bool) -> bool:
        """true or false."""
        node = self._given(key)
        if node is None:
            return default
        if kind(node) != "bool":
            self.complain(key, f"must be true or false, got {shown(node)}")
            return default
        return str(node.value).lower() in _TRUE

    def integer(self, key: str, default: T, *, minimum: int) -> int | T:
        """A whole number."""
        node = self._given(key)
        if node is None:
            return default
        try:
            number = int(node.value) if kind(node) == "int" else None
        except ValueError:  # YAML 1.1 also has 0x10, 1_000 and 12:30
            number = None
        if number is None or number < minimum:
            self.complain(key, f"must be a whole number of at least {minimum}, got {shown(node)}")
            return default
        return number

    def text(self, key: str) -> str | None:
        """Text that is not empty."""
        node = self._given(key)
        return None if node is None else self._text(key, node)

    def version(self, key: str) -> str | None:
        """A version, as text or as a number: its digits as they were typed."""
        node = self._given(key)
        if node is None:
            return None
        if kind(node) not in ("str", "int", "float"):
            self.complain(key, f'must be a version such as "3.12", got {shown(node)}')
            return None
        return str(node.value).strip()

    def items(self, key: str) -> list[tuple[int, yaml.Node]]:
        """The items of the list under `key`, each with its line."""
        node = self._given(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.complain(key, f"must be a list (lines that begin with '- '), got {shown(node)}")
            return []
        return [(line_of(item), item) for item in node.value]

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(text for _, text in self.lined_texts(key))

    def lined_texts(self, key: str) -> list[tuple[int, str]]:
        """A list of texts, each with its line."""
        found = []
        for line, node in self.items(key):
            if "\0" in str(node.value):
                self.problems.add(line, f"an item of {self.path(key)!r} {_NULL}")
            elif kind(node) == "str" and str(node.value).strip():
                found.append((line, str(node.value)))
            elif kind(node) == "map":
                self.problems.add(
                    line,
                    f"an item of {self.path(key)!r} must be text, got a mapping; "
                    "text with ': ' in it needs quotes",
                )
            else:
                self.problems.add(
                    line,
                    f"an item of {self.path(key)!r} must be text, got {shown(node)}"
                    + ("; put it in quotes" if kind(node) in ("int", "float", "bool") else ""),
                )
        return found

    def _given(self, key: str) -> yaml.Node | None:
        node = self.nodes.get(key)
        return None if node is None or kind(node) == "null" else node

    def _text(self, key: str, node: yaml.Node) -> str | None:
        if kind(node) != "str":
            quotes = "; put it in quotes" if kind(node) in ("int", "float", "bool") else ""
            self.complain(key, f"must be text, got {shown(node)}{quotes}")
            return None
        if "\0" in str(node.value):
            self.complain(key, _NULL)
            return None
        if not str(node.value).strip():
            self.complain(key, "is empty; give it a value or remove it")
            return None
        return str(node.value)
