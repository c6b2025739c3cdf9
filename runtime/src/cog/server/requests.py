"""The body of a request → what the service is asked for."""

from __future__ import annotations

from typing import Any, Dict, Optional

from pydantic_core import from_json

from ..errors import InputInvalid
from ..predictions.prediction import PredictionRequest, new_id

#: What a body may have beside its inputs; not all of it has an effect yet.
_MEMBERS = frozenset(
    "input id created_at context output_file_prefix webhook webhook_events_filter".split()
)


def parse_prediction_request(body: bytes) -> PredictionRequest:
    """The prediction that the body asks for; an empty body is one without inputs.

    Raises InputInvalid.
    """
    document = _parse_object(body)
    inputs = document.get("input")
    if inputs is None:
        _check_nothing_is_misplaced(document)
        inputs = {}
    elif not isinstance(inputs, dict):
        raise _invalid("input", "Input should be an object", "dict_type")
    if len(document) == 1:
        return PredictionRequest(inputs, new_id())
    return PredictionRequest(
        inputs,
        _text(document, "id") or new_id(),
        _text(document, "created_at"),
        _text(document, "output_file_prefix"),
    )


def _check_nothing_is_misplaced(document: Dict[str, Any]) -> None:
    names = [repr(name) for name in document if name not in _MEMBERS]
    if names and "input" not in document:
        hint = f'Inputs belong in an object: {{"input": {{…}}}}; found {", ".join(names)}'
        raise _invalid("input", hint, "missing")


def _parse_object(body: bytes) -> Dict[str, Any]:
    if not body:
        return {}
    try:
        document = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        message = f"The body is not valid JSON: {error}"
        raise InputInvalid([{"loc": ["body"], "msg": message, "type": "json_invalid"}]) from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise InputInvalid(
            [{"loc": ["body"], "msg": "The body should be an object", "type": "dict_type"}]
        )
    return document


def _text(document: Dict[str, Any], name: str) -> Optional[str]:
    value = document.get(name)
    if value is not None and not isinstance(value, str):
        raise _invalid(name, "Input should be a valid string", "string_type")
    return value


def _invalid(member: str, message: str, kind: str) -> InputInvalid:
    return InputInvalid([{"loc": ["body", member], "msg": message, "type": kind}])
