import cowsay
import inflection
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, word: str) -> str:
        return cowsay.get_output_string("cow", inflection.pluralize(word))
