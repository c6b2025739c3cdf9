from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cog_cli.errors import InputError
from cog_cli.inputs import Files, coerce_inputs, parse_inputs
from cog_cli.model_schema import ModelSchema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STRING = {"type": "string"}
INTEGER = {"type": "integer"}
FILE = {"type": "string", "format": "uri"}


def coerce(
    directory: Path, *pairs: str, json: str | None = None, required: str = "", **inputs: Any
) -> dict[str, Any]:
    problems: list[str] = []
    files = Files(directory)
    given = parse_inputs(pairs, json, files, problems)
    assert problems == []
    return coerce_inputs(given, ModelSchema(inputs, frozenset(required.split()), {}), files)


def parse(directory: Path, *pairs: str, json: str | None = None) -> list[str]:
    problems: list[str] = []
    parse_inputs(pairs, json, Files(directory), problems)
    return problems


def test_the_value_begins_after_the_first_equals_sign(tmp_path: Path) -> None:
    assert coerce(tmp_path, "x=a=b=", x=STRING) == {"x": "a=b="}


def test_one_pair_of_quotes_is_removed(tmp_path: Path) -> None:
    assert coerce(tmp_path, 'x=""a""', 'y="', x=STRING, y=STRING) == {"x": '"a"', "y": '"'}


def test_an_empty_value_is_a_value(tmp_path: Path) -> None:
    assert coerce(tmp_path, "x=", x=STRING) == {"x": ""}


def test_a_file_becomes_a_data_url_with_its_media_type(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"pixels")
    assert coerce(tmp_path, "x=@a.png", x=FILE) == {"x": "data:image/png;base64,cGl4ZWxz"}


def test_a_file_is_looked_for_where_the_shell_stands_too(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "a.txt").write_text("outer")
    files = Files(tmp_path / "project", tmp_path)
    assert files.read("a.txt").data == b"outer"
    (tmp_path / "project" / "a.txt").write_text("inner")
    assert files.read("a.txt").data == b"inner"


def test_two_at_signs_are_one_and_no_file(tmp_path: Path) -> None:
    assert coerce(tmp_path, "x=@@someone", x=STRING) == {"x": "@someone"}


def test_a_repeated_name_makes_a_list(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"b")
    schema = {"type": "array", "items": FILE}
    value = coerce(tmp_path, "x=https://e.com/a", "x=@b", x=schema)
    assert value == {"x": ["https://e.com/a", "data:application/octet-stream;base64,Yg=="]}


def test_a_repeated_name_is_refused_where_one_value_belongs(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'x': given 2 times, expected an integer"):
        coerce(tmp_path, "x=1", "x=2", x=INTEGER)


def test_one_file_is_enough_for_a_list_of_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    value = coerce(tmp_path, "x=@a.txt", x={"type": "array", "items": FILE})
    assert value == {"x": ["data:text/plain;base64,YQ=="]}


def test_a_file_holds_the_value_where_no_file_belongs(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"a": 1}\n')
    assert coerce(tmp_path, "x=@a.json", x={"type": "object"}) == {"x": {"a": 1}}


def test_stdin_is_an_input(tmp_path: Path, stdin: Callable[[bytes], None]) -> None:
    stdin(b"hi")
    assert coerce(tmp_path, "x=@-", x=FILE)["x"].endswith(";base64,aGk=")


def test_stdin_is_read_once_only(tmp_path: Path, stdin: Callable[[bytes], None]) -> None:
    stdin(b"hi")
    assert "stdin can be read only once" in parse(tmp_path, "x=@-", "y=@-")[0]


def test_all_wrong_missing_and_unknown_inputs_are_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        coerce(
            tmp_path,
            "prompt=a",
            "skale=1",
            "steps=x",
            required="prompt image",
            prompt=STRING,
            image=FILE,
            scale={"type": "number", "minimum": 0, "maximum": 10, "default": 1.5},
            steps={**INTEGER, "default": 3, "description": "How many"},
        )
    assert caught.value.message.splitlines() == [
        "3 problems:",
        "  unknown input 'skale'. Did you mean 'scale'?",
        "  input 'steps': expected an integer, got 'x'",
        "  missing input 'image': expected a file (@path or a URL)",
    ]
    assert str(caught.value.hint).splitlines() == [
        "this model takes:",
        "  -i prompt=VALUE  text, required",
        "  -i image=@PATH   a file (@path or a URL), required",
        "  -i scale=VALUE   a number from 0 to 10, default 1.5",
        "  -i steps=VALUE   an integer, default 3: How many",
    ]


def test_an_input_for_a_model_without_inputs_is_reported(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        coerce(tmp_path, "x=1")
    assert caught.value.hint == "this model takes no inputs"


def test_without_a_schema_everything_passes(tmp_path: Path) -> None:
    files = Files(tmp_path)
    given = parse_inputs(["x=1", "y=a", "y=b"], None, files, [])
    schema = ModelSchema(None, frozenset(), {})
    assert coerce_inputs(given, schema, files) == {"x": 1, "y": ["a", "b"]}


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ("prompt", "cannot understand the input 'prompt': write it as -i name=value"),
        ("=a", "cannot understand the input '=a'"),
        ("x=@nothing.png", "cannot read the file 'nothing.png': no such file or directory"),
        ("x=@.", "'.' is a directory, not a file"),
        ("x=@", "expected a path after '@'"),
        ("x=@~nobody-of-this-name/a", "cannot read the file '~nobody-of-this-name/a'"),
        (f"x=@{'a' * 5000}", "file name too long"),
    ],
)
def test_an_input_that_cannot_be_read_is_reported(tmp_path: Path, pair: str, expected: str) -> None:
    assert expected in parse(tmp_path, pair)[0]


def test_all_inputs_can_be_one_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a")
    document = '{"who": "@someone", "n": 3, "file": "@a.txt", "seed": null}'
    assert coerce(tmp_path, json=document, who=STRING, n=INTEGER, file=FILE, seed=INTEGER) == {
        "who": "@someone",
        "n": 3,
        "file": "data:text/plain;base64,YQ==",
        "seed": None,
    }


def test_the_document_can_be_a_file_or_stdin(
    tmp_path: Path, stdin: Callable[[bytes], None]
) -> None:
    (tmp_path / "in.json").write_text('{"n": 1}')
    assert coerce(tmp_path, json="@in.json", n=INTEGER) == {"n": 1}
    stdin(b'{"n": 2}')
    assert coerce(tmp_path, json="-", n=INTEGER) == {"n": 2}


def test_a_missing_file_in_the_document_is_reported(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'file': cannot read the file 'nope'"):
        coerce(tmp_path, json='{"file": "@nope"}', file=FILE)


def test_null_for_a_required_input_is_reported(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'n': expected an integer, got null"):
        coerce(tmp_path, json='{"n": null}', required="n", n=INTEGER)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("{", "--json: not valid JSON"),
        ("[" * 100_000, "--json: the document is nested too deeply"),
        ("[1]", "--json: expected an object with the inputs"),
        ("@nope.json", "--json: cannot read the file 'nope.json'"),
    ],
)
def test_a_broken_document_is_reported(tmp_path: Path, document: str, expected: str) -> None:
    assert expected in parse(tmp_path, json=document)[0]


def test_a_document_and_single_inputs_exclude_each_other(tmp_path: Path) -> None:
    assert parse(tmp_path, "x=1", json="{}") == ["--json and -i cannot be combined"]


def test_bytes_that_are_no_text_are_refused_with_a_way_to_send_them(tmp_path: Path) -> None:
    (problem,) = parse(tmp_path, "x=\udcff")
    assert problem == "input 'x': not UTF-8 text; send bytes as a file: -i x=@PATH"
    assert "surrogate" in parse(tmp_path, json='{"x": "\\ud800"}')[0]
