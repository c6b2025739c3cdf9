from typing import List, Optional

from cog import BaseModel, BasePredictor, Path


class Box(BaseModel):
    label: str
    score: float


class Detections(BaseModel):
    boxes: List[Box]
    drawing: Path
    note: Optional[str] = None


class Predictor(BasePredictor):
    def predict(self) -> Detections:
        drawing = Path("drawing.txt")
        drawing.write_text("[cat]")
        return Detections(boxes=[Box(label="cat", score=0.5)], drawing=drawing)
