"""Models whose functions are async, one prediction at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .conftest import Background

if TYPE_CHECKING:
    from .conftest import Serve


def test_setup_and_predict_share_one_loop(serve: Serve) -> None:
    served = serve(
        """
        import asyncio
        class Predictor:
            async def setup(self) -> None:
                self.lock = asyncio.Lock()
                self.loop = asyncio.get_running_loop()
                self.background = asyncio.ensure_future(asyncio.sleep(3600))
            async def predict(self, text: str) -> str:
                async with self.lock:
                    await asyncio.sleep(0)
                    assert self.loop is asyncio.get_running_loop()
                    return text.upper()
        """
    )

    assert [served.predict(text="a")["output"], served.predict(text="b")["output"]] == ["A", "B"]


def test_an_async_generator_streams_its_items(serve: Serve) -> None:
    served = serve(
        """
        import asyncio
        from typing import AsyncIterator
        async def predict(count: int) -> AsyncIterator[int]:
            for number in range(count):
                await asyncio.sleep(0)
                yield number
        """
    )

    assert served.predict(count=3)["output"] == [0, 1, 2]
    assert served.predict(count=0)["output"] == []


def test_a_cancel_is_a_cancelled_error_with_time_to_clean_up(serve: Serve) -> None:
    served = serve(
        """
        import asyncio
        async def predict() -> str:
            print("begun")
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                await asyncio.sleep(0.05)
                print("cleaned")
                raise
            return ""
        """
    )
    running = Background(served)

    served.client.post("/predictions/p/cancel")
    prediction = running.ended()

    assert (prediction["status"], prediction["logs"]) == ("canceled", "begun\ncleaned\n")


def test_a_cancelled_error_of_the_models_own_is_a_failure(serve: Serve) -> None:
    source = "import asyncio\nasync def predict() -> str:\n    raise asyncio.CancelledError"

    assert serve(source).predict()["status"] == "failed"
