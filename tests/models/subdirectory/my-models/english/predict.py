from beside import shout
from cog import BasePredictor
from shared_words import GREETING


class Predictor(BasePredictor):
    def setup(self) -> None:
        with open("data.txt") as file:  # noqa: PTH123 (relative: to the project's directory)
            self.mark = file.read().strip()

    def predict(self, name: str) -> str:
        return shout(f"{GREETING} {name}") + self.mark
