import asyncio
from typing import AsyncIterator

from cog import BasePredictor


class Predictor(BasePredictor):
    async def setup(self) -> None:
        await asyncio.sleep(0)
        print("async setup")
        self.suffix = "!"

    async def predict(self, words: str, fail: bool = False) -> AsyncIterator[str]:
        for word in words.split():
            await asyncio.sleep(0)
            print(f"says {word}")
            yield word + self.suffix
        if fail:
            raise ValueError("as asked")
