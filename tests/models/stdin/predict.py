import sys

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, ask: bool = False) -> str:
        return input("your name? ") if ask else repr(sys.stdin.read())
