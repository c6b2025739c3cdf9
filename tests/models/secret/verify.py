KEY = "s3cr3t-0f-mine"


def test_the_model_gets_the_value_and_nobody_else_sees_it(model):
    prediction = model.predict(key=KEY)
    assert prediction.output == len(KEY)
    assert "the key is **********" in prediction.logs
    assert prediction.document["input"] == {"key": "**********"}
    assert KEY not in str(prediction.document)


def test_a_refused_secret_is_not_repeated(model):
    response = model.http.post("/predictions", json={"input": {"key": [KEY]}})
    assert response.status_code == 422
    assert KEY not in response.text


def test_the_schema_tells_clients_to_hide_it(model):
    key = model.schemas["Input"]["properties"]["key"]
    assert (key["format"], key["writeOnly"], key["x-cog-secret"]) == ("password", True, True)


def test_the_command_line_prints_no_secret(model):
    outcome = model.cog("predict", "-i", f"key={KEY}", "--debug")
    assert outcome.stdout.strip() == str(len(KEY))
    assert KEY not in outcome.stderr
