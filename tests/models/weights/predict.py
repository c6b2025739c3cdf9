from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def setup(self, weights: Path) -> None:
        print(f"weights: {weights}")
        self.weight = int((weights / "weight.txt").read_text())

    def predict(self, number: int) -> int:
        return number * self.weight
