import base64

import pytest


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.txt")]
    for path in paths:
        path.write_text(f"  {path.stem}\n")
    return paths


def test_each_keeps_its_place(model, files):
    output = model.predict(files=files).output
    assert [base64.b64decode(url.partition(",")[2]) for url in output] == [b"a", b"b", b"c"]


def test_no_files_are_an_empty_list(model):
    prediction = model.predict(files=[])
    assert (prediction.status, prediction.output) == ("succeeded", [])


def test_a_wrong_one_is_named_by_its_place(model):
    assert list(model.refusal(files=["data:,x", "nonsense"])) == ["files.1"]


def test_the_command_line_repeats_the_name(model, files):
    arguments = [argument for file in files for argument in ("-i", f"files=@{file}")]
    assert model.cog("predict", *arguments).status == 0
    assert [(model.directory / f"output.{n}.txt").read_text() for n in range(3)] == ["a", "b", "c"]
