class Predictor:
    def predict(self) -> str:
        return "never"
