import os
from typing import Iterator

from cog import BaseModel, BasePredictor, Input, Path
from größe import EINHEIT


class Ergebnis(BaseModel):
    größe: str
    datei: Path


class Vorhersage(BasePredictor):
    """Ein Modell für Übersee."""

    def predict(
        self,
        länge: int = Input(description="Wie lang? 多长?", ge=1),
        名字: str = Input(default="Jürgen", choices=["Jürgen", "李雷", "😀"]),
        scheitern: bool = False,
    ) -> Iterator[Ergebnis]:
        print(f"Höhe {länge} {名字} {os.environ['GRUSS']}")
        if scheitern:
            raise ValueError(f"geht nicht: {名字} \udcff")
        datei = Path("Ergebnis 结果.txt")
        datei.write_text(名字, encoding="utf-8")
        yield Ergebnis(größe=f"{länge} {EINHEIT}", datei=datei)
