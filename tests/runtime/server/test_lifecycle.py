"""From the start of the server to its end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx
import pytest

from .conftest import children

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Serve

SLOW_SETUP = """
import time
class Predictor(BasePredictor):
    def setup(self) -> None:
        print("setting up")
        time.sleep({seconds})
    def predict(self) -> str:
        return "ready"
"""


def test_the_schema_is_there_before_setup_has_ended(serve: Serve) -> None:
    served = serve(SLOW_SETUP.format(seconds=60), wait=False)
    while (answer := served.client.get("/openapi.json")).status_code == 503:
        assert answer.headers["retry-after"]
        time.sleep(0.02)

    assert answer.json()["info"]["title"] == "Cog"
    assert served.health()["status"] == "STARTING"
    refused = served.client.post("/predictions")
    assert refused.status_code == 503
    assert "Setup has not finished" in refused.json()["detail"]


def test_setup_logs_are_in_the_health_check(serve: Serve) -> None:
    setup = serve(SLOW_SETUP.format(seconds=0)).health()["setup"]

    assert (setup["status"], setup["logs"]) == ("succeeded", "setting up\n")


FAILURES = {
    "an exception in setup": (
        "class Predictor:\n def setup(self): raise RuntimeError('no weights')\n"
        " def predict(self) -> str: return ''",
        "setup() failed: no weights",
    ),
    "an exception at import": ("1 / 0\ndef predict() -> str: return ''", "division by zero"),
    "broken syntax": ("def predict( -> str: return ''", "syntax"),
    "a missing annotation": ("def predict(x) -> str: return ''", "Supported"),
    "an exit in setup": (
        "import os\nclass Predictor:\n def setup(self): os._exit(4)\n"
        " def predict(self) -> str: return ''",
        "exited with code 4, while it ran setup()",
    ),
    "no such class": ("x = 1  # class Predictor", "Predictor"),
}


@pytest.mark.parametrize(("source", "reason"), FAILURES.values(), ids=FAILURES)
def test_a_model_that_cannot_be_set_up_says_why(serve: Serve, source: str, reason: str) -> None:
    served = serve(source)

    health = served.health()

    assert health["status"] == "SETUP_FAILED"
    assert reason in health["setup"]["logs"]
    assert served.client.post("/predictions").status_code == 503


def run_server(directory: Path, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "cog.server.http", "--port=0", *arguments],
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def model(directory: Path, source: str) -> Path:
    (directory / "predict.py").write_text(source)
    (directory / "cog.yaml").write_text('predict: "predict.py:predict"\n')
    return directory


def test_a_server_whose_setup_fails_ends_with_255_and_the_reason(tmp_path: Path) -> None:
    process = run_server(model(tmp_path, "1 / 0"))

    output, _ = process.communicate(timeout=30)

    assert process.returncode == 255
    assert "division by zero" in output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--port", "x"], "invalid int value"),
        (["--await-explicit-shutdown", "maybe"], "true or false, not 'maybe'"),
        (["--fd", "99"], "--fd 99 is not an open socket"),
        (["--fd", "-1"], "--fd -1 is not an open socket"),
        (["--host", "é..x"], "cannot listen on é..x"),
        (["--nope"], "unrecognized arguments"),
        (["--host", "203.0.113.1"], "cannot listen on 203.0.113.1"),
    ],
)
def test_a_wrong_option_is_an_error_without_a_traceback(
    tmp_path: Path, arguments: list[str], message: str
) -> None:
    process = run_server(model(tmp_path, "def predict() -> str: return ''"), *arguments)

    output, _ = process.communicate(timeout=30)

    assert process.returncode in (1, 2)
    assert message in output
    assert "Traceback" not in output


def test_a_directory_without_a_model_is_an_error_that_says_what_is_missing(tmp_path: Path) -> None:
    process = run_server(tmp_path)

    output, _ = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "cog.yaml has no `predict`" in output


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_running_prediction_finish_and_ends_with_0(
    tmp_path: Path, number: signal.Signals
) -> None:
    source = """
import pathlib, time
def predict() -> str:
    while not pathlib.Path("go on").exists():
        time.sleep(0.01)
    return "done"
"""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = subprocess.Popen(
            [sys.executable, "-m", "cog.server.http", f"--fd={listening.fileno()}"],
            cwd=model(tmp_path, source),
            pass_fds=[listening.fileno()],
        )
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with ThreadPoolExecutor() as pool:
        wait_for_status(url, "READY")
        answer = pool.submit(httpx.post, f"{url}/predictions", timeout=30)
        wait_for_status(url, "BUSY")
        process.send_signal(number)
        with pytest.raises(httpx.TransportError):  # nobody else is let in any more
            wait_for_status(url, "never")
        (tmp_path / "go on").touch()
    assert answer.result().json()["output"] == "done"
    assert process.wait(30) == 0


def wait_for_status(url: str, status: str) -> None:
    while httpx.get(f"{url}/health-check").json()["status"] != status:
        time.sleep(0.02)


def test_a_server_that_ends_during_setup_does_not_wait_for_it(serve: Serve) -> None:
    served = serve(SLOW_SETUP.format(seconds=60), wait=False)
    served.wait_until_printed("setting up")

    served.client.post("/shutdown")

    assert served.process.wait(30) == 0
    assert children(served.process.pid) == []


def test_a_model_that_never_ends_does_not_keep_the_server_from_ending(serve: Serve) -> None:
    served = serve(
        """
        import time
        def predict() -> str:
            while True:
                try: time.sleep(60)
                except BaseException: pass
        """
    )
    with ThreadPoolExecutor() as pool:
        running = pool.submit(served.predict)
        served.wait_for("BUSY")
        served.client.post("/shutdown")

        assert running.result()["status"] == "canceled"
    assert served.process.wait(30) == 0
    assert "Traceback" not in served.printed()


def test_of_a_flood_in_setup_the_latest_is_kept(serve: Serve) -> None:
    served = serve("""
        class Predictor:
            def setup(self) -> None:
                print("x" * (3 << 20))
                print("the end")
            def predict(self) -> str: return ""
    """)

    logs = served.health()["setup"]["logs"]

    assert len(logs) < 2 << 20
    assert "earlier characters left out" in logs
    assert logs.endswith("the end\n")


@pytest.mark.parametrize("tenths", range(1, 8))
def test_a_signal_ends_a_server_that_starts_at_any_moment(tmp_path: Path, tenths: int) -> None:
    # Blocked, as the command line does: before there is a handler it would be Python's.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    with socket.create_server(("127.0.0.1", 0)) as listening:
        process = subprocess.Popen(
            [sys.executable, "-m", "cog.server.http", f"--fd={listening.fileno()}"],
            cwd=model(tmp_path, "import time; time.sleep(60)"),
            pass_fds=[listening.fileno()],
            stderr=subprocess.PIPE,
            env={**os.environ, "TMPDIR": str(tmp_path)},
        )
    signal.pthread_sigmask(signal.SIG_SETMASK, before)

    time.sleep(tenths / 10)
    process.send_signal(signal.SIGINT)

    assert process.communicate(timeout=30)[1].count(b"Traceback") == 0
    assert process.returncode == 0
    assert list(tmp_path.glob("cog-*")) == []


def test_who_asks_a_server_to_end_a_second_time_does_not_break_it_off(serve: Serve) -> None:
    served = serve("import time\ndef predict() -> None:\n    time.sleep(60)")
    with ThreadPoolExecutor() as pool:
        running = pool.submit(served.predict)
        served.wait_for("BUSY")
        for _ in range(3):
            served.process.send_signal(signal.SIGINT)
            time.sleep(0.2)

        assert running.result()["status"] == "canceled"
    assert served.process.wait(30) == 0
    assert "Traceback" not in served.printed()
