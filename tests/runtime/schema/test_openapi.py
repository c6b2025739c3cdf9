"""The OpenAPI document has the shapes that clients of Cog models know, and is valid."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cog import __version__
from cog.schema.openapi import document
from openapi_spec_validator import validate

from .test_spec import EVERYTHING

if TYPE_CHECKING:
    from pathlib import Path

    from ..conftest import DescribeSource


def schemas(describe_source: DescribeSource, source: str) -> dict[str, Any]:
    made = document(describe_source(source), version="1")
    validate(made)
    found: dict[str, Any] = made["components"]["schemas"]
    return found


def test_the_document_of_a_rich_model_is_valid(describe_source: DescribeSource) -> None:
    spec = describe_source(EVERYTHING)
    validate(document(spec, version="1.2.3"))
    validate(document(spec, version="1.2.3", train=spec))


def test_the_head_and_the_paths(describe_source: DescribeSource) -> None:
    made = document(describe_source("def predict() -> str: ..."), version="1.2.3")
    assert (made["openapi"], made["info"]) == ("3.0.2", {"title": "Cog", "version": "1.2.3"})
    found = {
        path: {m: o["operationId"] for m, o in ms.items()} for path, ms in made["paths"].items()
    }
    assert found == {
        "/": {"get": "root__get"},
        "/health-check": {"get": "healthcheck_health_check_get"},
        "/predictions": {"post": "predict_predictions_post"},
        "/predictions/{prediction_id}": {
            "put": "predict_idempotent_predictions__prediction_id__put"
        },
        "/predictions/{prediction_id}/cancel": {
            "post": "cancel_predictions__prediction_id__cancel_post"
        },
        "/shutdown": {"post": "start_shutdown_shutdown_post"},
    }


def test_trainings_have_paths_and_components_of_their_own(describe_source: DescribeSource) -> None:
    train = describe_source("def predict(steps: int) -> str: ...")
    made = document(describe_source("def predict(a: str) -> int: ..."), version="1", train=train)
    assert {"/trainings", "/trainings/{training_id}", "/trainings/{training_id}/cancel"} <= set(
        made["paths"]
    )
    components = made["components"]["schemas"]
    assert list(components["TrainingInput"]["properties"]) == ["steps"]
    assert components["TrainingOutput"] == {"title": "TrainingOutput", "type": "string"}
    request = components["TrainingRequest"]["properties"]["input"]
    assert request == {"$ref": "#/components/schemas/TrainingInput"}


def test_the_components_that_every_model_has(describe_source: DescribeSource) -> None:
    found = schemas(describe_source, "def predict() -> str: ...")
    assert list(found) == [
        "HTTPValidationError",
        "Input",
        "Output",
        "PredictionRequest",
        "PredictionResponse",
        "Status",
        "ValidationError",
        "WebhookEvent",
    ]
    assert found["Input"] == {"title": "Input", "type": "object", "properties": {}}
    assert found["Status"]["enum"] == ["starting", "processing", "succeeded", "canceled", "failed"]
    assert found["PredictionRequest"]["properties"]["webhook"] == {
        "title": "Webhook",
        "type": "string",
        "format": "uri",
        "minLength": 1,
        "maxLength": 65536,
    }
    assert found["ValidationError"]["required"] == ["loc", "msg", "type"]


PROPERTIES = {
    "x: str": {"title": "X", "type": "string", "x-order": 0},
    "num_steps: int = 3": {"title": "Num Steps", "type": "integer", "default": 3, "x-order": 0},
    "x: float = Input(default=0, ge=0, le=2.5, description='how much')": {
        "title": "X",
        "type": "number",
        "minimum": 0,
        "maximum": 2.5,
        "default": 0,
        "description": "how much",
        "x-order": 0,
    },
    "x: str = Input(min_length=1, max_length=2, regex='a')": {
        "title": "X",
        "type": "string",
        "minLength": 1,
        "maxLength": 2,
        "pattern": "a",
        "x-order": 0,
    },
    "x: bool = False": {"title": "X", "type": "boolean", "default": False, "x-order": 0},
    "x: Path = Input(accept='image/*', deprecated=True)": {
        "title": "X",
        "type": "string",
        "format": "uri",
        "deprecated": True,
        "x-cog-accept": "image/*",
        "x-order": 0,
    },
    "x: File": {"title": "X", "type": "string", "format": "uri", "x-order": 0},
    "x: Secret = pydantic.SecretStr('s')": {
        "title": "X",
        "type": "string",
        "format": "password",
        "writeOnly": True,
        "x-cog-secret": True,
        "x-order": 0,
    },
    "x: List[int] = Input(default=[1], ge=0, max_length=2)": {
        "title": "X",
        "type": "array",
        "items": {"type": "integer", "minimum": 0},
        "maxItems": 2,
        "default": [1],
        "x-order": 0,
    },
    "x: Optional[int]": {"title": "X", "type": "integer", "nullable": True, "x-order": 0},
    "x: int = None": {"title": "X", "type": "integer", "nullable": True, "x-order": 0},
    "x: Union[Path, str]": {
        "title": "X",
        "anyOf": [{"type": "string", "format": "uri"}, {"type": "string"}],
        "x-order": 0,
    },
    "x: List[Optional[Union[str, int]]]": {
        "title": "X",
        "type": "array",
        "items": {
            "anyOf": [{"type": "string"}, {"type": "integer"}, {"enum": [None], "nullable": True}],
            "nullable": True,
        },
        "x-order": 0,
    },
    "x: dict": {"title": "X", "type": "object", "x-order": 0},
    "x: Dict[str, int]": {
        "title": "X",
        "type": "object",
        "additionalProperties": {"type": "integer"},
        "x-order": 0,
    },
    "x: Any": {"title": "X", "x-order": 0},
    "x: List[Literal['a']]": {
        "title": "X",
        "type": "array",
        "items": {"type": "string", "enum": ["a"]},
        "x-order": 0,
    },
}


@pytest.mark.parametrize("parameter", PROPERTIES)
def test_a_parameter_is_a_property(parameter: str, describe_source: DescribeSource) -> None:
    found = schemas(describe_source, f"def predict({parameter}) -> str: ...")["Input"]
    (only,) = found["properties"].values()
    assert only == PROPERTIES[parameter]


def test_only_inputs_without_default_are_required(describe_source: DescribeSource) -> None:
    source = "def predict(b: str, a: int, c: int = 1, *, d: Optional[str], e: str) -> str: ..."
    assert schemas(describe_source, source)["Input"]["required"] == ["b", "a", "e"]


@pytest.mark.parametrize(
    "parameter",
    [
        "mode: str = Input(default='a', choices=['a', 'b'], description='d')",
        "mode: Literal['a', 'b'] = Input(default='a', description='d')",
    ],
)
def test_choices_are_a_component(parameter: str, describe_source: DescribeSource) -> None:
    found = schemas(describe_source, f"def predict({parameter}) -> str: ...")
    assert found["Input"]["properties"]["mode"] == {
        "allOf": [{"$ref": "#/components/schemas/mode"}],
        "description": "d",
        "default": "a",
        "x-order": 0,
    }
    assert found["mode"] == {
        "title": "mode",
        "enum": ["a", "b"],
        "type": "string",
        "description": "An enumeration.",
    }


def test_choices_never_take_the_place_of_another_component(
    describe_source: DescribeSource,
) -> None:
    spec = describe_source("def predict(Output: Literal['a'], m: Literal[1]) -> str: ...")
    train = describe_source("def predict(m: Literal[2]) -> str: ...")
    made = document(spec, version="1", train=train)
    validate(made)
    components = made["components"]["schemas"]
    assert components["Output"] == {"title": "Output", "type": "string"}
    assert components["Output_2"]["enum"] == ["a"]
    assert (components["m"]["enum"], components["m_2"]["enum"]) == ([1], [2])


OUTPUTS = {
    "str": {"title": "Output", "type": "string"},
    "Path": {"title": "Output", "type": "string", "format": "uri"},
    "List[Path]": {
        "title": "Output",
        "type": "array",
        "items": {"type": "string", "format": "uri"},
    },
    "Iterator[int]": {
        "title": "Output",
        "type": "array",
        "items": {"type": "integer"},
        "x-cog-array-type": "iterator",
    },
    "ConcatenateIterator[str]": {
        "title": "Output",
        "type": "array",
        "items": {"type": "string"},
        "x-cog-array-type": "iterator",
        "x-cog-array-display": "concatenate",
    },
    "Any": {"title": "Output"},
    "None": {"title": "Output"},
    "Optional[str]": {"title": "Output", "type": "string", "nullable": True},
}


@pytest.mark.parametrize("annotation", OUTPUTS)
def test_a_return_type_is_the_output(annotation: str, describe_source: DescribeSource) -> None:
    found = schemas(describe_source, f"def predict() -> {annotation}: ...")
    assert found["Output"] == OUTPUTS[annotation]


RESULT = """
class Part(BaseModel):
    n: int
class {0}(BaseModel):
    text: str = pydantic.Field(description="d")
    file: Optional[Path] = None
    part: Part
def predict() -> {0}: ...
"""
FIELDS = {
    "text": {"title": "Text", "type": "string", "description": "d"},
    "file": {"title": "File", "type": "string", "format": "uri", "nullable": True},
    "part": {"$ref": "#/components/schemas/Part"},
}


def test_a_class_called_output_is_the_component(describe_source: DescribeSource) -> None:
    assert schemas(describe_source, RESULT.format("Output"))["Output"] == {
        "title": "Output",
        "type": "object",
        "properties": FIELDS,
        "required": ["text", "part"],
    }


def test_a_class_of_another_name_is_referred_to(describe_source: DescribeSource) -> None:
    found = schemas(describe_source, RESULT.format("Result"))
    assert found["Output"] == {"title": "Output", "$ref": "#/components/schemas/Result"}
    assert found["Result"]["properties"] == FIELDS
    assert found["Part"]["required"] == ["n"]


def test_the_command_prints_the_document_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "predict.py").write_text(
        "import os\nprint('hello')\nos.system('echo hello')\ndef predict(a: str) -> str: ...\n"
    )
    command = [sys.executable, "-m", "cog.schema", "predict.py:predict"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["info"]["version"] == __version__
    assert done.stderr.count("hello") == 2


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "predict.py").write_text("def predict(a) -> str: ...\n")
    command = [sys.executable, "-m", "cog.schema", "predict.py:predict"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("predict.py:1: predict: No input type provided for parameter `a`")
