from __future__ import annotations

import pytest
from cog_cli.media_types import extension, media_type


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.png", "image/png"),
        ("A.JPEG", "image/jpeg"),
        ("x.webp", "image/webp"),
        ("archive.tar.gz", "application/gzip"),
        ("sound.wav", "audio/wav"),
        ("noextension", "application/octet-stream"),
        ("odd.xyzzy", "application/octet-stream"),
    ],
)
def test_a_file_name_has_a_media_type(name: str, expected: str) -> None:
    assert media_type(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("image/jpeg", ".jpg"),
        ("image/jpg", ".jpg"),
        ("audio/x-wav", ".wav"),
        ("text/plain; charset=utf-8", ".txt"),
        ("application/octet-stream", ""),
        ("None", ""),
        ("", ""),
    ],
)
def test_a_media_type_has_an_extension(name: str, expected: str) -> None:
    assert extension(name) == expected
