"""Requests and outputs are held against the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cog.errors import InputInvalid, OutputInvalid
from cog.schema.markers import FileURL, LocalFile
from cog.schema.validate import InputValidator, OutputValidator

if TYPE_CHECKING:
    from ..conftest import DescribeSource

URL = "https://example.com/cat.png"


@pytest.fixture
def validator(describe_source: DescribeSource) -> InputValidator:
    """Of a function with one parameter of each kind."""
    return InputValidator(
        describe_source("""
            class Size(enum.Enum):
                SMALL = "s"
            def predict(
                text: str = Input(default="t", min_length=1, regex="^(?!x)"),
                count: int = Input(default=3, ge=1.5, le=10),
                ratio: float = 0.5,
                flag: bool = False,
                image: Path = None,
                document: File = Input(default=None),
                key: Secret = None,
                keys: List[Secret] = [],
                some: Union[List[Secret], Dict[str, Secret]] = [],
                either: Union[str, Path] = "e",
                choice: int = Input(default=1, choices=[1, 2]),
                letter: Literal["a", "b"] = "a",
                size: Size = Size.SMALL,
                numbers: List[int] = Input(default=[1], ge=0, max_length=3),
                maybe: Optional[int] = 3,
                images: Dict[str, List[Path]] = {},
                mixed: Union[int, str, List[int]] = 0,
                anything: Any = None,
            ) -> str: ...
        """)
    )


@pytest.mark.parametrize(
    ("name", "sent", "received"),
    [
        ("text", "hello", "hello"),
        ("count", "4", 4),
        ("count", 4.0, 4),
        ("ratio", 1, 1.0),
        ("ratio", "1.5", 1.5),
        ("flag", "true", True),
        ("image", URL, FileURL(URL)),
        ("image", "data:text/plain,hi", FileURL("data:text/plain,hi")),
        ("image", None, None),
        ("document", "HTTP://example.com", FileURL("HTTP://example.com")),
        ("key", "s3cret", "s3cret"),
        ("either", URL, FileURL(URL)),
        ("either", "words", "words"),
        ("choice", 2, 2),
        ("choice", "2", 2),
        ("letter", "b", "b"),
        ("size", "s", "s"),
        ("numbers", ["1", 2], [1, 2]),
        ("maybe", None, None),
        ("images", {"a": [URL]}, {"a": [FileURL(URL)]}),
        ("mixed", 3, 3),
        ("mixed", "3", "3"),
        ("mixed", [3], [3]),
        ("anything", {"a": [None]}, {"a": [None]}),
    ],
)
def test_a_valid_value_is_taken(
    name: str, sent: Any, received: Any, validator: InputValidator
) -> None:
    value = validator.validate({name: sent}).values[name]
    assert (value, type(value)) == (received, type(received))


@pytest.mark.parametrize(
    ("name", "sent", "message"),
    [
        ("text", 3, "Input should be a valid string"),
        ("text", None, "Input should be a valid string"),
        ("text", "", "String should have at least 1 character"),
        ("text", "xy", "String should match pattern '^(?!x)'"),
        ("count", "no", "Input should be a valid integer, unable to parse string as an integer"),
        ("count", 1, "Input should be greater than or equal to 2"),
        ("count", 11, "Input should be less than or equal to 10"),
        ("ratio", "nan", "Input should be a finite number"),
        ("flag", "perhaps", "Input should be a valid boolean, unable to interpret input"),
        ("image", "cat.png", "is not a valid URL scheme"),
        ("image", "file:///etc/passwd", "is not a valid URL scheme"),
        ("image", "data:nothing", "is not a valid URL scheme"),
        ("image", 3, "Input should be a valid string"),
        ("key", 3, "Input should be a valid string"),
        ("choice", 3, "Input should be 1 or 2"),
        ("letter", "c", "Input should be 'a' or 'b'"),
        ("size", "SMALL", "Input should be 's'"),
        ("numbers", [1, 1, 1, 1], "List should have at most 3 items after validation, not 4"),
    ],
)
def test_a_bad_value_is_reported_in_the_words_of_fastapi(
    name: str, sent: Any, message: str, validator: InputValidator
) -> None:
    with pytest.raises(InputInvalid) as caught:
        validator.validate({name: sent})
    (error,) = caught.value.errors
    assert set(error) == {"loc", "msg", "type"}
    assert error["loc"] == ["body", "input", name]
    assert message in error["msg"]


def test_the_place_inside_a_value_is_reported(validator: InputValidator) -> None:
    with pytest.raises(InputInvalid) as caught:
        validator.validate({"numbers": [0, -1], "images": {"a": ["x"]}, "mixed": None})
    places = [error["loc"][2:] for error in caught.value.errors]
    mixed = [["mixed", "int"], ["mixed", "str"], ["mixed", "list"]]
    assert places == [["numbers", 1], ["images", "a", 0], *mixed]


def test_a_missing_input_is_named(describe_source: DescribeSource) -> None:
    validator = InputValidator(describe_source("def predict(a: str, b: int) -> str: ..."))
    with pytest.raises(InputInvalid, match=r"a: Field required\nb: Field required") as caught:
        validator.validate({})
    first = {"loc": ["body", "input", "a"], "msg": "Field required", "type": "missing"}
    assert caught.value.errors[0] == first


def test_defaults_are_filled_in(validator: InputValidator) -> None:
    values = validator.validate({"count": 5}).values
    assert (values["count"], values["text"], values["numbers"]) == (5, "t", [1])
    assert values["image"] is None
    assert values["size"] == "s"


def test_the_default_of_a_file_is_a_file(describe_source: DescribeSource) -> None:
    spec = describe_source(f"""
        def predict(one: Path = Input("{URL}"), many: List[Path] = ["{URL}"],
                    own: Path = Path("cat.png")) -> str: ...
    """)
    validator = InputValidator(spec)
    found = validator.validate({})
    assert found.values == {"one": FileURL(URL), "many": [FileURL(URL)]}
    assert found.has_files
    found.values["many"][0] = LocalFile("downloaded")
    assert validator.validate({}).values["many"] == [FileURL(URL)]


def test_unknown_inputs_are_listed_and_left_out(validator: InputValidator) -> None:
    found = validator.validate({"text": "a", "txet": "b"})
    assert found.unknown == ("txet",)
    assert "txet" not in found.values


def test_files_are_announced(validator: InputValidator) -> None:
    assert not validator.validate({"text": URL, "either": "words"}).has_files
    assert validator.validate({"either": URL}).has_files
    assert validator.validate({"images": {"a": [URL]}}).has_files


def test_secrets_are_masked_also_where_they_are_not_valid(validator: InputValidator) -> None:
    raw = {"text": "a", "key": 3, "keys": ["s"], "some": ["s"], "other": 1}
    stars = "*" * 10
    shown = {"text": "a", "key": stars, "keys": [stars], "some": stars, "other": 1}
    assert validator.redact(raw) == shown
    assert validator.redact({"keys": "s", "key": None}) == {"keys": stars, "key": None}
    assert raw["key"] == 3


FITTING = [
    ("str", "text"),
    ("str", ""),
    ("str", None),
    ("str", LocalFile("/x")),
    ("int", 0),
    ("float", 1),
    ("Path", LocalFile("/x")),
    ("Path", URL),
    ("File", LocalFile("/x")),
    ("List[Path]", [LocalFile("/x")]),
    ("Optional[int]", None),
    ("Union[Path, int]", LocalFile("/x")),
    ("Any", {"a": [LocalFile("/x")]}),
    ("dict", {"a": [LocalFile("/x")]}),
    ("Result", {"file": LocalFile("/x")}),
    ("Result", {"file": LocalFile("/x"), "score": 1, "more": 2}),
    ("None", 3),
]


@pytest.mark.parametrize(("annotation", "value"), FITTING)
def test_an_output_that_fits_passes(
    annotation: str, value: Any, describe_source: DescribeSource
) -> None:
    OutputValidator(describe_source(RESULT.format(annotation))).check(value)


RESULT = """
class Result(BaseModel):
    file: Path
    score: float = 0
def predict() -> {}: ...
"""


@pytest.mark.parametrize(
    ("annotation", "value", "message"),
    [
        ("str", 3, "output should be a valid string, not int"),
        ("int", "x", "output should be a valid integer, unable to parse string as an integer"),
        ("Path", "x.png", "output should be a file: a cog.Path, an open file or a URL, not str"),
        ("List[int]", [1, None], "output[1] should be a valid integer, not NoneType"),
        ("Result", {"score": 1}, 'output["file"] is missing'),
        ("Result", {"file": LocalFile("x"), "score": "a"}, 'output["score"] should be a valid nu'),
    ],
)
def test_an_output_that_does_not_fit_is_reported_with_its_place(
    annotation: str, value: Any, message: str, describe_source: DescribeSource
) -> None:
    with pytest.raises(OutputInvalid) as caught:
        OutputValidator(describe_source(RESULT.format(annotation))).check(value)
    assert message in str(caught.value)


def test_an_item_is_held_against_the_type_of_items(describe_source: DescribeSource) -> None:
    validator = OutputValidator(describe_source("def predict() -> Iterator[str]: ..."))
    validator.check_item("a")
    with pytest.raises(OutputInvalid, match="output should be a valid string, not NoneType"):
        validator.check_item(None)
