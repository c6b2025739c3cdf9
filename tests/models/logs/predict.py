import ctypes
import logging
import os
import subprocess
import sys

from cog import BasePredictor

logging.basicConfig(level=logging.INFO)


class Predictor(BasePredictor):
    def setup(self) -> None:
        print("from setup")

    def predict(self, quiet: bool = False) -> str:
        if quiet:
            return "quiet"
        print("from print")
        print("from stderr", file=sys.stderr)
        logging.getLogger("model").info("from logging")
        subprocess.run("echo from a child; echo from its stderr >&2", shell=True, check=True)
        os.system("echo from os.system")
        os.write(1, b"from a descriptor\n")
        ctypes.CDLL(None).puts(b"from C")
        print("without an end", end="")
        return "loud"
