"""The spec reaches the server as JSON and means the same there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cog.schema.spec import PredictorSpec

if TYPE_CHECKING:
    from ..conftest import DescribeSource

EVERYTHING = """
class Size(enum.Enum):
    SMALL = 1
class Part(BaseModel):
    name: str = "n"
class Result(BaseModel):
    file: Path
    parts: List[Part] = []
def predict(
    a: str = Input(default="b", choices=["a", "b"]),
    b: Dict[str, List[int]] = {"is": [1]},
    c: Optional[Union[Path, str]] = Input(description="c"),
    d: Size = Size.SMALL,
    e: Literal["x", 1] = 1,
    f: Secret = None,
    g: float = Input(default=1, ge=0.5, le=2),
    h: Any = {"is": "InputField"},
    i: list[File] = [],
) -> Iterator[Result]: ...
"""


def test_a_spec_survives_the_wire(describe_source: DescribeSource) -> None:
    spec = describe_source(EVERYTHING)
    assert PredictorSpec.from_wire(json.loads(json.dumps(spec.to_wire()))) == spec


def test_what_is_no_spec_is_refused(describe_source: DescribeSource) -> None:
    packed = describe_source(EVERYTHING).to_wire()
    with pytest.raises(ValueError, match="not a packed PredictorSpec"):
        PredictorSpec.from_wire(packed["output"])
