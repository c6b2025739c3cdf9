"""The SDK's types behave in a model's own code as they do in signatures."""

from __future__ import annotations

import io
import pathlib
import pickle
from typing import Any

import cog
import pydantic
import pydantic.v1
import pytest


def test_a_path_is_a_path_of_the_standard_library() -> None:
    path = cog.Path("a/b.txt")
    assert isinstance(path, pathlib.Path)
    assert isinstance(path.parent / "c", cog.Path)
    assert pickle.loads(pickle.dumps(path)) == path


@pytest.mark.parametrize("base", [pydantic.BaseModel, pydantic.v1.BaseModel])
def test_files_may_be_fields_of_either_pydantic(base: Any) -> None:
    class Result(base):  # type: ignore[misc]
        path: cog.Path
        file: cog.File

    result = Result(path=pathlib.Path("a"), file=io.BytesIO(b"b"))
    assert (result.path, result.file.read()) == (pathlib.Path("a"), b"b")
    assert type(Result(path="a", file=io.BytesIO()).path) is cog.Path
    with pytest.raises(ValueError, match="an open file was expected, not str"):
        Result(path="a", file="b")


def test_a_model_with_files_has_a_json_schema() -> None:
    class Result(pydantic.BaseModel):
        path: cog.Path

    assert Result.model_json_schema()["properties"]["path"]["format"] == "uri"
    assert Result(path=cog.Path("a")).model_dump_json() == '{"path":"a"}'


def test_a_secret_does_not_show() -> None:
    secret = cog.Secret("s3cret")
    assert "s3cret" not in f"{secret} {secret!r} {[secret]}"
    assert secret.get_secret_value() == "s3cret"


def test_a_cancelation_passes_through_except_exception() -> None:
    def stubborn() -> None:
        try:
            raise cog.CancelationException
        except Exception:
            pass

    with pytest.raises(cog.CancelationException):
        stubborn()


def test_input_takes_its_arguments_by_position() -> None:
    info = cog.Input(1, "d", 0, 2, 3, 4, "r", [1])
    assert (info.default, info.description, info.ge, info.le) == (1, "d", 0, 2)
    assert (info.min_length, info.max_length, info.regex, info.choices) == (3, 4, "r", [1])
