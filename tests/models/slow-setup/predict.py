import time
from pathlib import Path

from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        print("half way")
        while not Path("go-on").exists():
            time.sleep(0.01)
        print("done")

    def predict(self, number: int) -> int:
        return number
