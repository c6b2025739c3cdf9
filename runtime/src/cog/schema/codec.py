"""Values on the worker's side: JSON → what predict() receives; what it returns → JSON."""

from __future__ import annotations

import dataclasses
import datetime
import decimal
import enum
import io
import math
import os
import pathlib
import shutil
import tempfile
import types
import uuid
from typing import TYPE_CHECKING, Any, Callable, Mapping, Sequence

from ..errors import OutputError
from .markers import LocalFile

if TYPE_CHECKING:
    from .markers import Files, Pointer
    from .spec import PredictorSpec

__all__ = ["decode_inputs", "encode_output", "join_files", "split_files"]

#: How deep lists and dicts may be nested: more than 200 levels no parser of the server's takes.
_DEEPEST = 180

_AS_THEY_ARE = frozenset({bool, int, type(None)})
_LEAVES = frozenset({bool, int, float, str, type(None)})


def decode_inputs(spec: PredictorSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of predict() for validated values, whose files are LocalFiles.

    `spec` has to be the one that describe() made: it knows the model's own classes.
    """
    arguments = {}
    for each in spec.inputs:
        value = values.get(each.name, each.default)
        arguments[each.name] = None if value is None else each.type.decode(value)
    return arguments


def encode_output(value: Any, directory: Callable[[], str], *, check_files: bool = True) -> Any:
    """A returned value as a JSON-like tree whose files are LocalFiles.

    Open files are copied into `directory()`, which is asked for when there is one. Raises
    OutputError, naming the place, for what cannot be sent.
    """
    if type(value) is str and value.isascii():  # most of what models return
        return value
    try:
        return _Encoder(directory, check_files).encode(value, ())
    except RecursionError:
        raise OutputError("output contains itself, or is nested too deeply to be sent") from None


class _Encoder:
    def __init__(self, directory: Callable[[], str], check_files: bool) -> None:
        self.directory = directory
        self.check_files = check_files
        self.depth = 0

    def encode(self, value: Any, place: tuple[Any, ...]) -> Any:
        """`place` is `(outer place, key)`, so that it costs nothing until a message names it."""
        kind = type(value)
        if kind in _AS_THEY_ARE:
            return value
        if kind is str:
            return value if value.isascii() else _text(value)
        if kind is float:
            return self.number(value, place)
        if kind is dict:
            return self.mapping(value, place)
        if kind is list or kind is tuple:
            return self.sequence(value, place)
        for known, encode in _BY_CLASS:
            if isinstance(value, known):
                return encode(self, value, place)
        return self.by_look(value, place)

    def number(self, value: float, place: tuple[Any, ...]) -> float:
        if not math.isfinite(value):
            raise OutputError(f"{_shown(place)} is {value!r}, which JSON cannot express")
        return float(value)

    def mapping(self, value: Any, place: tuple[Any, ...]) -> dict[str, Any]:
        self.deeper()
        members = {
            key if type(key) is str else _key(key, place): self.encode(item, (place, key))
            for key, item in value.items()
        }
        self.depth -= 1
        return members

    def sequence(self, value: Any, place: tuple[Any, ...]) -> list[Any]:
        if value and type(value[0]) is float:  # embeddings and the like
            if set(map(type, value)) == {float} and all(map(math.isfinite, value)):
                return list(value)
        self.deeper()
        items = [
            item if type(item) in _AS_THEY_ARE else self.encode(item, (place, index))
            for index, item in enumerate(value)
        ]
        self.depth -= 1
        return items

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise RecursionError

    def iterable(self, value: Any, place: tuple[Any, ...]) -> list[Any]:
        return self.sequence(list(value), place)

    def path(self, value: Any, place: tuple[Any, ...]) -> LocalFile:
        text = os.fsdecode(value)
        if not self.check_files:
            return LocalFile(text)
        if not os.path.isfile(text):
            reason = "is a directory" if os.path.isdir(text) else "does not exist"
            raise OutputError(f"{_shown(place)} names the file {text}, which {reason}")
        return LocalFile(os.path.abspath(text))

    def open_file(self, value: Any, place: tuple[Any, ...]) -> LocalFile:
        name = getattr(value, "name", None)
        named = name if isinstance(name, str) else ""
        on_disk = os.path.isfile(named)
        try:
            if on_disk and not value.closed and value.writable():
                value.flush()
            if on_disk and (value.closed or not value.readable()):
                return LocalFile(os.path.abspath(named))
            folder = tempfile.mkdtemp(dir=self.directory())
            target = os.path.join(folder, os.path.basename(named) or "file")
            _copy(value, target)
        except (OSError, ValueError) as error:
            raise OutputError(f"{_shown(place)} is a file that cannot be read: {error}") from error
        return LocalFile(target)

    def by_look(self, value: Any, place: tuple[Any, ...]) -> Any:
        """Values of libraries that are not imported here."""
        if hasattr(value, "__fspath__"):
            return self.path(value, place)
        if callable(getattr(value, "read", None)):
            return self.open_file(value, place)
        if hasattr(value, "get_secret_value"):
            return str(value)
        if hasattr(value, "model_dump"):  # pydantic 2
            return self.encode(value.model_dump(exclude_unset=True), place)
        if hasattr(value, "__fields_set__"):  # pydantic 1
            fields = value.dict(exclude_unset=True)
            return self.encode(fields.get("__root__", fields), place)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
            return self.mapping(fields, place)
        if callable(getattr(value, "tolist", None)):  # numpy, torch, jax, array.array
            return self.encode(value.tolist(), place)
        kind = type(value)
        raise OutputError(
            f"{_shown(place)} is of type {kind.__module__}.{kind.__qualname__}, "
            "which cannot be sent as JSON"
        )

    def member(self, value: Any, place: tuple[Any, ...]) -> Any:
        return self.encode(value.value, place)

    def bytes(self, value: Any, place: tuple[Any, ...]) -> str:
        try:
            return bytes(value).decode()
        except UnicodeDecodeError:
            raise OutputError(
                f"{_shown(place)} is bytes that are not text; return a cog.Path or io.BytesIO"
            ) from None


def _scalar(convert: Callable[[Any], Any]) -> Callable[[_Encoder, Any, tuple[Any, ...]], Any]:
    return lambda encoder, value, place: encoder.encode(convert(value), place)


#: In this order: an IntEnum is an int, a datetime a date, a file an iterator.
_BY_CLASS: Sequence[tuple[Any, Callable[[_Encoder, Any, tuple[Any, ...]], Any]]] = (
    (enum.Enum, _Encoder.member),
    (LocalFile, lambda encoder, value, place: value),
    (str, _scalar(lambda value: str.__str__(value))),
    (float, _scalar(float.__float__)),
    (int, _scalar(int)),
    (pathlib.PurePath, _Encoder.path),
    (Mapping, _Encoder.mapping),
    ((list, tuple, set, frozenset, types.GeneratorType, range), _Encoder.iterable),
    (io.IOBase, _Encoder.open_file),
    ((datetime.date, datetime.time), _scalar(lambda value: value.isoformat())),
    (datetime.timedelta, _scalar(datetime.timedelta.total_seconds)),
    (decimal.Decimal, _scalar(lambda value: int(value) if value == value // 1 else float(value))),
    (uuid.UUID, _scalar(str)),
    ((bytes, bytearray), _Encoder.bytes),
)


def split_files(tree: Any) -> tuple[Any, Files]:
    """The tree with null in place of each LocalFile, and what join_files() needs to put them back.

    The tree itself is returned, unchanged, when it holds none.
    """
    files: Files = []
    return _take_out(tree, [], files), files


def join_files(tree: Any, files: Sequence[tuple[Sequence[str | int], str]]) -> Any:
    """The tree with its LocalFiles in place again; lists and dicts are changed, not copied."""
    for pointer, path in files:
        if not pointer:
            return LocalFile(path)
        target = tree
        for key in pointer[:-1]:
            target = target[key]
        target[pointer[-1]] = LocalFile(path)
    return tree


def _take_out(tree: Any, pointer: Pointer, files: Files) -> Any:
    kind = type(tree)
    if kind in _LEAVES:
        return tree
    if kind is LocalFile:
        files.append((pointer, str(tree)))
        return None
    before = len(files)
    if kind is dict:
        members = {k: _take_out(v, [*pointer, k], files) for k, v in tree.items()}
        return members if len(files) > before else tree
    if kind is list:
        if _LEAVES.issuperset(map(type, tree)):
            return tree
        items = [_take_out(v, [*pointer, i], files) for i, v in enumerate(tree)]
        return items if len(files) > before else tree
    return tree


def _copy(file: Any, target: str) -> None:
    if not hasattr(file, "seekable") or file.seekable():
        file.seek(0)
    start = file.read(1 << 16)
    if isinstance(start, str):
        with open(target, "w", encoding="utf-8", newline="") as text:
            text.write(start)
            shutil.copyfileobj(file, text, 1 << 20)
    else:
        with open(target, "wb") as copy:
            copy.write(start)
            shutil.copyfileobj(file, copy, 1 << 20)


def _text(value: str) -> str:
    # A file name that is not UTF-8 has lone surrogates, which no JSON parser takes.
    return value.encode("utf-8", "replace").decode()


def _key(key: Any, place: tuple[Any, ...]) -> str:
    if isinstance(key, enum.Enum):
        key = key.value
    if isinstance(key, str):
        return str.__str__(key)
    if key is None or isinstance(key, bool):
        return {None: "null", True: "true", False: "false"}[key]
    if hasattr(key, "tolist"):
        key = key.tolist()
    if isinstance(key, (int, float, uuid.UUID)):
        return str(key)
    if isinstance(key, (datetime.date, datetime.time)):
        return key.isoformat()
    raise OutputError(f"{_shown(place)} has the key {key!r}, and keys have to be text")


def _shown(place: tuple[Any, ...]) -> str:
    """`output["scores"][3]`"""
    keys = []
    while place:
        place, key = place
        keys.append(f"[{key!r}]" if isinstance(key, int) else f'["{key}"]')
    return "output" + "".join(reversed(keys))
