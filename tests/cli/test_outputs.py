from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from cog_cli import console
from cog_cli.errors import CogError
from cog_cli.outputs import Target, choose_target, write_output, write_response

STRING = {"type": "string"}
FILE = {"type": "string", "format": "uri"}
PNG = "data:image/png;base64,cGl4ZWxz"
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path.cwd()


def write(output: Any, schema: Any, option: str | None = None) -> None:
    problems: list[str] = []
    target = choose_target(option, Path.cwd(), problems)
    assert problems == []
    write_output(output, schema, target)


def test_text_is_printed_as_it_is(capsys: Captured) -> None:
    write('a "b" ü\n', STRING)
    assert capsys.readouterr() == ('a "b" ü\n\n', "")


def test_text_goes_to_a_file_as_it_is(directory: Path, capsys: Captured) -> None:
    write("hello", STRING, "@out.txt")
    assert (directory / "out.txt").read_text() == "hello"
    assert capsys.readouterr() == ("", "Written output to out.txt\n")


@pytest.mark.parametrize(
    ("output", "schema", "printed"),
    [
        (3, {"type": "integer"}, "3\n"),
        (True, {"type": "boolean"}, "true\n"),
        ("", STRING, "\n"),
        ({"a": ["ü", None]}, {"type": "object"}, '{\n  "a": [\n    "ü",\n    null\n  ]\n}\n'),
        ([], {"type": "array", "items": FILE}, "[]\n"),
        ("text", {}, '"text"\n'),
        (["a", "b"], {"type": "array", "items": STRING}, '[\n  "a",\n  "b"\n]\n'),
        ("https://e.com/a.png", FILE, "https://e.com/a.png\n"),
        ("data:,not a file", STRING, "data:,not a file\n"),
        ("text", {"anyOf": [STRING, {"type": "null"}]}, "text\n"),
    ],
)
def test_an_output_is_printed_by_its_schema(
    output: Any, schema: Any, printed: str, capsys: Captured
) -> None:
    write(output, schema)
    assert capsys.readouterr().out == printed


def test_json_goes_to_a_file(directory: Path) -> None:
    write({"a": 1}, {"type": "object"}, "out.json")
    assert json.loads((directory / "out.json").read_text()) == {"a": 1}


def test_pieces_of_text_are_a_list_for_scripts(capsys: Captured) -> None:
    schema = {"type": "array", "items": STRING, "x-cog-array-display": "concatenate"}
    write(["Hel", "lo"], schema)
    assert json.loads(capsys.readouterr().out) == ["Hel", "lo"]


def test_pieces_of_text_are_joined_on_a_terminal(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "result_is_read_by_a_person", lambda: True)
    schema = {"type": "array", "items": STRING, "x-cog-array-display": "concatenate"}
    write(["Hel", "lo"], schema)
    assert capsys.readouterr().out == "Hello\n"


def test_a_file_is_saved_with_the_extension_of_its_type(directory: Path, capsys: Captured) -> None:
    write(PNG, FILE)
    assert (directory / "output.png").read_bytes() == b"pixels"
    assert capsys.readouterr() == ("", "Written output to output.png\n")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("data:None;base64,YQ==", "output"),
        ("data:application/octet-stream;base64,YQ==", "output"),
        ("data:text/plain;charset=utf-8;base64,YQ==", "output.txt"),
        ("data:text/plain,%61", "output.txt"),
    ],
)
def test_odd_data_urls_are_read(directory: Path, url: str, name: str) -> None:
    write(url, FILE)
    assert (directory / name).read_bytes() == b"a"


def test_a_file_is_saved_at_exactly_the_path_that_was_asked_for(directory: Path) -> None:
    write(PNG, FILE, "picture")
    assert (directory / "picture").read_bytes() == b"pixels"


def test_files_are_numbered(directory: Path, capsys: Captured) -> None:
    write([PNG, "data:text/plain;base64,YQ=="], {"type": "array", "items": FILE})
    assert (directory / "output.0.png").read_bytes() == b"pixels"
    assert (directory / "output.1.txt").read_bytes() == b"a"
    assert capsys.readouterr().out == ""


def test_numbered_files_take_the_name_that_was_asked_for(directory: Path) -> None:
    write([PNG, PNG], {"type": "array", "items": FILE}, "cat.jpg")
    assert sorted(path.name for path in directory.iterdir()) == ["cat.0.png", "cat.1.png"]


def test_files_in_an_object_are_saved_and_named_in_it(directory: Path, capsys: Captured) -> None:
    schema = {
        "type": "object",
        "properties": {"mask": FILE, "parts": {"type": "array", "items": FILE}, "text": STRING},
    }
    write({"mask": PNG, "parts": [PNG], "text": PNG}, schema)
    assert json.loads(capsys.readouterr().out) == {
        "mask": "output.mask.png",
        "parts": ["output.parts.0.png"],
        "text": PNG,
    }
    assert (directory / "output.parts.0.png").read_bytes() == b"pixels"


def test_a_key_cannot_lead_out_of_the_directory(directory: Path) -> None:
    write({"../../x": PNG}, {"type": "object"})
    assert [path.name for path in directory.iterdir()] == ["output.______x.png"]


def test_no_output_is_a_warning(capsys: Captured) -> None:
    write(None, STRING)
    assert capsys.readouterr() == ("", "Warning: No output generated\n")


def test_an_output_goes_into_a_directory_that_exists(directory: Path) -> None:
    (directory / "sub").mkdir()
    write(PNG, FILE, "sub")
    assert (directory / "sub" / "output.png").read_bytes() == b"pixels"


def test_a_missing_directory_is_reported_beforehand(directory: Path) -> None:
    problems: list[str] = []
    choose_target("missing/out.png", directory, problems)
    choose_target("missing/", directory, problems)
    assert [problem.split(":")[0] for problem in problems] == [
        "cannot write to 'missing/out.png'",
        "cannot write to 'missing/'",
    ]


def test_a_path_that_cannot_be_written_is_reported(directory: Path) -> None:
    (directory / "output.png").mkdir()
    with pytest.raises(CogError, match=r"cannot write output.png: Is a directory"):
        write(PNG, FILE)


def test_a_broken_data_url_is_reported() -> None:
    with pytest.raises(CogError, match="not a valid data URL"):
        write("data:image/png;base64,a", FILE)


def test_a_lone_surrogate_does_not_lose_the_output(directory: Path, capsys: Captured) -> None:
    write("a\ud800b", STRING)
    assert capsys.readouterr().out == "a\\ud800b\n"
    write(["a\ud800b"], {"type": "array"}, "out.json")
    assert json.loads((directory / "out.json").read_text(errors="surrogatepass"))


def test_a_response_is_printed_whole_with_its_files_saved(
    directory: Path, capsys: Captured
) -> None:
    prediction = {"status": "succeeded", "output": PNG, "metrics": {"predict_time": 1}, "id": "x"}
    write_response(prediction, FILE, Target(directory))
    assert json.loads(capsys.readouterr().out) == {
        "status": "succeeded",
        "output": "output.png",
        "error": None,
        "metrics": {"predict_time": 1},
    }
    assert (directory / "output.png").read_bytes() == b"pixels"
