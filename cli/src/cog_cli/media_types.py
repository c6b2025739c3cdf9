"""Media types and file name extensions, both ways.

The table comes first so that a model's files are named the same on every machine; what it lacks
is asked of the system.
"""

from __future__ import annotations

import mimetypes
from pathlib import PurePath

DEFAULT = "application/octet-stream"

# The first extension of a type is the one that written files get.
_EXTENSIONS = {
    "application/gzip": (".gz",),
    "application/json": (".json",),
    "application/jsonl": (".jsonl",),
    "application/pdf": (".pdf",),
    "application/vnd.apache.parquet": (".parquet",),
    "application/x-hdf5": (".h5", ".hdf5"),
    "application/x-tar": (".tar",),
    "application/xml": (".xml",),
    "application/yaml": (".yaml", ".yml"),
    "application/zip": (".zip",),
    "audio/aac": (".aac",),
    "audio/flac": (".flac",),
    "audio/midi": (".mid", ".midi"),
    "audio/mp4": (".m4a",),
    "audio/mpeg": (".mp3",),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    "audio/webm": (".weba",),
    "audio/x-aiff": (".aiff", ".aif"),
    "image/avif": (".avif",),
    "image/bmp": (".bmp",),
    "image/gif": (".gif",),
    "image/heic": (".heic",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/jxl": (".jxl",),
    "image/png": (".png",),
    "image/svg+xml": (".svg",),
    "image/tiff": (".tiff", ".tif"),
    "image/vnd.adobe.photoshop": (".psd",),
    "image/webp": (".webp",),
    "image/x-icon": (".ico",),
    "model/gltf+json": (".gltf",),
    "model/gltf-binary": (".glb",),
    "model/obj": (".obj",),
    "model/stl": (".stl",),
    "text/css": (".css",),
    "text/csv": (".csv",),
    "text/html": (".html", ".htm"),
    "text/javascript": (".js", ".mjs"),
    "text/markdown": (".md",),
    "text/plain": (".txt", ".log"),
    "text/tab-separated-values": (".tsv",),
    "video/mp4": (".mp4", ".m4v"),
    "video/mpeg": (".mpeg", ".mpg"),
    "video/ogg": (".ogv",),
    "video/quicktime": (".mov",),
    "video/webm": (".webm",),
    "video/x-matroska": (".mkv",),
    "video/x-msvideo": (".avi",),
}
_TYPES = {extension: name for name, known in _EXTENSIONS.items() for extension in known}
# What older systems and browsers call the same things.
_ALIASES = {
    "application/x-gzip": "application/gzip",
    "application/x-yaml": "application/yaml",
    "application/x-zip-compressed": "application/zip",
    "audio/mp3": "audio/mpeg",
    "audio/vnd.wave": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/x-wav": "audio/wav",
    "image/jpg": "image/jpeg",
    "image/x-ms-bmp": "image/bmp",
    "text/xml": "application/xml",
}


def media_type(name: str) -> str:
    """The media type of a file with this name."""
    extension = PurePath(name).suffix.lower()
    return _TYPES.get(extension) or mimetypes.guess_type(f"x{extension}")[0] or DEFAULT


def extension(media_type: str) -> str:
    """The extension, with its dot, for a media type; empty when there is none."""
    name = media_type.partition(";")[0].strip().lower()
    name = _ALIASES.get(name, name)
    if name == DEFAULT:  # the system would say .bin, or .obj, or .so
        return ""
    known = _EXTENSIONS.get(name)
    return known[0] if known else mimetypes.guess_extension(name) or ""
