from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(
        self,
        colour: str = Input(choices=["red", "green", "blue"]),
        size: int = Input(choices=[1, 2, 4], default=2),
    ) -> str:
        assert type(colour) is str
        assert type(size) is int
        return f"{colour} {size}"
