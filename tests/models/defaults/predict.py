from typing import List

from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(
        self,
        text: str = "words",
        number: int = Input(default=3),
        names: List[str] = Input(default=["a"]),
        nothing: str = "",
        positive: bool = True,
    ) -> str:
        names.append("b")
        return f"{text} {number} {names} {nothing!r} {positive}"
