"""A cog.yaml file → Config. Every problem in it is reported at once, with its line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cog_cli.config.model import Build, Concurrency, Config, RunCommand, SecretMount
from cog_cli.config.problems import Problems
from cog_cli.config.reader import Section, compose, kind, shown
from cog_cli.config.references import check_file, read_reference
from cog_cli.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    import yaml

OLDEST_PYTHON = (3, 8)
# Several predictions at once run as tasks of one TaskGroup, which is new in 3.11.
OLDEST_PYTHON_FOR_CONCURRENCY = (3, 11)
OLDEST_CUDA = 11
_JOIN_COMMANDS = "Join the lines with ' && ', or make each an item of its own"

ROOT_KEYS = ("build", "image", "predict", "train", "concurrency", "environment")
BUILD_KEYS = (
    "gpu",
    "python_version",
    "python_packages",
    "python_requirements",
    "system_packages",
    "run",
    "pre_install",
    "cuda",
    "cudnn",
)
CONCURRENCY_KEYS = ("max", "default_target")
MOUNT_KEYS = ("type", "id", "target")

# Keys that other versions of Cog know. A model that has them must still run.
OTHER_ROOT_KEYS = ("run", "model", "weights", "fast")
OTHER_BUILD_KEYS = ("sdk_version", "fast", "cog_runtime", "python_overrides")

RESERVED_VARIABLES = frozenset(
    "PATH LD_LIBRARY_PATH PYTHONPATH VIRTUAL_ENV PYTHONUNBUFFERED LIBRARY_PATH HF_ENDPOINT "
    "HF_HUB_ENABLE_HF_TRANSFER".split()
)
RESERVED_PREFIXES = (
    "R8_",
    "REPLICATE_",
    "CUDA_",
    "NVIDIA_",
    "NV_",
    "PGET_",
    "KUBERNETES_",
)


def load_config(path: Path) -> Config:
    """Reads and checks the file at `path`.

    Raises ConfigError that names every problem with its line. Files that cog.yaml refers to are
    looked up next to it.
    """
    problems = Problems(path)
    if path.exists() and not (path.is_file() or path.is_dir()):  # reading it might never end
        raise ConfigError(f"{path} is not a regular file", hint="put a plain text file there")
    try:
        node = compose(path, problems)
    except IsADirectoryError:
        raise ConfigError(
            f"{path} is a directory, and should be a file",
            hint="rename it; 'cog init' in an empty directory shows what the file looks like",
        ) from None
    except OSError as error:
        raise ConfigError(f"cannot read {path}: {error.strerror}") from None
    if node is None:
        raise problems.error()
    config = _root(node, problems)
    problems.raise_if_any()
    return config


def _root(node: yaml.Node, problems: Problems) -> Config:
    root = Section(node, "", problems)
    root.allow(ROOT_KEYS, ignored=OTHER_ROOT_KEYS, elsewhere=(BUILD_KEYS, "under 'build:'"))
    warnings: list[str] = []
    section = root.section("build")
    build = Build() if section is None else _build(section)
    ignored = [key for key in OTHER_ROOT_KEYS if key in root.nodes and key != "run"]
    if section is not None:
        ignored += [f"build.{key}" for key in OTHER_BUILD_KEYS if key in section.nodes]
    if ignored:
        names = ", ".join(repr(key) for key in ignored)
        warnings.append(f"cog.yaml: {names}: ignored, only another version of Cog knows it")
    predict = _predict(root, warnings)
    return Config(
        build=build,
        image=root.text("image"),
        predict=predict,
        train=read_reference(root, "train", "Trainer"),
        concurrency=_concurrency(root, build),
        environment=_environment(root),
        warnings=tuple(warnings),
    )


def _build(section: Section) -> Build:
    section.allow(
        BUILD_KEYS, ignored=OTHER_BUILD_KEYS, elsewhere=(ROOT_KEYS, "at the top level of the file")
    )
    packages = _python_packages(section)
    requirements = section.text("python_requirements")
    if packages and requirements:
        first, second = sorted(
            ("python_packages", "python_requirements"), key=lambda key: section.lines[key]
        )
        section.complain(second, f"cannot be combined with {first!r}: move all into one of them")
    if requirements:
        check_file(section, "python_requirements", requirements)
    return Build(
        gpu=section.boolean("gpu", default=False),
        python_version=_python_version(section),
        python_packages=packages,
        python_requirements=requirements,
        system_packages=section.texts("system_packages"),
        run=_run(section),
        pre_install=_pre_install(section),
        cuda=_cuda(section),
        cudnn=section.version("cudnn"),
    )


def _python_packages(section: Section) -> tuple[str, ...]:
    lined = section.lined_texts("python_packages")
    for line, item in lined:
        advice = "Make each package an item of its own"
        _check_one_line(section, "python_packages", line, item, advice)
    return tuple(item.strip() for _, item in lined)


def _python_version(section: Section) -> str | None:
    version = section.version("python_version")
    if version is None:
        return None
    match = re.fullmatch(r"(\d{1,3})\.(\d{1,3})(\.\d{1,3})?", version)
    if match is None:
        section.complain("python_version", f'must look like "3.12" or "3.12.4", got {version!r}')
        return None
    oldest = ".".join(map(str, OLDEST_PYTHON))
    if (int(match[1]), int(match[2])) < OLDEST_PYTHON:
        typo = ' Did you mean "3.10"?' if version == "3.1" else ""
        section.complain(
            "python_version", f"is {version}, and the oldest supported Python is {oldest}.{typo}"
        )
        return None
    return version


def _cuda(section: Section) -> str | None:
    version = section.version("cuda")
    if version is None:
        return None
    match = re.fullmatch(r"(\d+)\.\d+(\.\d+)?", version)
    if match is None:
        section.complain("cuda", f'must look like "12.4" or "12.4.1", got {version!r}')
    elif int(match[1]) < OLDEST_CUDA:
        section.complain("cuda", f"is {version}, and the oldest supported CUDA is {OLDEST_CUDA}.0")
    return version


def _run(section: Section) -> tuple[RunCommand, ...]:
    commands = []
    for line, node in section.items("run"):
        if kind(node) == "str":
            commands.append((line, RunCommand(str(node.value))))
        elif kind(node) == "map":
            commands += _run_mapping(section, line, node)
        else:
            section.problems.add(
                line, f"an item of 'build.run' must be a command as text, got {shown(node)}"
            )
    for line, item in commands:
        _check_one_line(section, "run", line, item.command)
    return tuple(item for _, item in commands)


def _run_mapping(section: Section, line: int, node: yaml.Node) -> list[tuple[int, RunCommand]]:
    item = Section(node, "build.run", section.problems)
    item.allow(("command", "mounts"))
    command = item.text("command")
    mounts = tuple(
        mount
        for _, mount_node in item.items("mounts")
        if (mount := _mount(item, mount_node)) is not None
    )
    if "command" not in item.nodes:
        section.problems.add(
            line, "an item of 'build.run' needs 'command'; text with ': ' in it needs quotes"
        )
    return [] if command is None else [(line, RunCommand(command, mounts))]


def _mount(item: Section, node: yaml.Node) -> SecretMount | None:
    mount = Section(node, "build.run.mounts", item.problems)
    mount.allow(MOUNT_KEYS)
    values = {key: mount.text(key) for key in MOUNT_KEYS}
    missing = [key for key in MOUNT_KEYS if key not in mount.nodes]
    if missing and mount.nodes:
        names = " and ".join(repr(key) for key in missing)
        item.problems.add(mount.line, f"an item of 'build.run.mounts' needs {names}")
    if values["type"] not in (None, "secret"):
        mount.complain("type", f"can only be 'secret', got {values['type']!r}")
    if values["id"] is None or values["target"] is None:
        return None
    return SecretMount(id=values["id"], target=values["target"])


def _pre_install(section: Section) -> tuple[str, ...]:
    lined = section.lined_texts("pre_install")
    for line, command in lined:
        _check_one_line(section, "pre_install", line, command)
    return tuple(command for _, command in lined)


def _check_one_line(
    section: Section, key: str, line: int, text: str, advice: str = _JOIN_COMMANDS
) -> None:
    if "\n" in text.strip():
        first = text.strip().splitlines()[0]
        section.problems.add(
            line,
            f"an item of {section.path(key)!r} must be one line; this one goes on after {first!r}. "
            + advice,
        )


def _predict(root: Section, warnings: list[str]) -> str | None:
    if "run" not in root.nodes:
        return read_reference(root, "predict", "Predictor")
    if kind(root.nodes["run"]) == "seq":
        root.complain("run", "is a list of commands: it belongs under 'build:'")
        return None
    if "predict" in root.nodes:
        root.complain("run", "and 'predict' mean the same; keep 'predict'")
        return None
    warnings.append("cog.yaml: 'run' is read as 'predict', its name in this version of Cog")
    return read_reference(root, "run", "Predictor")


def _concurrency(root: Section, build: Build) -> Concurrency:
    section = root.section("concurrency")
    if section is None:
        return Concurrency()
    section.allow(CONCURRENCY_KEYS)
    if "max" not in section.nodes and not section.nodes.keys() - {"default_target"}:
        root.complain("concurrency", "needs 'max'")
    maximum = section.integer("max", 1, minimum=1)
    if maximum > 1 and build.python_version is not None:
        major, minor = map(int, build.python_version.split(".")[:2])
        if (major, minor) < OLDEST_PYTHON_FOR_CONCURRENCY:
            section.complain(
                "max",
                f"above 1 needs Python 3.11 or newer, and 'build.python_version' is "
                f"{build.python_version}",
            )
    return Concurrency(maximum, section.integer("default_target", None, minimum=1))


def _environment(root: Section) -> tuple[tuple[str, str], ...]:
    node = root.nodes.get("environment")
    if node is not None and kind(node) == "map":
        root.complain("environment", "must be a list of 'NAME=value' texts, got a mapping")
        return ()
    variables: dict[str, str] = {}
    for line, item in root.lined_texts("environment"):
        name, separator, value = item.partition("=")
        problem = _variable_problem(name, bool(separator))
        if problem is None and name in variables:
            problem = f"{name!r} is given twice"
        if problem is not None:
            root.problems.add(line, f"'environment': {problem}")
        variables[name] = value
    return tuple(variables.items())


def _variable_problem(name: str, has_value: bool) -> str | None:
    if not has_value:
        return f"expected NAME=value, got {name!r}"
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
        return f"{name!r} is not a name of a variable: letters, digits and _ only"
    if name in RESERVED_VARIABLES or name.startswith(RESERVED_PREFIXES):
        return f"{name!r} is not allowed: it is reserved for internal use"
    return None
