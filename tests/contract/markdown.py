"""A page of the documentation, taken apart: code blocks, links, headings, tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block. Its title, if it has one, is the file that it shows."""

    language: str
    title: str | None
    text: str
    line: int


@dataclass(frozen=True)
class Page:
    path: Path
    text: str

    @classmethod
    def read(cls, path: Path) -> Page:
        return cls(path, path.read_text("utf-8"))

    @property
    def blocks(self) -> list[Block]:
        return [
            Block(found[1], found[2], found[3], self.text.count("\n", 0, found.start()) + 1)
            for found in FENCE.finditer(self.text)
        ]

    @property
    def prose(self) -> str:
        """The page without its blocks."""
        return FENCE.sub("", self.text)

    @property
    def links(self) -> list[str]:
        """Where its links and pictures lead."""
        return re.findall(r"\]\(([^)\s]+)\)", self.prose)

    @property
    def anchors(self) -> set[str]:
        """What a link to a heading may say after `#`, as GitHub makes it."""
        headings = re.findall(r"^#+ (.+)$", self.prose, re.MULTILINE)
        plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
        return {heading.replace(" ", "-") for heading in plain}

    def first_column(self, heading: str) -> set[str]:
        """The code in the first column of the tables under a heading, without their own heads."""
        _, found, rest = self.prose.partition(f"\n{heading}\n")
        assert found, f"{self.path} has no heading {heading!r}"
        section = re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0]
        cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
        return {code for cell in cells for code in re.findall(r"`([^`]+)`", cell)}
