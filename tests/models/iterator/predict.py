from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, count: int, fail_at: int = -1) -> Iterator[int]:
        for number in range(count):
            if number == fail_at:
                raise ValueError(f"no {number}")
            yield number
