from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from cog_cli.config import Build, Concurrency, Config, RunCommand, SecretMount, load_config
from cog_cli.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = """
build:
  gpu: true
  python_version: 3.10
  python_packages: [torch==2.1, pillow]
  system_packages:
    - libgl1
  run:
    - make install
    - command: pip download secret-thing
      mounts:
        - {type: secret, id: pip, target: /etc/pip.conf}
  pre_install: [echo early]
  cuda: 12.1
  cudnn: 8
image: registry.example.com/me/model
predict: "predict.py:Predictor"
train: "train.py:train"
concurrency: {max: 1, default_target: 2}
environment:
  - HF_HOME=/cache
  - EMPTY=
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "predict.py").write_text("class Predictor:\n    pass\n")
    (tmp_path / "train.py").write_text("def train(): ...\n")
    return tmp_path


def load(directory: Path, text: str | bytes) -> Config:
    path = directory / "cog.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_config(path)


def problems(directory: Path, text: str | bytes) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(directory, text)
    head, *lines = caught.value.message.splitlines()
    assert head.endswith(str(directory / "cog.yaml"))
    return [line.strip() for line in lines]


def only_problem(directory: Path, text: str | bytes) -> str:
    (problem,) = problems(directory, text)
    return problem


def test_every_documented_key_is_read(directory: Path) -> None:
    assert load(directory, WHOLE) == Config(
        build=Build(
            gpu=True,
            python_version="3.10",
            python_packages=("torch==2.1", "pillow"),
            system_packages=("libgl1",),
            run=(
                RunCommand("make install"),
                RunCommand("pip download secret-thing", (SecretMount("pip", "/etc/pip.conf"),)),
            ),
            pre_install=("echo early",),
            cuda="12.1",
            cudnn="8",
        ),
        image="registry.example.com/me/model",
        predict="predict.py:Predictor",
        train="train.py:train",
        concurrency=Concurrency(1, 2),
        environment=(("HF_HOME", "/cache"), ("EMPTY", "")),
    )


def test_one_key_is_enough(directory: Path) -> None:
    assert load(directory, "predict: predict.py:Predictor") == Config(
        predict="predict.py:Predictor"
    )


def test_keys_without_a_value_keep_their_defaults(directory: Path) -> None:
    config = load(directory, "build:\n  python_packages:\n  run:\nimage:\n")
    assert config == Config()


@pytest.mark.parametrize(
    ("written", "read"),
    [("3.10", "3.10"), ('"3.10"', "3.10"), ("3.8", "3.8"), ("3.12.1", "3.12.1")],
)
def test_a_python_version_is_what_was_typed(directory: Path, written: str, read: str) -> None:
    config = load(directory, f"build: {{python_version: {written}}}")
    assert config.build.python_version == read


def test_an_unknown_key_is_reported_with_its_line_and_the_likely_key(directory: Path) -> None:
    text = "build:\n  gpu: true\n  python-versoin: '3.11'\n"
    assert only_problem(directory, text) == (
        "cog.yaml:3: unknown key 'python-versoin' in 'build'. Did you mean 'python_version'?"
    )


def test_a_key_at_the_wrong_level_is_reported_with_its_right_place(directory: Path) -> None:
    text = "gpu: true\nbuild:\n  predict: predict.py:Predictor\n"
    assert problems(directory, text) == [
        "cog.yaml:1: unknown key 'gpu'. It belongs under 'build:'.",
        "cog.yaml:3: unknown key 'predict' in 'build'. It belongs at the top level of the file.",
    ]


def test_an_unknown_key_like_no_other_lists_the_known_ones(directory: Path) -> None:
    problem = only_problem(directory, "zebra: 1\n")
    assert "Known keys: build, concurrency, environment, image, predict, train" in problem


def test_all_problems_are_reported_at_once_in_the_order_of_the_file(directory: Path) -> None:
    text = "build:\n  gpu: 1\n  cuda: '10.2'\npredict: nope.py:X\nimage: 5\n"
    lines = [problem.split(": ")[0] for problem in problems(directory, text)]
    assert lines == ["cog.yaml:2", "cog.yaml:3", "cog.yaml:4", "cog.yaml:5"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("build:\n  gpu: maybe\n", "'build.gpu' must be true or false, got the text 'maybe'"),
        ("build: [a]\n", "'build' must be a mapping (lines of 'key: value'), got a list"),
        ("build:\n  python_packages: torch\n", "'build.python_packages' must be a list"),
        ("build:\n  python_packages: [1.0]\n", "must be text, got '1.0'; put it in quotes"),
        ("build:\n  python_packages: [{a: b}]\n", "text with ': ' in it needs quotes"),
        ("build:\n  run: [[a]]\n", "must be a command as text, got a list"),
        ("build:\n  run: [{mounts: []}]\n", "needs 'command'"),
        ("build:\n  run: [{command: a, mounts: [{id: x}]}]\n", "needs 'type' and 'target'"),
        (
            "build:\n  run: [{command: a, mounts: [{type: ssh, id: x, target: y}]}]\n",
            "can only be 'secret', got 'ssh'",
        ),
        ("build:\n  python_version: true\n", "must be a version"),
        ("build:\n  python_version: '3'\n", 'must look like "3.12"'),
        ("build:\n  python_version: '3.7'\n", "the oldest supported Python is 3.8"),
        ("build:\n  python_version: 3.1\n", 'Did you mean "3.10"?'),
        ("build:\n  cuda: 12\n", 'must look like "12.4"'),
        ("build:\n  cuda: '10.2'\n", "the oldest supported CUDA is 11.0"),
        ("image: [a]\n", "'image' must be text, got a list"),
        ("image: ''\n", "'image' is empty"),
        ("concurrency: {}\n", "needs 'max'"),
        ("concurrency: {max: 0}\n", "must be a whole number of at least 1, got '0'"),
        ("concurrency: {max: two}\n", "got the text 'two'"),
        ("concurrency: {max: 2, mux: 3}\n", "unknown key 'mux' in 'concurrency'"),
        ("- a\n- b\n", "the file must hold a mapping"),
        ("hello\n", "the file must hold a mapping"),
        ("? [a]\n: 1\n", "a key must be a word"),
        ("run: [a]\n", "it belongs under 'build:'"),
        ("environment: {A: b}\n", "must be a list of 'NAME=value' texts"),
    ],
)
def test_a_wrong_value_is_reported(directory: Path, text: str, expected: str) -> None:
    assert expected in only_problem(directory, text)


def test_several_predictions_at_once_need_python_3_11(directory: Path) -> None:
    text = "build: {python_version: '3.10'}\nconcurrency:\n  max: 4\n"
    assert "above 1 needs Python 3.11 or newer" in only_problem(directory, text)


def test_a_key_given_twice_is_reported_with_both_lines(directory: Path) -> None:
    text = "build:\n  gpu: true\n  gpu: false\n"
    assert only_problem(directory, text) == (
        "cog.yaml:3: 'build.gpu' is given twice; the first is on line 2"
    )


def test_packages_and_requirements_exclude_each_other(directory: Path) -> None:
    (directory / "r.txt").touch()
    text = "build:\n  python_requirements: r.txt\n  python_packages: [a]\n"
    assert only_problem(directory, text).startswith(
        "cog.yaml:3: 'build.python_packages' cannot be combined with 'python_requirements'"
    )


@pytest.mark.parametrize("text", ["", "   \n", "# nothing\n", "---\n"])
def test_a_file_without_content_says_what_is_needed(directory: Path, text: str) -> None:
    assert 'predict: "predict.py:Predictor"' in only_problem(directory, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("build:\n\tgpu: true\n", "cog.yaml:2: not valid YAML: indent with spaces"),
        ("build:\n  gpu: [true\n", "not valid YAML"),
        ("predict: a: b\n", "cog.yaml:1: not valid YAML"),
        ("a: 'b\n", "not valid YAML"),
        ("predict: x\n---\npredict: y\n", "more than one YAML document"),
        ("a: " + "[" * 5000, "nested too deeply"),
        ("a: *nothing\n", "not valid YAML"),
        (b"a: 1\n# caf\xe9\n", "cog.yaml:2: the file is not UTF-8 text"),
        (b"a: 1\nb: \x07\n", "cog.yaml:2: a character that YAML does not allow: U+0007"),
    ],
)
def test_broken_text_is_reported_with_its_line(
    directory: Path, text: str | bytes, expected: str
) -> None:
    assert expected in only_problem(directory, text)


def test_a_byte_order_mark_is_ignored(directory: Path) -> None:
    assert load(directory, b"\xef\xbb\xbfimage: me/model\n").image == "me/model"


def test_anchors_work(directory: Path) -> None:
    config = load(directory, "build:\n  run: &a [one]\n  pre_install: *a\n")
    assert config.build.pre_install == ("one",)


def test_a_command_of_several_lines_is_quoted(directory: Path) -> None:
    text = "build:\n  run:\n    - |\n      first\n      second\n"
    assert "must be one line; this one goes on after 'first'" in only_problem(directory, text)


def test_a_package_of_several_lines_is_quoted(directory: Path) -> None:
    text = "build:\n  python_packages:\n    - |\n      numpy\n      torch\n"
    assert "goes on after 'numpy'. Make each package an item" in only_problem(directory, text)


@pytest.mark.parametrize("text", ['image: "a\\0b"', 'environment: ["A=a\\0b"]'])
def test_a_null_character_is_reported(directory: Path, text: str) -> None:
    assert "has a null character" in only_problem(directory, text)


def test_a_name_that_no_file_can_have_is_reported(directory: Path) -> None:
    assert "there is no such file" in only_problem(directory, f"predict: {'x' * 5000}.py:P")


def test_of_very_many_problems_the_first_are_reported(directory: Path) -> None:
    found = problems(directory, "".join(f"key{number}: 1\n" for number in range(1000)))
    assert len(found) < 50
    assert found[-1].strip() == "and 970 more"


def test_a_pipe_called_cog_yaml_is_reported(directory: Path) -> None:
    os.mkfifo(directory / "cog.yaml")
    with pytest.raises(ConfigError, match="not a regular file"):
        load_config(directory / "cog.yaml")


def test_a_directory_called_cog_yaml_is_reported(directory: Path) -> None:
    (directory / "cog.yaml").mkdir()
    with pytest.raises(ConfigError, match="is a directory"):
        load_config(directory / "cog.yaml")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("predict", 'such as "predict.py:Predictor"'),
        ("predict.py", 'such as "predict.py:Predictor"'),
        ("predict:Predictor", 'such as "predict.py:Predictor"'),
        ("predict.py:", 'such as "predict.py:Predictor"'),
        ("predict.py:a.py:b", "must name a file and a class or function"),
        ("predict.py:my class", "got 'my class'"),
        ("predct.py:Predictor", "no such file. Did you mean 'predict.py'?"),
        ("src/predict.py:Predictor", "names 'src/predict.py', and there is no such file."),
        ("predict.py:Predicter", "not in predict.py. Did you mean 'Predictor'?"),
        ("predict.py:Zebra", "It defines: Predictor"),
    ],
)
def test_a_reference_to_nothing_is_reported(directory: Path, reference: str, expected: str) -> None:
    assert expected in only_problem(directory, f'predict: "{reference}"\n')


def test_a_name_that_is_imported_may_be_there(directory: Path) -> None:
    (directory / "predict.py").write_text("from elsewhere import *\n")
    assert load(directory, "predict: predict.py:Hidden").predict == "predict.py:Hidden"


def test_a_missing_requirements_file_is_reported(directory: Path) -> None:
    (directory / "requirements.txt").touch()
    text = "build:\n  python_requirements: requirement.txt\n"
    assert "Did you mean 'requirements.txt'?" in only_problem(directory, text)


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("NAME", "expected NAME=value, got 'NAME'"),
        ("1A=x", "is not a name of a variable"),
        ("PATH=/bin", "'PATH' is not allowed: it is reserved"),
        ("CUDA_HOME=/x", "'CUDA_HOME' is not allowed"),
    ],
)
def test_a_variable_that_cannot_be_set_is_reported(
    directory: Path, item: str, expected: str
) -> None:
    assert expected in only_problem(directory, f"environment:\n  - {item}\n")


def test_a_variable_set_twice_is_reported(directory: Path) -> None:
    text = "environment:\n  - A=1\n  - A=2\n"
    assert only_problem(directory, text) == "cog.yaml:3: 'environment': 'A' is given twice"


def test_keys_of_other_versions_give_one_warning(directory: Path) -> None:
    config = load(directory, "build: {sdk_version: '1', fast: true}\nweights: []\nmodel: x/y\n")
    (warning,) = config.warnings
    assert all(name in warning for name in ("weights", "model", "build.sdk_version", "build.fast"))


def test_run_is_another_name_of_predict(directory: Path) -> None:
    config = load(directory, "run: predict.py:Predictor\n")
    assert config.predict == "predict.py:Predictor"
    assert "'run' is read as 'predict'" in config.warnings[0]


def test_run_and_predict_exclude_each_other(directory: Path) -> None:
    text = "predict: predict.py:Predictor\nrun: predict.py:Predictor\n"
    assert "keep 'predict'" in only_problem(directory, text)
