import random
import time
from collections import defaultdict
from pathlib import Path

from cog import BasePredictor, ConcatenateIterator, Input

SOURCE = Path(__file__).parent / "source.txt"


class Predictor(BasePredictor):
    def setup(self) -> None:
        """Learns from a book which words follow which: a language model of the smallest kind."""
        words = SOURCE.read_text(encoding="utf-8").split()
        self.followers: defaultdict[str, list[str]] = defaultdict(list)
        for word, follower in zip(words, words[1:]):
            self.followers[word].append(follower)

    def predict(
        self,
        prompt: str = Input(description="The beginning of the text", default="Alice"),
        words: int = Input(description="How many words to add", default=40, ge=1, le=1000),
        seed: int = Input(description="The same seed gives the same text", default=7),
        pause: float = Input(description="Seconds between two words", default=0.05, ge=0, le=5),
    ) -> ConcatenateIterator[str]:
        choose = random.Random(seed).choice
        yield prompt
        word = prompt.split()[-1] if prompt.split() else ""
        for _ in range(words):
            word = choose(self.followers.get(word) or list(self.followers))
            time.sleep(pause)
            yield f" {word}"
