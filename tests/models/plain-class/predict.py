class Predictor:
    """Without a base class and without setup()."""

    def predict(self) -> int:
        return 42
