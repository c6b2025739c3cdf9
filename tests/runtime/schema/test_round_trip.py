"""Whatever the types are: a value that the schema allows is taken, arrives, and goes back as is."""

from __future__ import annotations

import json
from typing import Any

from cog.schema.codec import decode_inputs, encode_output
from cog.schema.components import Components
from cog.schema.spec import InputField, OutputSpec, PredictorSpec
from cog.schema.validate import InputValidator, OutputValidator
from cog.schema.value_types.alternatives import LiteralType, OptionalType
from cog.schema.value_types.base import ValueType
from cog.schema.value_types.containers import DictType, ListType
from cog.schema.value_types.objects import ObjectField, ObjectType
from cog.schema.value_types.simple import (
    AnyType,
    BooleanType,
    IntegerType,
    NumberType,
    StringType,
)
from hypothesis import given
from hypothesis import strategies as st
from openapi_schema_validator import OAS30Validator

#: A type, and how its values are made.
Typed = tuple[ValueType, st.SearchStrategy[Any]]

TEXT = st.text(st.characters(codec="utf-8"))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SIMPLE: list[Typed] = [
    (StringType(), TEXT),
    (IntegerType(), st.integers()),
    (NumberType(), NUMBERS),
    (BooleanType(), st.booleans()),
    (LiteralType(("a", 1)), st.sampled_from(["a", 1])),
    (AnyType(), st.dictionaries(TEXT, st.none() | st.integers() | TEXT)),
]


def containers(inner: st.SearchStrategy[Typed]) -> st.SearchStrategy[Typed]:
    def thing(fields: dict[str, Typed]) -> Typed:
        described = tuple(ObjectField(n, kind, required=True) for n, (kind, _) in fields.items())
        values = {name: made for name, (_, made) in fields.items()}
        return ObjectType("Thing", described, dict), st.fixed_dictionaries(values)

    return st.one_of(
        inner.map(lambda t: (ListType(t[0]), st.lists(t[1], max_size=4))),
        inner.map(lambda t: (DictType(t[0]), st.dictionaries(TEXT, t[1], max_size=4))),
        inner.map(lambda t: (OptionalType(t[0]), st.none() | t[1])),
        st.dictionaries(st.sampled_from(["a", "b_c", "d"]), inner).map(thing),
    )


TYPED: st.SearchStrategy[Typed] = st.recursive(st.sampled_from(SIMPLE), containers, max_leaves=6)


def spec_of(kind: ValueType) -> PredictorSpec:
    return PredictorSpec((InputField("x", kind, required=True),), OutputSpec(kind))


def no_directory() -> str:
    raise AssertionError


@given(st.data())
def test_a_value_comes_back_as_it_was_sent(data: st.DataObject) -> None:
    kind, values = data.draw(TYPED)
    value = data.draw(values)
    spec = spec_of(kind)
    valid = InputValidator(spec).validate({"x": value}).values
    encoded = encode_output(decode_inputs(spec, valid)["x"], no_directory)
    assert encoded == value
    OutputValidator(spec).check(encoded)


@given(st.data())
def test_the_published_schema_allows_what_is_taken(data: st.DataObject) -> None:
    kind, values = data.draw(TYPED)
    components = Components({})
    schema = kind.json_schema(components)
    document = {**schema, "components": {"schemas": components.schemas}}
    OAS30Validator(document).validate(data.draw(values))


@given(TYPED)
def test_every_type_survives_the_wire(typed: Typed) -> None:
    spec = spec_of(typed[0])
    assert PredictorSpec.from_wire(json.loads(json.dumps(spec.to_wire()))) == spec
