"""The HTTP server: `python -m cog.server.http`."""
