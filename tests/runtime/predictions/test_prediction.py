"""The state machine of a prediction."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from cog.errors import IllegalTransition
from cog.predictions.prediction import Event, Prediction, PredictionRequest, Status, new_id
from hypothesis import given
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable


def make(max_log_bytes: int = 1000) -> Prediction:
    return Prediction(PredictionRequest(input={}, id="p"), {}, max_log_bytes)


TRANSITIONS: dict[str, Callable[[Prediction], None]] = {
    "start": Prediction.start,
    "output": lambda prediction: prediction.set_output(1),
    "logs": lambda prediction: prediction.append_logs("x"),
    "metric": lambda prediction: prediction.record_metric("n", 1),
    "succeed": Prediction.succeed,
    "fail": lambda prediction: prediction.fail("why"),
    "fail output": lambda prediction: prediction.fail_output("why"),
    "cancel": Prediction.cancel,
}


@given(steps=st.lists(st.sampled_from(sorted(TRANSITIONS)), max_size=20))
def test_whatever_is_tried_a_prediction_ends_at_most_once_and_then_stays(steps: list[str]) -> None:
    prediction, events = make(), []
    prediction.subscribe(lambda _prediction, event: events.append(event), *Event)
    final = None
    for step in steps:
        try:
            TRANSITIONS[step](prediction)
        except IllegalTransition:
            pass
        if final is None and prediction.status.terminal:
            final = prediction.to_json()

    assert events.count(Event.COMPLETED) == (final is not None)
    if final is not None:
        assert events[-1] is Event.COMPLETED
        assert prediction.to_json() == final


def test_a_prediction_cannot_succeed_before_it_has_started() -> None:
    with pytest.raises(IllegalTransition, match="'p' is starting"):
        make().succeed()


def test_a_failed_output_is_not_shown() -> None:
    prediction = make()
    prediction.start()
    prediction.set_output("wrong")
    prediction.fail_output("does not fit")

    assert (prediction.status, prediction.output) == (Status.FAILED, None)
    assert prediction.output_failed


def test_logs_beyond_the_limit_keep_the_end_and_say_what_is_missing() -> None:
    prediction = make(max_log_bytes=100)
    prediction.start()
    for number in range(1000):
        prediction.append_logs(f"{number:9}\n")

    first, *rest = prediction.logs.splitlines()
    assert "earlier characters left out" in first
    assert rest[-1].strip() == "999"
    assert len(prediction.logs) < 250


async def test_many_can_wait_for_the_end() -> None:
    prediction = make()
    waiting = [asyncio.ensure_future(prediction.ended()) for _ in range(3)]
    await asyncio.sleep(0)
    prediction.cancel()

    await asyncio.gather(*waiting)
    await prediction.ended()


def test_ids_sort_by_time_and_are_version_7_uuids() -> None:
    ids = [new_id() for _ in range(100)]

    assert all(len(one) == 26 and one == one.lower() for one in ids)
    assert len(set(ids)) == 100
    assert ids[0][:8] <= ids[-1][:8]
