"""Cog: what a model imports."""

from ._version import __version__ as __version__
