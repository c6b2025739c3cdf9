import argparse
import sys

from cog import BasePredictor

# As many research repositories do it, when their script is imported.
parser = argparse.ArgumentParser()
parser.add_argument("--width", type=int, default=8)
options = parser.parse_args()


class Predictor(BasePredictor):
    def predict(self) -> str:
        return f"{options.width} {len(sys.argv)}"
