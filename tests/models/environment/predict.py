import os

from cog import BasePredictor

AT_IMPORT = os.environ["GREETING"]


class Predictor(BasePredictor):
    def predict(self) -> str:
        return f"{AT_IMPORT}|{os.environ['EMPTY']}|{os.environ.get('EXTRA')}"
