import tempfile
from typing import List

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, files: List[Path]) -> List[Path]:
        """Every file without what is around its text."""
        directory = Path(tempfile.mkdtemp())
        results = []
        for number, file in enumerate(files):
            results.append(directory / f"{number}.txt")
            results[-1].write_text(file.read_text().strip())
        return results
