"""A prediction's way through the worker, where the timing cannot be had over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cog.predictions.files import PredictionFiles
from cog.predictions.prediction import Prediction, PredictionRequest, Status
from cog.predictions.run import Interface, Run
from cog.schema.signature import describe
from cog.schema.validate import InputValidator, OutputValidator
from cog.types import Path  # noqa: TC002 (describe() looks it up)
from cog.worker.supervisor import WorkerState

if TYPE_CHECKING:
    import pathlib


class ReadyWorker:
    state = WorkerState.READY

    def __init__(self) -> None:
        self.sent: list[Any] = []

    async def settled(self) -> WorkerState:
        return self.state

    def send(self, message: Any) -> None:
        self.sent.append(message)


def predict(file: Path) -> str: ...  # type: ignore[empty-body]


async def test_a_prediction_canceled_in_the_moment_of_its_creation_ends(
    tmp_path: pathlib.Path,
) -> None:
    """Its task was canceled before it ran a line, said nothing, and kept the slot for ever."""
    spec = describe(predict)
    interface = Interface(spec, InputValidator(spec), OutputValidator(spec))
    prediction = Prediction(PredictionRequest({}, "p"), {}, 100)
    worker, freed = ReadyWorker(), list[Prediction]()
    files = PredictionFiles(str(tmp_path / "files"))
    run = Run(prediction, interface, files, cast("Any", worker), freed.append, 1.0)

    run.start(interface.inputs.validate({"file": "data:,x"}))
    run.cancel()
    await prediction.ended()

    assert (prediction.status, freed, worker.sent) == (Status.CANCELED, [prediction], [])
