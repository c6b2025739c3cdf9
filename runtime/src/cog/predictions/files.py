"""A prediction's files: input URLs become files before the model runs, output files URLs after.

Each prediction has a directory of its own, made when the first file needs it and removed at the
end.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import mimetypes
import os
import shutil
import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Tuple

from ..errors import FileError
from ..schema.codec import join_files, split_files
from ..schema.markers import FileURL, LocalFile
from ..worker.files import delete_if_new

if TYPE_CHECKING:
    from ..schema.markers import Files

_MAX_NAME_BYTES = 200
_CHUNK = 1 << 20
_CONNECT_SECONDS = 10.0
_READ_SECONDS = 60.0


@dataclass
class PredictionFiles:
    """The directory of one prediction and the files that go through it."""

    #: Where the directory is, or will be.
    path: str
    #: Whether it may exist.
    made: bool = False
    _count: int = 0

    def directory(self) -> str:
        """The directory, which exists from now on."""
        self.made = True
        Path(self.path).mkdir(mode=0o700, exist_ok=True)
        return self.path

    async def fetch(self, values: Dict[str, Any]) -> Tuple[Dict[str, Any], Files]:
        """The values with their URLs fetched, taken apart as they cross the channel.

        Raises FileError naming the input that cannot be fetched.
        """
        tasks: List[asyncio.Task[LocalFile]] = []

        def start(value: Any, place: str) -> Any:
            if isinstance(value, FileURL):
                tasks.append(asyncio.ensure_future(self._fetch_one(value, place)))
                return tasks[-1]
            if isinstance(value, dict):
                return {key: start(item, f"{place}.{key}") for key, item in value.items()}
            if isinstance(value, list):
                return [start(item, f"{place}[{index}]") for index, item in enumerate(value)]
            return value

        def finish(value: Any) -> Any:
            if isinstance(value, asyncio.Task):
                return value.result()
            if isinstance(value, dict):
                return {key: finish(item) for key, item in value.items()}
            if isinstance(value, list):
                return [finish(item) for item in value]
            return value

        started = {name: start(value, name) for name, value in values.items()}
        try:
            await asyncio.gather(*tasks)
        except BaseException:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            raise
        fetched, files = split_files(finish(started))
        return fetched, files

    async def publish(self, value: Any, files: Files, since: float) -> Any:
        """The value with each of its files as a data URL.

        A file that the model made since the time `since` (its own output, not a file of the
        project's) is deleted. Raises FileError for a file that cannot be read.
        """
        urls: Files = []
        for pointer, path in files:
            urls.append((pointer, await asyncio.to_thread(_to_data_url, path)))
            await asyncio.to_thread(delete_if_new, path, since)
        return join_files(value, urls)

    def remove(self) -> None:
        """Deletes the directory and all in it."""
        if self.made:
            shutil.rmtree(self.path, ignore_errors=True)

    async def _fetch_one(self, url: FileURL, place: str) -> LocalFile:
        self._count += 1
        # A directory for each: the file keeps its own name, which models look at.
        directory = Path(self.directory(), str(self._count))
        directory.mkdir()  # noqa: ASYNC240
        try:
            if url[:5].lower() == "data:":
                return await asyncio.to_thread(_save_data_url, url, directory)
            return await _download(url, directory)
        except FileError as error:
            raise FileError(f"input {place}: {error}") from error
        except OSError as error:
            raise FileError(f"input {place}: cannot be stored: {error}") from error


def _save_data_url(url: str, directory: Path) -> LocalFile:
    header, comma, body = url[5:].partition(",")
    if not comma:
        raise FileError("the data: URL has no comma")
    media_type, *parameters = header.split(";")
    if "base64" in (parameter.strip().lower() for parameter in parameters):
        if "%" in body[:100]:
            body = urllib.parse.unquote(body)
        try:
            data = base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError) as error:
            raise FileError(f"the data: URL is not valid base64: {error}") from error
    else:
        data = urllib.parse.unquote_to_bytes(body)
    extension = mimetypes.guess_extension(media_type.strip().lower()) or ""
    path = directory / f"file{extension}"
    path.write_bytes(data)
    return LocalFile(str(path))


async def _download(url: str, directory: Path) -> LocalFile:
    import httpx  # costs 0.1 s, and many servers never download anything

    timeout = httpx.Timeout(_READ_SECONDS, connect=_CONNECT_SECONDS)
    path = directory / file_name(url)
    try:
        async with httpx.AsyncClient(timeout=timeout, follow_redirects=True) as client:
            async with client.stream("GET", url) as response:
                response.raise_for_status()
                with path.open("wb") as file:
                    async for chunk in response.aiter_bytes(_CHUNK):
                        file.write(chunk)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error).split("\n")[0] or type(error).__name__
        raise FileError(f"cannot be fetched: {reason}") from error
    return LocalFile(str(path))


def file_name(url: str) -> str:
    """The name to give a downloaded file: the URL path's last part, safe and not too long."""
    last = urllib.parse.urlsplit(url).path.rsplit("/", 1)[-1]
    name = urllib.parse.unquote_plus(last).replace("/", "_").replace("\0", "_")
    if name in ("", ".", ".."):
        return "file"
    extension = Path(name).suffix
    stem = name[: len(name) - len(extension)]
    room = _MAX_NAME_BYTES - len(os.fsencode(extension)) - 1
    if len(os.fsencode(name)) > _MAX_NAME_BYTES:
        stem = os.fsencode(stem)[:room].decode("utf-8", "ignore") + "~"
    return stem + extension


def _to_data_url(path: str) -> str:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise FileError(f"output file {path}: {error.strerror or error}") from error
    media_type = mimetypes.guess_type(path)[0] or "application/octet-stream"
    return f"data:{media_type};base64,{base64.b64encode(data).decode('ascii')}"
