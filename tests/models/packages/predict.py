from typing import Any

import numpy as np
from cog import BasePredictor
from PIL import Image


class Predictor(BasePredictor):
    def predict(self, count: int) -> Any:
        image = np.asarray(Image.new("L", (2, 1), 7))
        return {
            "array": np.arange(count) / 2,
            "scalar": np.float32(0.5),
            "flag": np.bool_(True),
            "image": image,
        }
