from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from cog_cli.engines.local.process import bound_socket, running_server, stop
from cog_cli.errors import EngineError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_port_that_is_not_named_is_a_free_one() -> None:
    with bound_socket("127.0.0.1", None) as one, bound_socket("127.0.0.1", None) as two:
        assert one.getsockname()[1] != two.getsockname()[1] != 0


def test_clients_may_connect_before_anyone_accepts() -> None:
    with bound_socket("127.0.0.1", None) as listener:
        socket.create_connection(listener.getsockname(), timeout=5).close()


def test_a_port_in_use_is_named() -> None:
    with bound_socket("127.0.0.1", None) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EngineError, match=f"port {port} of 127.0.0.1: Address already in use"):
            bound_socket("127.0.0.1", port)


@pytest.mark.parametrize("host", ["no such host", "é..x", "x" * 80])
def test_a_host_that_is_none_is_named(host: str) -> None:
    with pytest.raises(EngineError, match=re.escape(f"cannot serve on {host!r}")):
        bound_socket(host, None)


def process(on_interrupt: str) -> subprocess.Popen[bytes]:
    """A process in a session of its own, which does that on SIGINT."""
    code = f"signal.signal(signal.SIGINT, {on_interrupt}); print('ready', flush=True)"
    started = subprocess.Popen(
        [sys.executable, "-c", f"import signal, sys, time; {code}; time.sleep(60)"],
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert started.stdout is not None
    with started.stdout as ready:
        assert ready.readline() == b"ready\n"
    return started


def test_a_server_that_obeys_ends_as_it_likes() -> None:
    server = process("lambda *_: sys.exit(7)")
    stop(server, 30)
    assert server.returncode == 7


def test_a_server_that_does_not_obey_is_killed() -> None:
    server = process("signal.SIG_IGN")
    stop(server, 0.1)
    assert server.returncode == -signal.SIGKILL


def test_a_server_that_has_ended_may_be_stopped() -> None:
    server = process("signal.SIG_DFL")
    server.kill()
    server.wait()
    stop(server)
    assert server.returncode == -signal.SIGKILL


def test_a_signal_that_comes_while_the_server_starts_stops_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Interrupted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    with (
        pytest.raises(KeyboardInterrupt),
        running_server([], host="127.0.0.1", port=None, directory=tmp_path, environ={}),
    ):
        pytest.fail("interrupted too late")
    assert [process.returncode for process in started] == [0]
