import os

from cog import BasePredictor

LINE = b"x" * 65535 + b"\n"


class Predictor(BasePredictor):
    def predict(self) -> str:
        for _ in range(1600):
            os.write(1, LINE)
        print("the end")
        return "done"
