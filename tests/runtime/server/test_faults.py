"""Whatever the model does, its prediction ends once and says why, and the server goes on."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Serve

DEATHS = {
    "os._exit": ("os._exit(7)", "exited with code 7"),
    "a segfault": ("ctypes.string_at(0)", "SIGSEGV"),
    "SIGKILL": ("os.kill(os.getpid(), 9)", "SIGKILL"),
    "abort": ("os.abort()", "SIGABRT"),
}


def source(body: str) -> str:
    return f"""
import ctypes, os, subprocess, sys, time
def predict(bad: bool = False) -> str:
    print("last words")
    if bad:
        {body}
    return "fine"
"""


@pytest.mark.parametrize(("body", "cause"), DEATHS.values(), ids=DEATHS)
def test_a_dead_worker_is_the_reason_and_is_replaced(serve: Serve, body: str, cause: str) -> None:
    served = serve(source(body))

    prediction = served.predict(bad=True)

    assert prediction["status"] == "failed"
    assert cause in prediction["error"]
    assert "last words" in prediction["error"]
    served.wait_for("READY")
    assert served.predict()["output"] == "fine"


def test_a_kill_from_outside_in_mid_prediction_fails_it_with_the_reason(serve: Serve) -> None:
    served = serve(source("time.sleep(60)"))
    with ThreadPoolExecutor() as pool:
        running = pool.submit(served.predict, bad=True)
        served.wait_for("BUSY")
        os.kill(served.worker_pid(), signal.SIGKILL)

        assert "SIGKILL" in running.result()["error"]
    served.wait_for("READY")
    assert served.predict()["output"] == "fine"


def test_an_idle_worker_that_dies_is_replaced(serve: Serve) -> None:
    served = serve(source("pass"))
    pid = served.worker_pid()
    os.kill(pid, signal.SIGKILL)
    while served.health()["status"] == "READY" and served.worker_pid() == pid:
        time.sleep(0.01)
    served.wait_for("READY")

    assert served.predict()["output"] == "fine"


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ("sys.exit(3)", "the model called sys.exit(3)"),
        ("raise KeyError('x')", "KeyError: 'x'"),
        ("raise ValueError", "ValueError"),
        ("return object()", "object"),
        ("return float('nan')", "nan"),
    ],
)
def test_a_model_that_misbehaves_fails_and_its_worker_lives(
    serve: Serve, body: str, error: str
) -> None:
    served = serve(source(body).replace("-> str", "-> Any"))
    pid = served.worker_pid()

    prediction = served.predict(bad=True)

    assert prediction["status"] == "failed"
    assert error.lower() in prediction["error"].lower()
    assert served.worker_pid() == pid
    assert served.predict()["output"] == "fine"


def test_a_hundred_megabytes_of_output_are_survived_and_the_end_is_kept(serve: Serve) -> None:
    flood = "for _ in range(1600): os.write(1, b'x' * 65535 + b'\\n')\n        print('the end')"
    served = serve(source(flood))

    prediction = served.predict(bad=True)

    assert prediction["status"] == "succeeded"
    assert "earlier characters left out" in prediction["logs"][:100]
    assert prediction["logs"].endswith("the end\n")
    served.wait_until_printed("the end")
    assert served.output.stat().st_size > 1600 * 65536


def test_output_of_c_code_and_of_subprocesses_is_in_the_logs(serve: Serve) -> None:
    body = "ctypes.CDLL(None).puts(b'from C'); subprocess.run(['echo', 'from a child'])"

    logs = serve(source(body)).predict(bad=True)["logs"]

    assert "from C\n" in logs
    assert "from a child\n" in logs


def test_garbage_on_the_standard_streams_reaches_no_channel(serve: Serve) -> None:
    served = serve(source("[os.write(fd, os.urandom(5000)) for fd in (1, 2) for _ in range(20)]"))

    assert served.predict(bad=True)["output"] == "fine"


def test_a_model_that_closes_its_streams_goes_on(serve: Serve) -> None:
    served = serve(source("os.close(0); os.close(1); sys.stderr.close()").replace("print", "str"))

    assert served.predict(bad=True)["output"] == "fine"
    assert served.predict()["output"] == "fine"


def test_no_output_crosses_predictions(serve: Serve) -> None:
    served = serve(
        """
        import os, sys
        def predict(number: int) -> str:
            for part in range(20):
                print(f"{number}.{part}")
                os.write(2, f"{number}.{part}\\n".encode())
            if number % 50 == 49:
                os._exit(1)
            return str(number)
        """,
        PYTHONUNBUFFERED="1",
    )
    for number in range(200):
        served.wait_for("READY")
        prediction = served.predict(number=number)

        lines = prediction["logs"].split()
        assert len(lines) == 40
        assert {line.split(".")[0] for line in lines} == {str(number)}
        assert prediction["output"] == (None if number % 50 == 49 else str(number))


def test_health_checks_are_answered_while_the_model_holds_its_interpreter(serve: Serve) -> None:
    served = serve(source("sum(range(10**8))"))
    prediction = threading.Thread(target=served.predict, kwargs={"bad": True})
    prediction.start()
    served.wait_for("BUSY")
    prediction.join()

    assert served.health()["status"] == "READY"


def test_every_temporary_file_is_gone_after_the_end(
    serve: Serve, tmp_path_factory: pytest.TempPathFactory
) -> None:
    temporary = tmp_path_factory.mktemp("tmp")
    served = serve(
        "def predict(file: Path, fail: bool) -> str:\n    return 'x' if not fail else 1 / 0",
        TMPDIR=str(temporary),
    )
    served.predict(file="data:,x", fail=True)
    served.predict(file="data:," + "x" * 2_000_000, fail=False)

    assert [path for path in temporary.rglob("*") if path.is_file()] == []


def test_a_killed_server_leaves_no_worker_behind(serve: Serve) -> None:
    served = serve(source("pass"))
    worker = served.worker_pid()

    served.process.kill()
    served.process.wait()

    while _alive(worker):
        time.sleep(0.01)


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


UNSENDABLE = {
    "a number of too many digits": ("1 << 20000", "digits"),
    "a list that is nested too deeply": (
        "functools.reduce(lambda l, _: [l], range(250), [])",
        "deep",
    ),
}


@pytest.mark.parametrize(("value", "reason"), UNSENDABLE.values(), ids=UNSENDABLE)
def test_an_output_that_cannot_be_sent_fails_its_prediction_alone(
    serve: Serve, value: str, reason: str
) -> None:
    served = serve(
        f"import functools\ndef predict(bad: bool) -> Any:\n    return {value} if bad else 1"
    )
    worker = served.worker_pid()

    prediction = served.predict(bad=True)

    assert prediction["status"] == "failed"
    assert reason in prediction["error"]
    assert (served.predict(bad=False)["output"], served.worker_pid()) == (1, worker)


BROKEN = {
    "its stderr": "sys.stderr = Broken()",
    "its stdout": "sys.stdout = Broken()",
    "a text of its exception": "raise Unspeakable",
    "its exit code": "sys.exit(Broken())",
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_model_that_breaks_what_reports_its_failure_fails_all_the_same(
    serve: Serve, body: str
) -> None:
    served = serve(f"""
        import sys
        class Broken:
            def flush(self): raise RuntimeError
            def write(self, text): raise RuntimeError
            def __repr__(self): raise SystemExit
        class Unspeakable(Exception):
            def __str__(self): raise SystemExit
        def predict() -> str:
            {body}
            raise ValueError("boo")
    """)
    worker = served.worker_pid()

    assert served.predict()["status"] == "failed"
    assert served.predict()["status"] == "failed"
    assert served.worker_pid() == worker


def test_a_model_that_closes_the_channel_is_replaced(serve: Serve) -> None:
    served = serve(source("os.closerange(3, 100)"))

    assert "exited with code 1" in served.predict(bad=True)["error"]
    served.wait_for("READY")
    assert served.predict()["output"] == "fine"


def test_a_model_that_writes_into_the_channel_is_replaced(serve: Serve) -> None:
    served = serve(
        source("[os.write(n, b'garbage') for n in range(3, 20) if is_socket(n)]")
        + """
import stat
def is_socket(descriptor):
    try:
        return stat.S_ISSOCK(os.fstat(descriptor).st_mode)
    except OSError:
        return False
"""
    )

    assert "unintelligible" in served.predict(bad=True)["error"]
    served.wait_for("READY")
    assert served.predict()["output"] == "fine"


def test_large_outputs_survive_a_cleaner_of_temporary_files(serve: Serve, tmp_path: Path) -> None:
    served = serve(
        """
        import glob, os, shutil, tempfile
        def predict() -> str:
            for directory in glob.glob(os.path.join(tempfile.gettempdir(), "cog-*")):
                shutil.rmtree(directory)
            return "x" * (3 << 20)
    """,
        TMPDIR=str(tmp_path),
    )

    assert len(served.predict()["output"]) == 3 << 20


def test_inputs_that_cannot_be_stored_fail_their_prediction_alone(
    serve: Serve, tmp_path: Path
) -> None:
    served = serve("def predict(text: str) -> int:\n    return len(text)", TMPDIR=str(tmp_path))
    (channel,) = tmp_path.glob("cog-channel-*")
    channel.rmdir()
    channel.touch()

    prediction = served.predict(text="x" * (3 << 20))

    assert prediction["status"] == "failed"
    assert "cannot be sent" in prediction["error"]
    assert served.predict(text="x")["output"] == 1
