from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cog_cli import console

SAY = "from cog_cli import console; from cog_cli.__main__ import run; "


def python(code: str, redirection: str = "") -> subprocess.CompletedProcess[str]:
    command = f'"$0" -c "$1" {redirection}'
    return subprocess.run(
        ["sh", "-c", command, sys.executable, code], capture_output=True, text=True, timeout=60
    )


def test_only_results_go_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    console.result("result")
    console.progress("progress")
    console.warning("careful")
    console.error("wrong", hint="try this")
    assert capsys.readouterr() == (
        "result\n",
        "progress\nWarning: careful\nError: wrong\nHint: try this\n",
    )


def test_details_are_said_on_request_only(capsys: pytest.CaptureFixture[str]) -> None:
    console.set_verbose(False)
    console.debug("detail")
    console.set_verbose(True)
    console.debug("more detail")
    console.set_verbose(False)
    assert capsys.readouterr().err == "more detail\n"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert console.colour()
    monkeypatch.setenv(name, value)
    assert not console.colour()


def test_a_character_that_the_encoding_lacks_becomes_an_escape() -> None:
    code = "import sys; sys.stdout.reconfigure(encoding='ascii')\n" + SAY + "console.result('ü')"
    outcome = python(code)
    assert (outcome.stdout, outcome.stderr) == ("\\xfc\n", "")


def test_a_reader_that_has_seen_enough_is_no_error() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    process = subprocess.run(
        [sys.executable, "-m", "cog_cli", "--help"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    os.close(theirs)
    assert (process.returncode, process.stderr) == (1, b"")


def test_closed_streams_are_no_error() -> None:
    code = SAY + "console.result('a'); console.warning('b')"
    assert python(code, ">&- 2>&-").returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_reported() -> None:
    code = SAY + (
        "import cog_cli.errors\n"
        "try: console.result('a')\n"
        "except cog_cli.errors.CogError as error: print(error, file=__import__('sys').stderr)"
    )
    assert "cannot write the result: No space left" in python(code, ">/dev/full").stderr
