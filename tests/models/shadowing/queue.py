"""The project's own; the standard library has a module of this name, too."""

MINE = "my queue"
