"""The server's own log on stderr, beside what the model prints: one JSON object a line."""

from __future__ import annotations

import json
import logging
import sys
from datetime import datetime, timezone


class JSONFormatter(logging.Formatter):
    """`{"severity", "timestamp", "logger", "message"}`, with the traceback if there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "severity": record.levelname,
            "timestamp": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure_logging(level: str, log_format: str) -> None:
    """Sends records of `level` and above to stderr, as JSON or for a person ("console")."""
    handler = logging.StreamHandler(sys.stderr)
    plain = logging.Formatter("%(levelname)s: %(message)s")
    handler.setFormatter(plain if log_format == "console" else JSONFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # That uvicorn starts and stops says nothing new.
    logging.getLogger("uvicorn").setLevel(max(logging.WARNING, logging.getLogger().level))
