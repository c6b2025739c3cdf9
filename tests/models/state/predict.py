from cog import BasePredictor

calls = []


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.count = 0

    def predict(self) -> str:
        calls.append(1)
        self.count += 1
        return f"{len(calls)} {self.count}"
