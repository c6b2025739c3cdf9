from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, whole: int = 0, real: float = 0.0, flag: bool = False) -> str:
        return f"{whole!r} {real!r} {flag!r}"
