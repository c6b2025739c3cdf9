class Predictor:
    def predict(self) -> str
        return "a colon is missing above"
