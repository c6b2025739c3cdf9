"""`python -m cog.schema [REFERENCE]`: prints the OpenAPI document of a predictor."""

from __future__ import annotations

import json
import os
import sys

from .. import __version__
from ..errors import CogError
from ..predictor import load
from .openapi import document
from .signature import describe


def main() -> int:
    """Exit status 0, or 1 with the reason on stderr. stdout has the document and nothing else."""
    references = sys.argv[1:] or [os.environ.get("COG_PREDICT_TYPE_STUB", "")]
    # What the model prints while it is imported goes to stderr, also from C code.
    result = os.dup(1)
    os.dup2(2, 1)
    try:
        predictor = load(references[0], os.getcwd())  # noqa: PTH109
        text = json.dumps(document(describe(predictor.predict), version=__version__), indent=2)
    except CogError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    sys.stdout.flush()
    with os.fdopen(result, "w") as out:
        out.write(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
