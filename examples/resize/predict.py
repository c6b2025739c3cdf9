import tempfile

from cog import BasePredictor, Input, Path
from PIL import Image, ImageOps


class Predictor(BasePredictor):
    def predict(
        self,
        image: Path = Input(description="The picture to resize"),
        width: int = Input(
            description="Greatest width of the result, in pixels", default=256, ge=1, le=4096
        ),
        height: int = Input(
            description="Greatest height of the result, in pixels", default=256, ge=1, le=4096
        ),
        fit: str = Input(
            description="`inside` keeps the proportions, `crop` fills the area, `stretch` distorts",
            choices=["inside", "crop", "stretch"],
            default="inside",
        ),
    ) -> Path:
        with Image.open(image) as opened:
            picture = ImageOps.exif_transpose(opened)
        size = (width, height)
        if fit == "inside":
            result = ImageOps.contain(picture, size)
        elif fit == "crop":
            result = ImageOps.fit(picture, size)
        else:
            result = picture.resize(size)
        # A name of its own: predictions may run side by side. Cog removes the file when it is sent.
        with tempfile.NamedTemporaryFile(suffix=".png", delete=False) as file:
            result.save(file, format="PNG")
        return Path(file.name)
