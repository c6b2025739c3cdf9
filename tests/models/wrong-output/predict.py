from pathlib import Path
from typing import Any, Dict

from cog import BaseModel, BasePredictor

VALUES: Dict[str, Any] = {
    "right": {"score": 0.5},
    "text": "no object",
    "missing": {},
    "kind": {"score": "high"},
    "none": None,
    "object": object(),
    "nan": {"score": float("nan")},
    "file": Path("/nonexistent/picture.png"),
}


class Score(BaseModel):
    score: float


class Predictor(BasePredictor):
    def predict(self, which: str) -> Score:
        return VALUES[which]
