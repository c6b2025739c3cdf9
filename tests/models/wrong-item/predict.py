from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, count: int) -> Iterator[int]:
        for number in range(count):
            print(f"yields {number}")
            yield number if number != 2 else "two"
