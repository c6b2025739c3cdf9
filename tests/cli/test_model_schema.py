from __future__ import annotations

from typing import Any

from cog_cli.model_schema import read_document


def document(**schemas: Any) -> Any:
    return {"components": {"schemas": schemas}}


def test_inputs_come_in_the_order_of_the_signature() -> None:
    properties = {"b": {"x-order": 1}, "a": {"x-order": 0}}
    schema = read_document(document(Input={"properties": properties, "required": ["b"]}))
    assert list(schema.inputs or ()) == ["a", "b"]
    assert schema.required == {"b"}


def test_choices_are_found_behind_their_reference() -> None:
    choice = {"allOf": [{"$ref": "#/components/schemas/size"}], "x-order": 0}
    schemas = {"size": {"type": "string", "enum": ["s", "m"]}}
    schema = read_document(document(Input={"properties": {"size": choice}}, **schemas))
    assert (schema.inputs or {})["size"] == {"type": "string", "enum": ["s", "m"], "x-order": 0}


def test_a_default_that_looks_like_a_reference_is_left_alone() -> None:
    field = {"type": "object", "default": {"$ref": "x"}}
    schema = read_document(document(Input={"properties": {"a": field}}))
    assert (schema.inputs or {})["a"] == field


def test_an_output_of_another_name_is_found() -> None:
    schemas = {
        "Output": {"$ref": "#/components/schemas/Mine", "title": "Output"},
        "Mine": {"type": "object", "properties": {"file": {"type": "string", "format": "uri"}}},
    }
    output = read_document(document(**schemas)).output
    assert output["properties"]["file"]["format"] == "uri"


def test_a_type_that_contains_itself_ends() -> None:
    tree = {"type": "object", "properties": {"child": {"$ref": "#/components/schemas/Output"}}}
    assert read_document(document(Output=tree)).output["type"] == "object"


def test_a_document_without_inputs_says_nothing_about_them() -> None:
    assert read_document({}).inputs is None
