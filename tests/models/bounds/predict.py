from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(
        self,
        steps: int = Input(default=50, ge=1, le=500),
        scale: float = Input(default=7.5, ge=0, le=20),
        word: str = Input(default="abc", min_length=2, max_length=5),
        code: str = Input(default="A1", regex=r"^[A-Z]\d+$"),
    ) -> str:
        return f"{steps} {scale} {word} {code}"
