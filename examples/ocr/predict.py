import shutil
import subprocess
import tempfile
from collections.abc import Iterable

from cog import BasePredictor, Input, Path
from PIL import Image, ImageDraw, ImageFont
from rapidocr import RapidOCR


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.ocr = RapidOCR(params={"Global.log_level": "error"})
        # RapidOCR loads each of its networks when it first needs it. A picture with a word in
        # it has them loaded now, and not during the first prediction.
        picture = Image.new("RGB", (200, 200), "white")
        ImageDraw.Draw(picture).text((40, 80), "ready", "black", ImageFont.load_default(40))
        self.ocr(picture)

    def predict(
        self,
        image: Path = Input(description="A picture with text in it, or a scanned PDF"),
        minimum_confidence: float = Input(
            description="Leave out what is less certain than this", default=0.5, ge=0, le=1
        ),
    ) -> str:
        if not is_pdf(image):
            return self.read(image, minimum_confidence)
        with tempfile.TemporaryDirectory() as directory:
            pages = pictures_of_pdf(image, Path(directory))
            return "\n\n".join(self.read(page, minimum_confidence) for page in pages)

    def read(self, image: Path, minimum_confidence: float) -> str:
        result = self.ocr(str(image), text_score=minimum_confidence)
        if not result.txts:
            return ""
        return "\n".join(lines(zip(result.boxes.tolist(), result.txts)))


Corners = list[list[float]]  # of one piece of text: x and y, clockwise from the top left


def lines(pieces: Iterable[tuple[Corners, str]]) -> list[str]:
    """The pieces in reading order: those at the same height make one line, from left to right."""
    rows: list[list[tuple[float, float, str]]] = []  # left, middle, text
    for corners, text in sorted(pieces, key=lambda piece: middle(piece[0])):
        height = corners[3][1] - corners[0][1]
        if not rows or middle(corners) - rows[-1][-1][1] > height / 2:
            rows.append([])
        rows[-1].append((corners[0][0], middle(corners), text))
    return ["  ".join(text for _, _, text in sorted(row)) for row in rows]


def middle(corners: Corners) -> float:
    return sum(y for _, y in corners) / len(corners)


def is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(5) == b"%PDF-"


def pictures_of_pdf(path: Path, directory: Path) -> list[Path]:
    if not shutil.which("pdftoppm"):
        raise ValueError("PDFs need pdftoppm, from the package poppler-utils, on this machine")
    subprocess.run(["pdftoppm", "-r", "200", "-png", path, directory / "page"], check=True)
    return sorted(directory.iterdir())
