"""Draws examples/ocr/receipt.png: a till receipt of a shop that does not exist.

Needs Pillow. `python tools/draw_receipt.py` writes the same picture again as long as Pillow's own
font stays as it is.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

TARGET = Path(__file__).parent.parent / "examples" / "ocr" / "receipt.png"

WIDTH, MARGIN, LINE = 560, 44, 44
INK, PAPER = "#2a2a2e", "#fbfaf6"

HEAD = ["THE PAPER LANTERN", "Books & Tea", "12 Harbour Street"]
ITEMS = [
    ("Field Guide to Clouds", "18.50"),
    ("Notebook, dotted A5", "7.20"),
    ("Pencil HB x 3", "2.40"),
    ("Pot of Assam tea", "4.10"),
    ("Ginger biscuit", "1.80"),
]
TOTALS = [("Subtotal", "34.00"), ("Tax 5%", "1.70"), ("TOTAL", "35.70")]
FOOT = ["Paid by card", "14 March 2025 at 16:42", "Please come again!"]


def main() -> None:
    lines = len(HEAD) + len(ITEMS) + len(TOTALS) + len(FOOT)
    image = Image.new("RGB", (WIDTH, 2 * MARGIN + lines * LINE + 3 * LINE // 2), PAPER)
    draw = ImageDraw.Draw(image)
    y = MARGIN
    for number, text in enumerate(HEAD):
        centred(draw, y, text, size=36 if number == 0 else 25)
        y += LINE
    y = rule(draw, y)
    for name, price in ITEMS:
        y = row(draw, y, name, price, size=26)
    y = rule(draw, y)
    for name, price in TOTALS:
        y = row(draw, y, name, price, size=32 if name == "TOTAL" else 26)
    y = rule(draw, y)
    for text in FOOT:
        centred(draw, y, text, size=25)
        y += LINE
    image.quantize(32).save(TARGET, optimize=True)


def centred(draw: ImageDraw.ImageDraw, y: int, text: str, *, size: int) -> None:
    font = ImageFont.load_default(size)
    draw.text(((WIDTH - draw.textlength(text, font)) / 2, y), text, INK, font)


def row(draw: ImageDraw.ImageDraw, y: int, name: str, price: str, *, size: int) -> int:
    font = ImageFont.load_default(size)
    draw.text((MARGIN, y), name, INK, font)
    draw.text((WIDTH - MARGIN - draw.textlength(price, font), y), price, INK, font)
    return y + LINE


def rule(draw: ImageDraw.ImageDraw, y: int) -> int:
    for x in range(MARGIN, WIDTH - MARGIN, 12):
        draw.line([(x, y + LINE // 4), (x + 6, y + LINE // 4)], INK, 2)
    return y + LINE // 2


if __name__ == "__main__":
    main()
