from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import FakeModel, Project

STRING = {"type": "string"}
FILE = {"type": "string", "format": "uri"}


def describe(model: FakeModel, output: Any, required: str = "", **inputs: Any) -> None:
    """Gives the model these inputs and this output."""
    model.document = {
        "components": {
            "schemas": {
                "Input": {"properties": inputs, "required": required.split()},
                "Output": output,
            }
        }
    }


def test_the_result_is_all_there_is_on_stdout(project: Project, model: FakeModel) -> None:
    describe(model, STRING, text=STRING)
    model.answer = lambda inputs: {"status": "succeeded", "output": f"hello {inputs['text']}"}
    outcome = project.cog("--debug", "predict", "-i", "text=world")
    assert (outcome.status, outcome.stdout) == (0, "hello world\n")


def test_inputs_are_sent_with_their_types(project: Project, model: FakeModel) -> None:
    describe(model, STRING, n={"type": "integer"}, tags={"type": "array", "items": STRING})
    project.cog("predict", "-i", "n=3", "-i", "tags=a", "-i", "tags=b")
    assert model.sent == [{"n": 3, "tags": ["a", "b"]}]


def test_wrong_inputs_are_reported_before_setup_has_ended(
    project: Project, model: FakeModel
) -> None:
    describe(model, STRING, required="text", text=STRING, n={"type": "integer"})
    model.health = [{"status": "STARTING"}]
    outcome = project.cog("predict", "-i", "txt=a", "-i", "n=x")
    assert outcome.status == 1
    assert "unknown input 'txt'. Did you mean 'text'?" in outcome.stderr
    assert "input 'n': expected an integer, got 'x'" in outcome.stderr
    assert "missing input 'text'" in outcome.stderr
    assert (model.sent, model.log[-1]) == ([], "stopped")


def test_what_is_wrong_on_the_command_line_is_reported_before_anything_starts(
    project: Project, model: FakeModel
) -> None:
    outcome = project.cog(
        "predict", "-i", "prompt", "-i", "image=@no.png", "-o", "no/out.png", "-e", "1=2"
    )
    assert outcome.status == 1
    assert "Error: 4 problems:" in outcome.stderr
    assert model.plans == []


def test_a_failed_prediction_is_an_error(project: Project, model: FakeModel) -> None:
    model.answer = lambda inputs: {"status": "failed", "output": None, "error": "too hot"}
    outcome = project.cog("predict")
    assert (outcome.status, outcome.stdout) == (1, "")
    assert outcome.stderr.endswith("Error: the prediction failed: too hot\n")


def test_a_failed_setup_is_an_error_with_its_reason(project: Project, model: FakeModel) -> None:
    model.health = [{"status": "SETUP_FAILED", "setup": {"logs": "loading\nno weights\n"}}]
    outcome = project.cog("predict")
    assert outcome.status == 1
    assert outcome.stderr.endswith("Error: the model's setup() failed: no weights\n")
    assert model.log[-1] == "stopped"


def test_setup_may_take_as_long_as_allowed(project: Project, model: FakeModel) -> None:
    model.health = [{"status": "STARTING"}]
    outcome = project.cog("predict", "--setup-timeout", "1")
    assert outcome.status == 1
    assert "not ready after 1 seconds" in outcome.stderr


def test_the_whole_response_is_printed_for_a_document(project: Project, model: FakeModel) -> None:
    describe(model, STRING, text=STRING)
    outcome = project.cog("predict", "--json", '{"text": "a"}')
    assert json.loads(outcome.stdout) == {
        "status": "succeeded",
        "output": "hi",
        "error": None,
        "metrics": None,
    }


def test_a_failed_response_is_printed_too(project: Project, model: FakeModel) -> None:
    model.answer = lambda inputs: {"status": "failed", "error": "too hot"}
    outcome = project.cog("predict", "--json", "{}")
    assert (outcome.status, json.loads(outcome.stdout)["error"]) == (1, "too hot")


def test_a_project_can_be_named_before_or_after_the_command(
    project: Project, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.directory / "elsewhere").mkdir()
    monkeypatch.chdir(project.directory / "elsewhere")
    assert project.cog("-C", "..", "predict").status == 0
    assert project.cog("predict", "-C", "..").status == 0


def test_under_c_files_are_those_of_the_directory(project: Project, model: FakeModel) -> None:
    describe(model, FILE, file=FILE)
    model.answer = lambda inputs: {"status": "succeeded", "output": inputs["file"]}
    project.write(sub___cog__yaml="predict: p.py:P\n", sub___p__py="P = 1", sub___a__txt="inner")
    project.write(a__txt="outer")
    outcome = project.cog("predict", "-C", "sub", "-i", "file=@a.txt")
    assert (project.directory / "sub" / "output.txt").read_text() == "inner"
    assert "Written output to sub/output.txt" in outcome.stderr


def test_under_c_files_of_the_current_directory_are_found_too(
    project: Project, model: FakeModel
) -> None:
    describe(model, STRING, file=FILE)
    project.write(sub___cog__yaml="predict: p.py:P\n", sub___p__py="P = 1", sub___a__txt="a")
    assert project.cog("predict", "-C", "sub", "-i", "file=@sub/a.txt").status == 0
    assert model.sent == [{"file": "data:text/plain;base64,YQ=="}]


def test_variables_reach_the_engine(
    project: Project, model: FakeModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINE", "from here")
    project.cog("predict", "-e", "A=b=c", "-e", "MINE")
    assert model.options[0].environment == {"A": "b=c", "MINE": "from here"}


def test_the_plan_reaches_the_engine_and_its_warnings_the_user(
    project: Project, model: FakeModel
) -> None:
    project.write(cog__yaml="predict: predict.py:Predictor\nweights: []\n")
    outcome = project.cog("predict")
    assert model.plans[0].predict == "predict.py:Predictor"
    assert "Warning: cog.yaml: 'weights': ignored" in outcome.stderr


@pytest.mark.parametrize(
    ("argument", "message"),
    [("prompt=a", "Did you forget -i?"), ("r8.im/me/model", "container engines are not available")],
)
def test_an_image_is_refused(project: Project, argument: str, message: str) -> None:
    outcome = project.cog("predict", argument)
    assert outcome.status == 1
    assert message in outcome.stderr


@pytest.mark.parametrize("command", ["predict", "serve"])
def test_a_project_without_a_model_is_an_error(
    project: Project, model: FakeModel, command: str
) -> None:
    project.write(cog__yaml="build: {gpu: true}\n")
    outcome = project.cog(command)
    assert outcome.status == 1
    assert 'Hint: add a line such as: predict: "predict.py:Predictor"' in outcome.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_that_cannot_be_written_is_reported_beforehand(
    project: Project, model: FakeModel, tmp_path: Path
) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    outcome = project.cog("predict", "-o", "locked/out")
    assert "permission denied" in outcome.stderr
    assert model.plans == []
