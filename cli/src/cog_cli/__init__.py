"""The command line: what stays on the host."""
