"""The examples do what their READMEs say, through the real command line."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PIL import Image

if TYPE_CHECKING:
    from .model import Project

EXAMPLES = Path(__file__).parents[2] / "examples"

RECEIPT = """\
THE PAPER LANTERN
Books & Tea
12 Harbour Street
Field Guide to Clouds  18.50
Notebook, dotted A5  7.20
Pencil HB x 3  2.40
Pot of Assam tea  4.10
Ginger biscuit  1.80
Subtotal  34.00
Tax 5%  1.70
TOTAL  35.70
Paid by card
14 March 2025 at 16:42
Please come again!
"""


@pytest.fixture(scope="module", params=sorted(path.name for path in EXAMPLES.iterdir()))
def folder(request: pytest.FixtureRequest) -> Path:
    return EXAMPLES / str(request.param)


def of(name: str) -> pytest.MarkDecorator:
    """Marks a test of one example."""
    return pytest.mark.parametrize("folder", [name], indirect=True, ids=[name])


def photo(project: Project) -> Path:
    """A picture of 300 by 200 pixels, in the project's directory."""
    path = project.directory / "photo.jpg"
    Image.new("RGB", (300, 200), "navy").save(path)
    return path


def test_what_the_readme_shows_is_what_happens(project: Project) -> None:
    photo(project)
    readme = (project.directory / "README.md").read_text()
    _, *blocks = readme.split("```console\n$ cog ")
    assert blocks
    for block in blocks:
        command, *shown = block.partition("```")[0].splitlines()
        outcome = project.cog(*shlex.split(command))
        assert outcome.status == 0, outcome.stderr
        for expected, line in zip(shown, outcome.stdout.splitlines(), strict=False):
            if expected == "…":
                break
            assert line == expected


@of("ocr")
def test_ocr_reads_the_whole_receipt(project: Project) -> None:
    outcome = project.cog("predict", "-i", "image=@receipt.png")
    assert (outcome.status, outcome.stdout) == (0, RECEIPT), outcome.stderr


@of("ocr")
def test_ocr_says_what_is_no_picture(project: Project) -> None:
    outcome = project.cog("predict", "-i", "image=@cog.yaml")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert "the prediction failed" in outcome.stderr


@of("resize")
@pytest.mark.parametrize(
    ("options", "size"),
    [("width=120", (120, 80)), ("fit=crop", (256, 256)), ("fit=stretch", (256, 256))],
)
def test_resize_makes_a_picture_of_that_size(
    project: Project, options: str, size: tuple[int, int]
) -> None:
    outcome = project.cog("predict", "-i", f"image=@{photo(project)}", "-i", options)
    assert outcome.status == 0, outcome.stderr
    with Image.open(project.directory / "output.png") as picture:
        assert picture.size == size


@of("streaming-text")
def test_streaming_text_says_the_same_for_the_same_seed(project: Project) -> None:
    arguments = ["predict", "-i", "words=5", "-i", "pause=0", "-i", "prompt=the Rabbit"]
    texts = [json.loads(project.cog(*arguments).stdout) for _ in range(2)]
    assert texts[0] == texts[1]
    assert (texts[0][0], len(texts[0])) == ("the Rabbit", 6)


@of("hello-world")
def test_hello_world_asks_for_a_name(project: Project) -> None:
    outcome = project.cog("predict")
    assert outcome.status == 1
    assert "missing input 'name'" in outcome.stderr
