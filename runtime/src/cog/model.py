"""The public names that come from pydantic, of whichever major version the model has installed."""

from __future__ import annotations

from pydantic import BaseModel, SecretStr

__all__ = ["BaseModel", "Secret"]


class Secret(SecretStr):
    """Text that is never printed: `str()` shows stars, `get_secret_value()` gives the text."""
