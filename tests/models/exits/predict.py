import ctypes
import os
import sys

from cog import BasePredictor

print("the module is imported")
calls = []


class Predictor(BasePredictor):
    def setup(self) -> None:
        print("setup runs")

    def predict(self, how: str) -> int:
        calls.append(how)
        print(f"last words before {how}")
        if how == "sys.exit":
            sys.exit(3)
        if how == "os._exit":
            os._exit(7)
        if how == "segfault":
            ctypes.string_at(0)
        if how == "abort":
            os.abort()
        return len(calls)
