import tempfile

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, file: Path) -> Path:
        """The file in capital letters."""
        print(f"got {file}")
        with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as result:
            result.write(file.read_text().upper())
        print(f"made {result.name}")
        return Path(result.name)
