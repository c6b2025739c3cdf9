from cog import BasePredictor, Input, Secret


class Predictor(BasePredictor):
    def predict(self, key: Secret = Input(description="For the other service")) -> int:
        print(f"the key is {key}, {key!r}")
        return len(key.get_secret_value())
