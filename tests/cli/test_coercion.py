from __future__ import annotations

from typing import Any

import pytest
from cog_cli.coercion import Misfit, describe, from_json, from_text

INTEGER = {"type": "integer"}
NUMBER = {"type": "number"}
BOOLEAN = {"type": "boolean"}
STRING = {"type": "string"}
FILE = {"type": "string", "format": "uri"}
SECRET = {"type": "string", "format": "password", "writeOnly": True, "x-cog-secret": True}
OBJECT = {"type": "object"}
INTEGERS = {"type": "array", "items": INTEGER}
SIZES = {"type": "string", "enum": ["small", "medium"]}
COUNTS = {"type": "integer", "enum": [1, 2, 4]}


def no_file(name: str) -> str:
    raise AssertionError(name)


@pytest.mark.parametrize(
    ("text", "schema", "expected"),
    [
        ("3", INTEGER, 3),
        ("-3", INTEGER, -3),
        (" 3 ", INTEGER, 3),
        ("3.0", INTEGER, 3),
        ("123456789012345678901234567890", INTEGER, 123456789012345678901234567890),
        ("3", NUMBER, 3),
        ("1.5", NUMBER, 1.5),
        ("1e-3", NUMBER, 0.001),
        ("nan", NUMBER, "nan"),
        ("true", BOOLEAN, True),
        ("No", BOOLEAN, False),
        ("0", BOOLEAN, False),
        ("", STRING, ""),
        ("3", STRING, "3"),
        ("null", STRING, "null"),
        ("https://example.com/a.png", FILE, "https://example.com/a.png"),
        ("data:,x", FILE, "data:,x"),
        ("s3://bucket/key", FILE, "s3://bucket/key"),
        ('{"a": 1}', OBJECT, {"a": 1}),
        ("[1, 2]", INTEGERS, [1, 2]),
        ("1", INTEGERS, [1]),
        ("[]", INTEGERS, []),
        ("one", {"type": "array", "items": STRING}, ["one"]),
        ('["a", "b"]', {"type": "array", "items": STRING}, ["a", "b"]),
        ("small", SIZES, "small"),
        ("2", COUNTS, 2),
        ("[1]", {}, [1]),
        ("some text", {}, "some text"),
        ("3", {"anyOf": [STRING, INTEGER]}, 3),
        ("three", {"anyOf": [STRING, INTEGER]}, "three"),
        ("1.5", {"anyOf": [INTEGER, NUMBER]}, 1.5),
        ("null", {"anyOf": [INTEGER, {"type": "null"}]}, None),
        ("null", {"type": "integer", "nullable": True}, None),
        ("hunter2", SECRET, "hunter2"),
    ],
)
def test_text_becomes_what_the_place_wants(text: str, schema: Any, expected: Any) -> None:
    value = from_text(text, schema, "x")
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    ("text", "schema", "expected"),
    [
        ("three", INTEGER, "input 'x': expected an integer, got 'three'"),
        ("1.5", INTEGER, "expected an integer, got '1.5'"),
        ("null", INTEGER, "expected an integer, got 'null'"),
        ("", NUMBER, "expected a number, got ''"),
        ("maybe", BOOLEAN, "expected true or false, got 'maybe'"),
        ("photo.png", FILE, "expected a file (@path or a URL), got 'photo.png'"),
        ("[1]", OBJECT, "expected a JSON object, got '[1]'"),
        ("[1, x]", INTEGERS, "expected a list, each item an integer, got '[1, x]'"),
        ('[1, "x"]', INTEGERS, "input 'x[1]': expected an integer, got 'x'"),
        ("smal", SIZES, "expected one of small, medium, got 'smal'. Did you mean 'small'?"),
        ("3", COUNTS, "expected one of 1, 2, 4, got '3'"),
        ("x", {"anyOf": [INTEGER, BOOLEAN]}, "expected an integer or true or false, got 'x'"),
        ("11", {**INTEGER, "minimum": 0, "maximum": 10}, "an integer from 0 to 10, got 11"),
        ("-1", {**NUMBER, "minimum": 0}, "a number of at least 0, got -1"),
        ("2", {**NUMBER, "maximum": 1.5}, "a number of at most 1.5, got 2"),
        ("ab", {**STRING, "minLength": 3}, "text of at least 3 characters, got 'ab'"),
        ("abc", {**STRING, "maxLength": 2}, "text of at most 2 characters, got 'abc'"),
        ("b", {**STRING, "pattern": "^a"}, "text that matches ^a, got 'b'"),
        ("[0, 9]", {"type": "array", "items": {**INTEGER, "maximum": 5}}, "input 'x[1]'"),
    ],
)
def test_text_that_does_not_fit_is_reported(text: str, schema: Any, expected: str) -> None:
    with pytest.raises(Misfit) as caught:
        from_text(text, schema, "x")
    assert expected in str(caught.value)


def test_a_secret_is_never_shown() -> None:
    with pytest.raises(Misfit) as caught:
        from_text("hunter2", {**SECRET, "minLength": 20}, "token")
    assert "hunter2" not in str(caught.value)


def test_a_long_value_is_cut_in_the_message() -> None:
    with pytest.raises(Misfit) as caught:
        from_text("x" * 10_000, INTEGER, "x")
    assert len(str(caught.value)) < 200


def test_a_pattern_for_another_engine_is_left_to_the_server() -> None:
    assert from_text("a", {**STRING, "pattern": "(?R)["}, "x") == "a"


@pytest.mark.parametrize(
    ("value", "schema"),
    [
        (3, INTEGER),
        ("3", INTEGER),
        (3, NUMBER),
        (True, BOOLEAN),
        ("text", STRING),
        ("@handle", STRING),
        (None, {"type": "integer", "nullable": True}),
        (None, {}),
        ([1, 2], INTEGERS),
        ({"a": [1]}, OBJECT),
        ("small", SIZES),
        (1.5, {"anyOf": [STRING, NUMBER]}),
        ("https://example.com/x", FILE),
    ],
)
def test_a_json_value_that_fits_passes(value: Any, schema: Any) -> None:
    from_json(value, schema, "x", no_file)


@pytest.mark.parametrize(
    ("value", "schema", "expected"),
    [
        (None, INTEGER, "expected an integer, got null"),
        (3, STRING, "expected text, got 3"),
        (1.5, INTEGER, "expected an integer, got 1.5"),
        ("x", NUMBER, "expected a number, got 'x'"),
        ("a", INTEGERS, "expected a list, each item an integer, got 'a'"),
        ([1, None], INTEGERS, "input 'x[1]': expected an integer, got null"),
        ([], OBJECT, "expected a JSON object, got []"),
        ("photo.png", FILE, "expected a file"),
        ({"a": "x"}, {"type": "object", "properties": {"a": INTEGER}}, "input 'x.a'"),
        ([], {"anyOf": [STRING, NUMBER]}, "expected text or a number, got []"),
    ],
)
def test_a_json_value_that_does_not_fit_is_reported(value: Any, schema: Any, expected: str) -> None:
    with pytest.raises(Misfit) as caught:
        from_json(value, schema, "x", no_file)
    assert expected in str(caught.value)


def test_a_path_in_json_is_read_where_a_file_belongs() -> None:
    schema = {"type": "object", "properties": {"files": {"type": "array", "items": FILE}}}
    value = from_json({"files": ["@a", "@b"]}, schema, "x", lambda name: f"data:,{name}")
    assert value == {"files": ["data:,a", "data:,b"]}


def test_bounds_are_described() -> None:
    assert describe({"type": "string", "minLength": 1, "maxLength": 5}) == (
        "text of 1 to 5 characters"
    )
