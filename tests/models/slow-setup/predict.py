import os
import time

from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        print("half way")
        while not os.path.exists("go-on"):
            time.sleep(0.01)
        print("done")

    def predict(self, number: int) -> int:
        return number
