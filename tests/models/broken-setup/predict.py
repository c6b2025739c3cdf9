import os

from cog import BasePredictor

print("importing")


class Predictor(BasePredictor):
    def setup(self) -> None:
        print("loading the weights")
        if os.environ.get("HOW") == "exit":
            raise SystemExit(4)
        if os.environ.get("HOW") == "death":
            os.kill(os.getpid(), 9)
        raise RuntimeError("the weights are corrupt")

    def predict(self) -> str:
        return "never"
