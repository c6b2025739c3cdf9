import threading

from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(
        self,
        untyped,
        lock: threading.Lock,
        size: int = Input(choices=["small", "large"]),
        *rest: str,
    ):
        return untyped
