"""The command line: what stays on the host."""


def main() -> None:
    """The `cog` program."""
    import _signal  # type: ignore[import-not-found]  # signal itself is slow to import

    # Ctrl-C while the rest is imported ends us without a traceback.
    _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    from cog_cli.__main__ import main as run

    run()
