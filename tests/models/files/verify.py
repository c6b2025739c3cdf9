import pathlib
import re

import pytest


@pytest.fixture
def poem(tmp_path):
    path = tmp_path / "a poem.txt"
    path.write_text("roses are red\n")
    return path


def test_a_file_goes_in_and_a_file_comes_out(model, poem):
    prediction = model.predict(file=poem)
    assert prediction.content == b"ROSES ARE RED\n"
    assert prediction.output.startswith("data:text/plain;base64,")


def test_neither_file_stays_behind(model, poem):
    logs = model.predict(file=poem).logs
    paths = [pathlib.Path(path) for path in re.findall(r"^(?:got|made) (.*)$", logs, re.MULTILINE)]
    assert len(paths) == 2
    assert not any(path.exists() for path in paths)


def test_the_type_of_a_data_url_gives_the_file_its_extension(model):
    assert "got" in model.predict(file="data:application/json,{}").logs
    assert ".json\n" in model.predict(file="data:application/json,{}").logs


@pytest.mark.parametrize("wrong", ["no url", "/etc/passwd", "file:///etc/passwd", "ftp://a/b", 3])
def test_what_is_no_url_is_refused(model, wrong):
    assert list(model.refusal(file=wrong)) == ["file"]


def test_a_file_that_cannot_be_fetched_fails_and_says_so(model):
    prediction = model.predict(file="http://127.0.0.1:9/nothing")
    assert prediction.status == "failed"
    assert "input file: cannot be fetched" in prediction.error


def test_the_command_line_sends_and_saves_files(model, poem):
    outcome = model.cog("predict", "-i", f"file=@{poem}", "-o", "shouted.txt")
    assert (outcome.status, outcome.stdout) == (0, "")
    assert (model.directory / "shouted.txt").read_text() == "ROSES ARE RED\n"


def test_the_command_line_names_the_file_by_its_type(model, poem):
    assert model.cog("predict", "-i", f"file=@{poem}").status == 0
    assert (model.directory / "output.txt").read_text() == "ROSES ARE RED\n"


def test_the_command_line_reads_stdin(model):
    outcome = model.cog("predict", "-i", "file=@-", "-o", "piped.txt", stdin="from a pipe")
    assert outcome.status == 0
    assert (model.directory / "piped.txt").read_text() == "FROM A PIPE"
