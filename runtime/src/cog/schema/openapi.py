"""A predictor's spec as an OpenAPI document. Pure: the same spec gives the same document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .components import Components, JsonSchema
from .value_types.alternatives import Enumeration, OptionalType
from .value_types.base import title
from .value_types.objects import ObjectType

if TYPE_CHECKING:
    from .spec import InputField, OutputSpec, PredictorSpec
    from .value_types.base import ValueType

__all__ = ["document"]


def document(
    spec: PredictorSpec, *, version: str, train: PredictorSpec | None = None
) -> dict[str, Any]:
    """The OpenAPI 3.0.2 document of a server for `spec`, and for `train` if there is one."""
    jobs = [_Job("Prediction", "Input", "Output")]
    specs = [spec]
    if train is not None:
        jobs.append(_Job("Training", "TrainingInput", "TrainingOutput"))
        specs.append(train)

    # All names that are taken whatever the model is; no parameter may put its own in their place.
    fixed = _fixed_schemas()
    for job in jobs:
        fixed.update({job.input: {}, job.output: {}, **job.envelopes()})
    components = Components(fixed)
    for job, described in zip(jobs, specs):
        components.schemas[job.input] = _inputs(described, job.input, components)
        components.schemas[job.output] = _output(described.output, job.output, components)

    paths = {**_get("/", "Root", "root__get")}
    paths.update(_get("/health-check", "Healthcheck", "healthcheck_health_check_get"))
    for job in jobs:
        paths.update(job.paths())
    paths["/shutdown"] = {
        "post": _operation("Start Shutdown", "start_shutdown_shutdown_post", None)
    }
    return {
        "openapi": "3.0.2",
        "info": {"title": "Cog", "version": version},
        "paths": paths,
        "components": {"schemas": dict(sorted(components.schemas.items()))},
    }


class _Job:
    """What the paths and envelopes of predictions and of trainings call their parts."""

    def __init__(self, kind: str, input: str, output: str) -> None:
        self.input, self.output = input, output
        self.request, self.response = f"{kind}Request", f"{kind}Response"
        self.noun = kind.lower()  # prediction
        self.verb = "train" if kind == "Training" else "predict"

    def paths(self) -> dict[str, Any]:
        noun, nouns, verb = self.noun, f"{self.noun}s", self.verb
        single = "Train the model once" if verb == "train" else "Run a single prediction"
        on_model = single if verb == "train" else f"{single} on the model"
        identified = {
            "in": "path",
            "name": f"{noun}_id",
            "required": True,
            "schema": {"title": f"{noun.title()} ID", "type": "string"},
        }
        prefer = {
            "in": "header",
            "name": "prefer",
            "required": False,
            "schema": {"title": "Prefer", "type": "string"},
        }
        request, response = _reference(self.request), _reference(self.response)
        wrapped = {"title": title(f"{noun}_request"), "allOf": [request]}
        create = _operation(
            verb.title(),
            f"{verb}_{nouns}_post",
            response,
            description=on_model,
            parameters=[prefer],
            body={"content": _json(request)},
        )
        put = _operation(
            f"{verb.title()} Idempotent",
            f"{verb}_idempotent_{nouns}__{noun}_id__put",
            response,
            description=f"{on_model} (idempotent creation).",
            parameters=[identified, prefer],
            body={"content": _json(wrapped), "required": True},
        )
        canceling = "cancel" if verb == "predict" else "cancel_training"
        cancel = _operation(
            title(canceling),
            f"{canceling}_{nouns}__{noun}_id__cancel_post",
            None,
            description=f"Cancel a running {noun}",
            parameters=[identified],
        )
        return {
            f"/{nouns}": {"post": create},
            f"/{nouns}/{{{noun}_id}}": {"put": put},
            f"/{nouns}/{{{noun}_id}}/cancel": {"post": cancel},
        }

    def envelopes(self) -> dict[str, JsonSchema]:
        """The objects around the inputs and outputs."""
        time = {"type": "string", "format": "date-time"}
        text = {"type": "string"}
        request: dict[str, JsonSchema] = {
            "id": text,
            "created_at": time,
            "input": _reference(self.input),
            "output_file_prefix": text,
            "webhook": {"type": "string", "format": "uri", "minLength": 1, "maxLength": 65536},
            "webhook_events_filter": {
                "type": "array",
                "items": _reference("WebhookEvent"),
                "default": list(WEBHOOK_EVENTS),
            },
        }
        response: dict[str, JsonSchema] = {
            "input": _reference(self.input),
            "output": _reference(self.output),
            "id": text,
            "version": text,
            "created_at": time,
            "started_at": time,
            "completed_at": time,
            "logs": {**text, "default": ""},
            "error": text,
            "status": _reference("Status"),
            "metrics": {"type": "object"},
        }
        return {
            self.request: _object(self.request, request),
            self.response: _object(self.response, response),
        }


STATUSES = ("starting", "processing", "succeeded", "canceled", "failed")
WEBHOOK_EVENTS = ("start", "output", "logs", "completed")


def _fixed_schemas() -> dict[str, JsonSchema]:
    place = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    problem: dict[str, JsonSchema] = {
        "loc": {"title": "Location", "type": "array", "items": place},
        "msg": {"title": "Message", "type": "string"},
        "type": {"title": "Error Type", "type": "string"},
    }
    detail = {"type": "array", "items": _reference("ValidationError")}
    return {
        "Status": _enumeration("Status", list(STATUSES)),
        "WebhookEvent": _enumeration("WebhookEvent", list(WEBHOOK_EVENTS)),
        "ValidationError": {**_object("ValidationError", problem), "required": list(problem)},
        "HTTPValidationError": _object("HTTPValidationError", {"detail": detail}),
    }


def _inputs(spec: PredictorSpec, name: str, components: Components) -> JsonSchema:
    required = [each.name for each in spec.inputs if each.required]
    return {
        "title": name,
        "type": "object",
        "properties": {each.name: _input(each, components) for each in spec.inputs},
        **({"required": required} if required else {}),
    }


def _input(each: InputField, components: Components) -> JsonSchema:
    keywords: JsonSchema = {}
    if each.description is not None:
        keywords["description"] = each.description
    if each.default is not None and not each.type.has_secrets:
        keywords["default"] = each.default
    if each.nullable:
        keywords["nullable"] = True
    if each.deprecated:
        keywords["deprecated"] = True
    if each.accept is not None:
        keywords["x-cog-accept"] = each.accept
    keywords["x-order"] = each.order
    return {**_input_schema(each, components), **keywords}


def _input_schema(each: InputField, components: Components) -> JsonSchema:
    kind: ValueType = each.type
    if isinstance(kind, OptionalType):
        kind = kind.inner
    if isinstance(kind, Enumeration):
        named = {"title": each.name, **kind.json_schema(components)}
        named["description"] = "An enumeration."
        return {"allOf": [components.reference(each.name, lambda: named)]}
    schema = kind.json_schema(components, each.limits)
    if "$ref" in schema:
        schema = {"allOf": [schema]}
    return {"title": title(each.name), **schema}


def _output(output: OutputSpec, name: str, components: Components) -> JsonSchema:
    if not output.iterator:
        if isinstance(output.type, ObjectType) and output.type.name == name:
            return output.type.definition(components)
        return {"title": name, **output.type.json_schema(components)}
    schema = {
        "title": name,
        "type": "array",
        "items": output.type.json_schema(components),
        "x-cog-array-type": "iterator",
    }
    return {**schema, "x-cog-array-display": "concatenate"} if output.concatenate else schema


def _operation(
    summary: str,
    operation_id: str,
    answer: JsonSchema | None,
    *,
    description: str | None = None,
    parameters: list[JsonSchema] | None = None,
    body: JsonSchema | None = None,
) -> dict[str, Any]:
    if answer is None:  # not described
        answer = {"title": f"Response {title(operation_id).replace('_', ' ')}"}
    responses = {"200": {"description": "Successful Response", "content": _json(answer)}}
    if parameters or body:
        invalid = _json(_reference("HTTPValidationError"))
        responses["422"] = {"description": "Validation Error", "content": invalid}
    return {
        "summary": summary,
        **({"description": description} if description else {}),
        "operationId": operation_id,
        **({"parameters": parameters} if parameters else {}),
        **({"requestBody": body} if body else {}),
        "responses": responses,
    }


def _get(path: str, summary: str, operation_id: str) -> dict[str, Any]:
    return {path: {"get": _operation(summary, operation_id, None)}}


def _object(name: str, properties: dict[str, JsonSchema]) -> JsonSchema:
    """An object schema whose properties are titled; a reference takes no title."""
    titled = {
        key: schema if _untitled(key, schema) else {"title": title(key), **schema}
        for key, schema in properties.items()
    }
    return {"title": name, "type": "object", "properties": titled}


def _untitled(key: str, schema: JsonSchema) -> bool:
    return "$ref" in schema or key == "webhook_events_filter"  # as Cog's documents have it


def _enumeration(name: str, values: list[str]) -> JsonSchema:
    return {"title": name, "enum": values, "type": "string", "description": "An enumeration."}


def _reference(name: str) -> JsonSchema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: JsonSchema) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}
