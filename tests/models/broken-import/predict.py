import a_package_that_is_not_there
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self) -> str:
        return a_package_that_is_not_there.answer()
