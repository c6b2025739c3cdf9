from typing import List

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, count: int) -> List[str]:
        return [f"number {n}" for n in range(count)]
