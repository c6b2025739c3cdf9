"""One file a command: parse, call, print. A command's file defines `command`."""
