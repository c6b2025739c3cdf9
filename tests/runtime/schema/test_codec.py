"""What predict() receives, and what becomes of the values it returns."""

from __future__ import annotations

import array
import collections
import dataclasses
import datetime
import decimal
import enum
import io
import json
import math
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import cog
import pydantic
import pydantic.v1
import pytest
from cog.errors import OutputError
from cog.schema.codec import decode_inputs, encode_output, join_files, split_files
from cog.schema.markers import LocalFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..conftest import DescribeSource


@pytest.fixture
def directory(tmp_path: Path) -> Callable[[], str]:
    return lambda: str(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "cat.txt"
    path.write_text("miaow")
    return path


def test_inputs_arrive_as_their_annotations_say(
    file: Path, describe_source: DescribeSource
) -> None:
    spec = describe_source("""
        import dataclasses
        class Size(enum.Enum):
            SMALL = "s"
        @dataclasses.dataclass
        class Box:
            side: float
        def predict(a: str, b: float, c: Path, d: File, e: Secret, f: Size, g: List[Path],
                    h: Optional[Path], i: Union[str, Path], j: Union[Path, str],
                    k: Literal["x"], l: Dict[str, Size], m: Box) -> str: ...
    """)
    here = LocalFile(file)
    values = {
        "a": "a",
        "b": 1,
        "c": here,
        "d": here,
        "e": "s3cret",
        "f": "s",
        "g": [here],
        "h": None,
        "i": here,
        "j": "words",
        "k": "x",
        "l": {"m": "s"},
        "m": {"side": 2},
    }
    got = decode_inputs(spec, values)
    with got["d"] as opened:
        assert opened.read() == b"miaow"
    assert isinstance(got["c"], cog.Path)
    assert got["i"] == got["g"][0] == got["c"] == file
    assert (got["b"], type(got["b"]), got["h"], got["j"]) == (1.0, float, None, "words")
    assert got["f"].name == got["l"]["m"].name == "SMALL"
    assert (str(got["e"]), got["e"].get_secret_value()) == ("*" * 10, "s3cret")
    assert got["m"].side == 2.0


def test_the_worker_fills_in_files_of_the_project(describe_source: DescribeSource) -> None:
    spec = describe_source("def predict(a: Path = Path('cat.png'), b: int = 3) -> str: ...")
    assert decode_inputs(spec, {"b": 4}) == {"a": cog.Path("cat.png"), "b": 4}


class Colour(enum.Enum):
    RED = "red"


class Level(enum.IntEnum):
    LOW = 1


class Text(str):
    __slots__ = ()


class Two(pydantic.BaseModel):
    a: int
    b: int = 2
    secret: Any = None


class One(pydantic.v1.BaseModel):
    a: int
    b: int = 2


class Roots(pydantic.RootModel[list[int]]):
    pass


class Point(NamedTuple):
    x: int


@dataclasses.dataclass
class Box:
    side: Any


class Tensor:
    """Looks like an array of numpy or torch."""

    def tolist(self) -> Any:
        return [[1.5, 2.5]]


ENCODED: list[tuple[Any, Any]] = [
    (None, None),
    ("", ""),
    ("grüß", "grüß"),
    (Text("a"), "a"),
    ("\udcff", "?"),
    (0, 0),
    (False, False),
    (Level.LOW, 1),
    (1.5, 1.5),
    ([], []),
    ((1, "a"), [1, "a"]),
    ({3}, [3]),
    (range(2), [0, 1]),
    ((x for x in "ab"), ["a", "b"]),
    (collections.OrderedDict(a=1), {"a": 1}),
    ({True: "a", None: "b", Colour.RED: "c"}, {"true": "a", "null": "b", "red": "c"}),
    ({2: "a", 1.5: "b"}, {"2": "a", "1.5": "b"}),
    (Colour.RED, "red"),
    (Two(a=1), {"a": 1}),
    (Two(a=1, b=3), {"a": 1, "b": 3}),
    (Two(a=1, secret=pydantic.SecretStr("s")), {"a": 1, "secret": "*" * 10}),
    (One(a=1), {"a": 1}),
    (Roots([1]), [1]),
    (Point(1), [1]),
    (Box([Box(1)]), {"side": [{"side": 1}]}),
    (Tensor(), [[1.5, 2.5]]),
    (array.array("d", [0.5]), [0.5]),
    (datetime.datetime(2024, 1, 2, 3), "2024-01-02T03:00:00"),
    (datetime.date(2024, 1, 2), "2024-01-02"),
    (datetime.timedelta(minutes=1), 60.0),
    (decimal.Decimal("1.5"), 1.5),
    (decimal.Decimal("2"), 2),
    (uuid.UUID(int=0), "00000000-0000-0000-0000-000000000000"),
    (b"text", "text"),
]


@pytest.mark.parametrize(("value", "expected"), ENCODED, ids=lambda v: type(v).__name__)
def test_a_value_becomes_json(value: Any, expected: Any, directory: Callable[[], str]) -> None:
    encoded = encode_output(value, directory)
    assert json.dumps(encoded) == json.dumps(expected)


def test_a_path_becomes_the_file(
    file: Path, directory: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(file.parent)
    encoded = encode_output({"a": [cog.Path("cat.txt"), file]}, directory)
    assert encoded == {"a": [str(file), str(file)]}
    assert {type(leaf) for leaf in encoded["a"]} == {LocalFile}


def test_a_path_inside_a_model_becomes_the_file(file: Path, directory: Callable[[], str]) -> None:
    class Result(pydantic.BaseModel):
        file: cog.Path

    assert isinstance(encode_output(Result(file=cog.Path(file)), directory)["file"], LocalFile)


@pytest.mark.parametrize(
    "make",
    [
        lambda file: io.BytesIO(b"miaow"),
        lambda file: io.StringIO("miaow"),
        lambda file: file.open("rb"),
        lambda file: file.open(),
        lambda file: file.open("r+b"),
    ],
)
def test_an_open_file_is_copied_from_its_start(
    make: Callable[[Path], Any], file: Path, directory: Callable[[], str]
) -> None:
    with make(file) as opened:
        opened.read(2)
        encoded = encode_output(opened, directory)
    assert isinstance(encoded, LocalFile)
    assert Path(encoded).read_text() == "miaow"
    assert Path(encoded).name == ("cat.txt" if hasattr(opened, "name") else "file")


def test_a_file_that_was_written_is_taken_where_it_is(
    tmp_path: Path, directory: Callable[[], str]
) -> None:
    with (tmp_path / "out.txt").open("w") as opened:
        opened.write("miaow")
        encoded = encode_output(opened, directory)
        assert Path(encoded).read_text() == "miaow"


def test_no_directory_is_asked_for_without_need() -> None:
    def fail() -> str:
        raise AssertionError

    assert encode_output([{"a": "b"}], fail) == [{"a": "b"}]


NOT_ENCODED = [
    (math.nan, "output is nan, which JSON cannot express"),
    ({"scores": [1, 2, 3, math.inf]}, 'output["scores"][3] is inf'),
    ([0.5, math.nan], "output[1] is nan"),
    ([[object()]], "output[0][0] is of type builtins.object, which cannot be sent as JSON"),
    (Box(lambda: 1), 'output["side"] is of type builtins.function'),
    ({(1, 2): "a"}, "output has the key (1, 2), and keys have to be text"),
    (b"\xff", "output is bytes that are not text; return a cog.Path or io.BytesIO"),
    (cog.Path("missing.png"), "output names the file missing.png, which does not exist"),
    ([cog.Path("/")], "output[0] names the file /, which is a directory"),
]


@pytest.mark.parametrize(("value", "message"), NOT_ENCODED)
def test_what_cannot_be_sent_is_reported_with_its_place(
    value: Any, message: str, directory: Callable[[], str]
) -> None:
    with pytest.raises(OutputError) as caught:
        encode_output(value, directory)
    assert message in str(caught.value)


def test_a_closed_file_is_reported(directory: Callable[[], str]) -> None:
    closed = io.BytesIO()
    closed.close()
    with pytest.raises(OutputError, match=r"output\[0\] is a file that cannot be read: .*closed"):
        encode_output([closed], directory)


def test_a_value_that_contains_itself_is_reported(directory: Callable[[], str]) -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(OutputError, match="output contains itself"):
        encode_output(value, directory)


@pytest.mark.parametrize(
    "tree",
    [
        LocalFile("/a"),
        [LocalFile("/a"), "b", {"c": LocalFile("/d")}],
        {"a": [[1, LocalFile("/b")]], "c": None},
    ],
)
def test_files_leave_a_tree_and_come_back(tree: Any) -> None:
    bare, files = split_files(tree)
    joined = join_files(json.loads(json.dumps(bare)), json.loads(json.dumps(files)))
    assert joined == tree
    assert split_files(joined)[1] == files


def test_a_tree_without_files_is_not_copied() -> None:
    tree = {"a": [1, [2.5, "b"]]}
    assert split_files(tree) == (tree, [])
    assert split_files(tree)[0] is tree
