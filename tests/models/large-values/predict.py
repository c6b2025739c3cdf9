from typing import Any, Dict, List

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, text: str, vector: List[float] = []) -> Dict[str, Any]:  # noqa: B006
        return {"text": text[::-1], "vector": [-number for number in vector]}
