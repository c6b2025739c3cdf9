import os
import time
from pathlib import Path

import pytest


@pytest.mark.parametrize("how", ["fork", "spawn", "forkserver"])
def test_multiprocessing_works(model, how):
    prediction = model.predict(how=how)
    assert (prediction.error, prediction.output) == (None, 14)
    # Not by the line: under PYTHONUNBUFFERED, two processes may write into one.
    assert all(prediction.logs.count(f"squares {number}") == 1 for number in (1, 2, 3))


def test_a_forked_child_may_exit(model):
    assert model.predict(how="os.fork").output == 5
    assert model.predict(how="none").output == 0


def test_a_forked_child_that_runs_on_in_our_code_disturbs_nobody(model):
    prediction = model.predict(how="careless fork")
    assert (prediction.error, prediction.output) == (None, 6)
    assert model.predict(how="returning fork").output == 0
    assert model.predict(how="none").output == 0


def test_what_a_process_prints_that_was_left_behind_ends_no_prediction(model):
    pid = model.predict(how="chatty").output
    assert model.predict(how="none").output == 0
    os.kill(pid, 9)


def test_a_process_left_behind_holds_up_nothing_and_ends_with_the_model(project):
    with project.running() as model:
        pid = model.predict(how="daemon").output
        assert alive(pid)
        assert model.predict(how="none").output == 0
    for _ in range(100):
        if not alive(pid):
            break
        time.sleep(0.05)
    assert not alive(pid)


def test_the_command_line_ends_too(project):
    outcome = project.cog("predict", "-i", "how=daemon")
    assert outcome.status == 0
    assert not alive(int(outcome.stdout))


def test_a_daemon_of_its_own_session_does_not_hold_up_the_end(project):
    outcome = project.cog("predict", "-i", "how=own session")
    assert outcome.status == 0
    os.kill(int(outcome.stdout), 9)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
