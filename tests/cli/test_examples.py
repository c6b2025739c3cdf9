"""The examples, run by the command line as their README files say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

ROOT = Path(__file__).parents[2]
RECEIPT = ROOT / "examples" / "ocr" / "receipt.png"


@pytest.fixture(scope="session")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    cache = tmp_path_factory.mktemp("cache")
    return {**os.environ, "COG_CACHE_DIR": str(cache), "COG_ENGINE": "local"}


def predict(example: str, environ: dict[str, str], *arguments: str) -> str:
    """What the command line writes to stdout."""
    command = [sys.executable, "-m", "cog_cli", "predict", "-C", f"examples/{example}"]
    done = subprocess.run(
        [*command, *arguments], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_hello_world_greets(environ: dict[str, str]) -> None:
    assert predict("hello-world", environ, "-i", "name=Ada") == "hello Ada\n"


def test_resize_keeps_the_proportions(environ: dict[str, str], tmp_path: Path) -> None:
    target = tmp_path / "small.png"
    arguments = ("-i", f"image=@{RECEIPT}", "-i", "width=140", "-i", "height=1000")
    predict("resize", environ, *arguments, "-o", str(target))
    with Image.open(RECEIPT) as picture, Image.open(target) as small:
        assert small.size == (140, round(picture.height * 140 / picture.width))


def test_streaming_text_begins_with_the_prompt(environ: dict[str, str]) -> None:
    arguments = ("-i", "prompt=The White Rabbit", "-i", "words=5", "-i", "pause=0")
    pieces = json.loads(predict("streaming-text", environ, *arguments))
    assert pieces[0] == "The White Rabbit"
    assert len(pieces) == 6


def test_ocr_reads_the_receipt_line_by_line(environ: dict[str, str]) -> None:
    text = predict("ocr", environ, "-i", f"image=@{RECEIPT.relative_to(ROOT)}")
    lines = text.splitlines()
    assert lines[0] == "THE PAPER LANTERN"
    assert "Field Guide to Clouds  18.50" in lines
    assert "TOTAL  35.70" in lines
