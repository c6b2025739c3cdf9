from typing import Iterator

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, steps: int) -> Iterator[Path]:
        """A preview after each step, always in the same file."""
        preview = Path("preview.txt")
        for step in range(steps):
            preview.write_text(f"step {step}")
            yield preview
        yield preview  # once more, as it is
        yield Path("static.txt")
