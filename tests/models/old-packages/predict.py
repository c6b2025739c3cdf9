from typing import List, Optional

import pydantic
import starlette
from cog import BaseModel, BasePredictor, Input, Path, Secret


class Part(BaseModel):
    name: str
    size: Optional[int] = None


class Report(BaseModel):
    pydantic: str
    starlette: str
    parts: List[Part]
    file: Path

    @pydantic.validator("parts")  # pydantic 1's way
    def not_empty(cls, parts: List[Part]) -> List[Part]:
        assert parts
        return parts


class Predictor(BasePredictor):
    def predict(self, key: Secret, count: int = Input(default=1, ge=1)) -> Report:
        assert key.get_secret_value() == "k"
        file = Path("report.txt")
        file.write_text("text")
        return Report(
            pydantic=pydantic.VERSION,
            starlette=starlette.__version__,
            parts=[Part(name=str(number)) for number in range(count)],
            file=file,
        )
