"""What the documentation says is true: following a page works, and its tables are complete."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import cog
import pytest
from cog.predictions.prediction import Status
from cog.predictions.service import Health
from cog.schema.signature import describe
from cog.schema.value_types import KINDS
from cog.server.routes import build_routes
from cog.worker.messages import MESSAGES
from cog_cli.config import load
from cog_cli.engines.base import Built, StartOptions
from cog_cli.engines.local import LocalEngine
from cog_cli.plan import BuildPlan
from PIL import Image

from .conftest import REPOSITORY
from .follow import Follower
from .markdown import Page

if TYPE_CHECKING:
    from collections.abc import Iterable

NEEDS_TOMLLIB = pytest.mark.skipif(sys.version_info < (3, 11), reason="tomllib is new in 3.11")
PAGES = sorted(
    str(path.relative_to(REPOSITORY))
    for pattern in ("*.md", "docs/**/*.md", "runtime/*.md", "cli/*.md")
    for path in REPOSITORY.glob(pattern)
)
EXAMPLES = sorted(str(path.relative_to(REPOSITORY)) for path in REPOSITORY.glob("examples/*/*.md"))


def page(name: str) -> Page:
    return Page.read(REPOSITORY / name)


def table(name: str, heading: str) -> set[str]:
    return page(f"docs/{name}").first_column(heading)


@pytest.fixture
def follower(tmp_path: Path, request: pytest.FixtureRequest) -> Follower:
    """Someone with a photo in their directory. Environments are kept between runs."""
    assert request.config.cache is not None
    Image.new("RGB", (60, 40), "orange").save(tmp_path / "photo.jpg")
    return Follower(tmp_path, request.config.cache.mkdir("docs-environments"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_can_be_followed(name: str, follower: Follower) -> None:
    follower.follow(page(name).blocks)


@pytest.mark.parametrize("name", [*PAGES, *EXAMPLES])
def test_links_between_pages_lead_somewhere(name: str) -> None:
    for link in page(name).links:
        path, _, anchor = link.partition("#")
        if not path.startswith(("https://", "http://")):
            target = (REPOSITORY / name).parent / path if path else REPOSITORY / name
            assert target.exists(), link
            assert not anchor or anchor in Page.read(target).anchors, link


@NEEDS_TOMLLIB
def test_generated_parts_are_fresh() -> None:
    done = subprocess.run(
        [sys.executable, "tools/refresh_docs.py", "--check"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "heading", "accepted"),
    [
        ("reference/cog-yaml.md", "## Top level", load.ROOT_KEYS),
        ("reference/cog-yaml.md", "## build", load.BUILD_KEYS),
        ("reference/cog-yaml.md", "## concurrency", load.CONCURRENCY_KEYS),
        ("reference/http.md", "## States of a prediction", [status.value for status in Status]),
        ("reference/http.md", "## Health", [health.value for health in Health]),
        ("reference/python.md", "## Names", set(cog.__all__) - {"__version__"}),
        ("reference/python.md", "## Input()", inspect.signature(cog.Input).parameters),
        ("explanation/architecture.md", "### The messages", MESSAGES),
    ],
)
def test_a_table_lists_exactly_what_there_is(
    name: str, heading: str, accepted: Iterable[str]
) -> None:
    assert table(name, heading) == set(accepted)


def test_every_endpoint_is_documented() -> None:
    routes = build_routes(cast("Any", None), cast("Any", None), lambda: None)
    served = {
        f"{method} {route.path.replace(':id', '')}"
        for route in routes
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert table("reference/http.md", "## Endpoints") == served


def test_the_documented_types_are_supported_and_all_there_are() -> None:
    kinds = set()
    for annotation in table("reference/python.md", "## Types"):
        names = {"Any": Any, **{name: getattr(cog, name) for name in cog.__all__}}
        exec(f"from typing import *\nimport enum\n{MODEL_TYPES}", names)
        exec(f"def predict(value: {annotation}) -> Any: ...", names)
        (value,) = describe(names["predict"]).inputs
        kinds.add(type(value.type))
    assert kinds == set(KINDS)


MODEL_TYPES = """
class Size(enum.Enum):
    SMALL = "small"
class Region(BaseModel):
    left: int
"""


def test_the_variables_that_are_read_are_documented() -> None:
    sources = [*REPOSITORY.glob("runtime/src/**/*.py"), *REPOSITORY.glob("cli/src/**/*.py")]
    read = set().union(*(variables_in(path.read_text("utf-8")) for path in sources))
    documented = table("reference/environment.md", "## For you to set")
    documented |= table("reference/environment.md", "## Between the parts of Cog")
    assert documented == read


def variables_in(source: str) -> set[str]:
    """The names that a module looks up in something called `environ…`, or leaves to click."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call) and "environ" in ast.unparse(node):
            values = [*node.args, *(k.value for k in node.keywords if k.arg == "envvar")]
        elif isinstance(node, ast.Subscript) and "environ" in ast.unparse(node.value):
            values = [node.slice]
        elif isinstance(node, ast.keyword) and node.arg == "envvar":
            values = [node.value]
        constants = [value.value for value in values if isinstance(value, ast.Constant)]
        found |= {c for c in constants if isinstance(c, str) and re.fullmatch("[A-Z][A-Z_]+", c)}
    return found


def test_what_the_local_engine_sets_is_documented() -> None:
    plan = BuildPlan(predict="predict.py:Predictor", train="train.py:train")
    engine = LocalEngine(cast("Any", None), environ={})
    sets = engine._server_environment(Built(plan, Path(), "environment"), StartOptions())
    assert table("reference/environment.md", "## What the local engine sets") == set(sets)


@NEEDS_TOMLLIB
def test_every_dependency_has_its_reason() -> None:
    tomllib = importlib.import_module("tomllib")
    runtime, cli, root = (
        tomllib.loads((REPOSITORY / folder / "pyproject.toml").read_text("utf-8"))
        for folder in ("runtime", "cli", ".")
    )
    for heading, requirements in {
        "## The model's side": runtime["project"]["dependencies"],
        "## The server": runtime["project"]["optional-dependencies"]["server"],
        "## The command line": cli["project"]["dependencies"],
        "## Development": root["dependency-groups"]["dev"],
    }.items():
        names = {re.split(r"[^\w-]", requirement)[0] for requirement in requirements}
        assert table("explanation/dependencies.md", heading) == names
