import sys
from typing import Iterator, List, Optional

import pydantic
from cog import BaseModel, BasePredictor, Input, Path


class Item(BaseModel):
    python: str
    pydantic: str
    texts: List[str]
    file: Optional[Path] = None


class Predictor(BasePredictor):
    def setup(self) -> None:
        print("setup on", sys.version_info[:2])

    def predict(
        self, files: List[Path], number: int = Input(default=1, ge=0, le=9), fail: bool = False
    ) -> Iterator[Item]:
        for _ in range(number):
            file = Path("grüße.txt")
            file.write_text("hi", encoding="utf-8")
            yield Item(
                python="{}.{}".format(*sys.version_info),
                pydantic=pydantic.VERSION,
                texts=[file.read_text() for file in files],
                file=file,
            )
        if fail:
            raise ValueError("as asked")
