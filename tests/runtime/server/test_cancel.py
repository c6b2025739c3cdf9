"""Ending a prediction early."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from .conftest import Background

if TYPE_CHECKING:
    from .conftest import Serve

WAYS = {
    "in time.sleep": "time.sleep(60)",
    "in a loop": "while True: pass",
    "in a lock": "threading.Event().wait()",
    "in a subprocess": "subprocess.run(['sleep', '60'])",
}


def source(body: str) -> str:
    return f"""
import subprocess, threading, time
def predict(wait: bool = True) -> str:
    print("begun")
    if wait:
        {body}
    return "fine"
"""


@pytest.mark.parametrize("body", WAYS.values(), ids=WAYS)
def test_a_canceled_prediction_ends_and_the_next_one_runs(serve: Serve, body: str) -> None:
    served = serve(source(body))
    running = Background(served)
    pid = served.worker_pid()

    assert served.client.post("/predictions/p/cancel").status_code == 200
    prediction = running.ended()

    assert (prediction["status"], prediction["error"]) == ("canceled", None)
    assert served.predict(wait=False)["output"] == "fine"
    assert served.worker_pid() == pid


def test_cleanup_runs_and_the_exception_has_its_documented_name(serve: Serve) -> None:
    body = """try: time.sleep(60)
        except CancelationException:
            time.sleep(0.1)
            print("cleaned")
            raise"""
    served = serve(source(body))
    running = Background(served)

    served.client.post("/predictions/p/cancel")

    assert running.ended()["logs"] == "begun\ncleaned\n"


def test_a_generator_between_two_items_cleans_up_too(serve: Serve) -> None:
    served = serve(
        """
        import time
        def predict() -> Iterator[int]:
            print("begun")
            try:
                while True:
                    yield 1
            finally:
                print("cleaned")
        """
    )
    running = Background(served)

    served.client.post("/predictions/p/cancel")
    prediction = running.ended()

    assert prediction["status"] == "canceled"
    assert prediction["logs"].endswith("cleaned\n")


def test_a_model_that_swallows_the_cancelation_is_canceled_all_the_same(serve: Serve) -> None:
    served = serve(source("try: time.sleep(60)\n        except BaseException: pass"))
    running = Background(served)

    served.client.post("/predictions/p/cancel")

    assert running.ended()["status"] == "canceled"
    assert served.predict(wait=False)["output"] == "fine"


def test_a_client_that_goes_away_cancels_its_prediction(serve: Serve) -> None:
    served = serve(source("time.sleep(60)"))

    with pytest.raises(httpx.ReadTimeout):
        served.client.post("/predictions", json={"id": "p", "input": {}}, timeout=0.5)

    served.wait_for("READY")
    assert served.client.get("/predictions/p").json()["status"] == "canceled"


def test_canceling_what_has_ended_shows_how_it_ended(serve: Serve) -> None:
    served = serve(source("pass"))
    served.predict("p")

    answer = served.client.post("/predictions/p/cancel")

    assert (answer.status_code, answer.json()["status"]) == (200, "succeeded")


def test_canceling_what_never_was_is_a_404(serve: Serve) -> None:
    assert serve(source("pass")).client.post("/predictions/x/cancel").status_code == 404
