import io

from cog import BasePredictor, File


class Predictor(BasePredictor):
    def predict(self, file: File) -> File:
        """The lines of the file, the last first."""
        return io.BytesIO(b"".join(reversed(file.readlines())))
