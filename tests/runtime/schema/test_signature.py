"""A signature is read as Python means it, and what cannot be read is told with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from cog.errors import SchemaError
from cog.schema.markers import LocalFile
from cog.schema.spec import InputField
from cog.schema.value_types import KINDS
from cog.schema.value_types.alternatives import EnumType, LiteralType, OptionalType, UnionType
from cog.schema.value_types.base import Limits
from cog.schema.value_types.containers import DictType, ListType
from cog.schema.value_types.files import FileType, PathType
from cog.schema.value_types.objects import ObjectType
from cog.schema.value_types.simple import (
    AnyType,
    BooleanType,
    IntegerType,
    NumberType,
    SecretType,
    StringType,
)

if TYPE_CHECKING:
    from ..conftest import DescribeSource, LoadSource

STR, INT, PATH = StringType(), IntegerType(), PathType()

TYPES = {
    "str": STR,
    "int": INT,
    "float": NumberType(),
    "bool": BooleanType(),
    "Path": PATH,
    "__import__('pathlib').Path": PATH,
    "File": FileType(),
    "Secret": SecretType(),
    "pydantic.SecretStr": SecretType(),
    "Any": AnyType(),
    "dict": DictType(AnyType()),
    "Dict[str, int]": DictType(INT),
    "Mapping[str, Any]": DictType(AnyType()),
    "list": ListType(AnyType()),
    "List": ListType(AnyType()),
    "list[str]": ListType(STR),
    "List[List[Path]]": ListType(ListType(PATH)),
    "Sequence[int]": ListType(INT),
    "Optional[int]": OptionalType(INT),
    "Optional[List[str]]": OptionalType(ListType(STR)),
    "list[Optional[int]]": ListType(OptionalType(INT)),
    "Union[int, str]": UnionType((INT, STR)),
    "Union[Path, str, None]": OptionalType(UnionType((PATH, STR))),
    "int | None": OptionalType(INT),
    "Path | str": UnionType((PATH, STR)),
    "Literal['a', 'b']": LiteralType(("a", "b")),
    "Literal[1, None]": OptionalType(LiteralType((1,))),
    "Annotated[int, 'metres']": INT,
    "NewType('Seed', int)": INT,
}


@pytest.mark.parametrize("future", ["", "# future\n"], ids=["evaluated", "as text"])
@pytest.mark.parametrize("annotation", TYPES)
def test_each_type_is_read(annotation: str, future: str, describe_source: DescribeSource) -> None:
    spec = describe_source(f"{future}def predict(x: {annotation}) -> str: ...")
    assert spec.inputs[0].type == TYPES[annotation]


def test_an_annotation_in_quotes_is_read(describe_source: DescribeSource) -> None:
    spec = describe_source("def predict(x: 'List[\"int\"]', y: List['str']) -> 'str': ...")
    assert [each.type for each in spec.inputs] == [ListType(INT), ListType(STR)]


def test_an_enum_is_described_by_its_values(describe_source: DescribeSource) -> None:
    spec = describe_source("""
        class Size(str, enum.Enum):
            SMALL = "s"
            LARGE = "l"
        def predict(size: Size = Size.SMALL) -> str: ...
    """)
    assert spec.inputs[0].type == EnumType("Size", ("s", "l"))
    assert spec.inputs[0].default == "s"


def test_everything_that_input_says_is_kept(describe_source: DescribeSource) -> None:
    spec = describe_source("""
        def predict(
            a: int,
            b: float = Input(1.5, "how much", 0, 10),
            c: str = Input(default="ab", min_length=1, max_length=3, regex="^a", deprecated=True),
            d: Path = Input(accept="image/*"),
        ) -> str: ...
    """)
    assert spec.inputs == (
        InputField("a", INT, required=True),
        InputField("b", NumberType(), False, 1.5, "how much", Limits(ge=0, le=10), order=1),
        InputField("c", STR, False, "ab", None, Limits(None, None, 1, 3, "^a"), True, order=2),
        InputField("d", PATH, required=True, accept="image/*", order=3),
    )


def test_choices_become_a_literal(describe_source: DescribeSource) -> None:
    spec = describe_source("""
        SIZES = {"s": 1, "l": 2}
        def predict(size: str = Input(default="s", choices=SIZES.keys()),
                    scale: Optional[int] = Input(choices=[1, 2])) -> str: ...
    """)
    assert spec.inputs[0].type == LiteralType(("s", "l"))
    assert spec.inputs[1].type == OptionalType(LiteralType((1, 2)))


@pytest.mark.parametrize(
    ("parameter", "required", "nullable"),
    [
        ("x: int", True, False),
        ("x: int = 3", False, False),
        ("x: int = None", False, True),
        ("x: int = Input(default=None)", False, True),
        ("x: int = Input()", True, False),
        ("x: int = Input(default=...)", True, False),
        ("x: Optional[int]", False, True),
        ("x: Optional[int] = 3", False, True),
        ("x: Optional[int] = Input(description='d')", False, True),
    ],
)
def test_what_may_be_left_out_or_null(
    parameter: str, required: bool, nullable: bool, describe_source: DescribeSource
) -> None:
    (found,) = describe_source(f"def predict({parameter}) -> str: ...").inputs
    assert (found.required, found.nullable) == (required, nullable)


def test_a_file_of_the_project_as_default_is_left_to_the_worker(
    describe_source: DescribeSource,
) -> None:
    spec = describe_source("""
        def predict(a: Path = Path("cat.png"), b: Path = "dog.png",
                    c: Path = Input(default="https://example.com/cat.png")) -> str: ...
    """)
    assert [each.default_in_worker for each in spec.inputs] == [True, True, False]
    assert spec.inputs[0].default == LocalFile("cat.png")


def test_a_method_is_read_without_self(load_source: LoadSource) -> None:
    from cog.schema.signature import describe

    loaded = load_source(
        """
        class Predictor(BasePredictor):
            def predict(self, text: str) -> str: ...
    """,
        "Predictor",
    )
    assert [each.name for each in describe(loaded.predict).inputs] == ["text"]


def test_a_decorated_function_is_read_through_its_wrapper(describe_source: DescribeSource) -> None:
    spec = describe_source("""
        # future
        import functools
        def traced(function):
            @functools.wraps(function)
            def wrapper(*args, **kwargs):
                return function(*args, **kwargs)
            return wrapper
        @traced
        def predict(text: str | None) -> str: ...
    """)
    assert spec.inputs[0].type == OptionalType(STR)


OUTPUTS = {
    "str": (STR, False, False),
    "None": (AnyType(), False, False),
    "Any": (AnyType(), False, False),
    "dict": (DictType(AnyType()), False, False),
    "Dict[int, str]": (DictType(STR), False, False),
    "Optional[str]": (OptionalType(STR), False, False),
    "Tuple[int, ...]": (ListType(INT), False, False),
    "Tuple[int, str]": (ListType(AnyType()), False, False),
    "Set[str]": (ListType(STR), False, False),
    "__import__('datetime').datetime": (AnyType(), False, False),
    "Iterator[Path]": (PATH, True, False),
    "Generator[str, None, None]": (STR, True, False),
    "AsyncIterator[int]": (INT, True, False),
    "AsyncGenerator[int, None]": (INT, True, False),
    "Iterator": (AnyType(), True, False),
    "ConcatenateIterator[str]": (STR, True, True),
    "ConcatenateIterator": (STR, True, True),
    "AsyncConcatenateIterator[str]": (STR, True, True),
}


@pytest.mark.parametrize("annotation", OUTPUTS)
def test_each_return_type_is_read(annotation: str, describe_source: DescribeSource) -> None:
    output = describe_source(f"def predict() -> {annotation}: ...").output
    assert (output.type, output.iterator, output.concatenate) == OUTPUTS[annotation]


@pytest.mark.parametrize(
    "declaration",
    [
        "class Result(BaseModel):\n    text: str\n    score: float = 0.5",
        "class Result(pydantic.BaseModel):\n    text: str\n    score: float = 0.5",
        "import pydantic.v1\n"
        "class Result(pydantic.v1.BaseModel):\n    text: str\n    score: float = 0.5",
        "import dataclasses\n"
        "@dataclasses.dataclass\nclass Result:\n    text: str\n    score: float = 0.5",
        "class Result(TypedDict):\n    text: str\n    score: NotRequired[float]",
        "class Result(TypedDict):\n    text: 'Required[str]'\n    score: NotRequired['float']",
    ],
    ids=["cog", "pydantic 2", "pydantic 1", "dataclass", "TypedDict", "TypedDict in quotes"],
)
def test_a_class_with_fields_is_an_object(
    declaration: str, describe_source: DescribeSource
) -> None:
    kind = describe_source(f"{declaration}\ndef predict() -> Result: ...").output.type
    assert isinstance(kind, ObjectType)
    assert kind.name == "Result"
    fields = [(f.name, f.type, f.required) for f in kind.fields]
    assert fields == [("text", STR, True), ("score", NumberType(), False)]


def test_a_class_that_contains_itself_is_described_to_its_first_level(
    describe_source: DescribeSource,
) -> None:
    kind = describe_source("""
        # future
        class Node(BaseModel):
            children: List[Node] = []
        def predict() -> Node: ...
    """).output.type
    assert isinstance(kind, ObjectType)
    assert kind.fields[0].type == ListType(AnyType())


def test_an_unknown_field_of_an_output_may_be_anything(describe_source: DescribeSource) -> None:
    kind = describe_source("""
        class Result(BaseModel):
            model_config = {"arbitrary_types_allowed": True}
            other: typing.Pattern
        def predict() -> Result: ...
    """).output.type
    assert isinstance(kind, ObjectType)
    assert kind.fields[0].type == AnyType()


REFUSED = {
    "def predict(x) -> str: ...": "No input type provided for parameter `x`. Supported input "
    "types are: str, int, float, bool, cog.Path, cog.File, cog.Secret, ",
    "def predict(x: complex) -> str: ...": "Unsupported input type complex for parameter `x`. Sup",
    "def predict(x: List[complex]) -> str: ...": "Unsupported input type complex for",
    "def predict(x: Dict[int, str]) -> str: ...": "Unsupported input type typing.Dict[int, str]",
    "def predict(x: 'Missing') -> str: ...": "NameError: name 'Missing' is not defined",
    "def predict(*x: str) -> str: ...": "`x` cannot stand for any number",
    "def predict(**x: str) -> str: ...": "`x` cannot stand for any number",
    "def predict(x: str, /) -> str: ...": "parameter `x` is positional-only",
    "def predict(x: str = Input(ge=1)) -> str: ...": "ge has no meaning for this type",
    "def predict(x: int = Input(max_length=1)) -> str: ...": "max_length has no meaning",
    "def predict(x: str = Input(regex='(')) -> str: ...": "regex '(' is not valid",
    "def predict(x: str = Input(accept='*/*')) -> str: ...": "accept is only valid on Path or File",
    "def predict(x: Path = Input(choices=['a'])) -> str: ...": "choices can only be used with str",
    "def predict(x: int = Input(choices=['a'])) -> str: ...": "the choice",
    "def predict(x: int = Input(choices=[])) -> str: ...": "choices is empty",
    "def predict(x: int = Input(9, choices=[1])) -> str: ...": "the default 9 is not one of the ch",
    "def predict(x: int = Input(0, ge=1)) -> str: ...": "the default 0 is less than ge=1",
    "def predict(x: float = Input(2.5, le=2)) -> str: ...": "2.5 is greater than le=2",
    "def predict(x: str = Input('', min_length=1)) -> str: ...": "'' is shorter than min_length=1",
    "def predict(x: str = Input('ab', max_length=1)) -> str: ...": "'ab' is longer than max_length",
    "def predict(x: str = Input('b', regex='^a')) -> str: ...": "'b' does not match regex='^a'",
    "def predict(x: list[int] = Input([0], ge=1)) -> str: ...": "0 is less than ge=1",
    "def predict(x: Any = object()) -> str: ...": "the default cannot be sent",
    "def predict(x: str): ...": "No return type. Say what is returned; `-> Any`",
    "def predict() -> complex: ...": "Unsupported return type complex. Supported are str, int",
    "def predict() -> 'Missing': ...": "NameError: name 'Missing' is not defined",
    "def predict() -> ConcatenateIterator[int]: ...": "its items have to be `str`",
}


@pytest.mark.parametrize("source", REFUSED)
def test_what_cannot_be_described_is_reported(source: str, describe_source: DescribeSource) -> None:
    with pytest.raises(SchemaError) as caught:
        describe_source(source)
    assert REFUSED[source] in str(caught.value)


def test_all_problems_are_reported_with_file_line_and_function(
    describe_source: DescribeSource,
) -> None:
    with pytest.raises(SchemaError) as caught:
        describe_source("""
            def predict(
                good: str,
                bad,
                worse: complex,
            ): ...
        """)
    places = [problem.split(": ")[:2] for problem in caught.value.problems]
    assert places == [
        ["predict.py:8", "predict"],
        ["predict.py:9", "predict"],
        ["predict.py:6", "predict"],
    ]


def test_every_value_type_is_listed_as_supported() -> None:
    assert all(kind.shown_as for kind in KINDS)
