import json
from typing import Any

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, document: str) -> Any:
        return json.loads(document)
