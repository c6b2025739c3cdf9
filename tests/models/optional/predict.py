from typing import Optional

from cog import BasePredictor, Input, Path


class Predictor(BasePredictor):
    def predict(
        self,
        text: Optional[str] = None,
        number: Optional[int] = Input(default=None, description="May be left out"),
        file: Optional[Path] = None,
    ) -> Optional[str]:
        if text is None and number is None and file is None:
            return None
        return f"{text!r} {number!r} {file and file.read_text()!r}"
