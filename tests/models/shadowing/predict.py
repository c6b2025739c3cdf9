import http
import queue
import types
from typing import List, Optional

import httpx
import server
import starlette
import uvicorn
import worker
from cog import BaseModel, BasePredictor, Path


class Output(BaseModel):
    found: List[str]


class Predictor(BasePredictor):
    def predict(self, file: Optional[Path] = None) -> Output:
        assert types.SimpleNamespace
        modules = (http, httpx, queue, server, starlette, uvicorn, worker)
        return Output(found=[module.MINE for module in modules])
