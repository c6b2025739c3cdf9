import json


def test_names_values_files_and_logs_may_be_of_any_language(model):
    prediction = model.predict(länge=3, 名字="李雷")
    assert prediction.error is None
    assert prediction.output[0]["größe"] == "3 µm"
    assert model.content(prediction.output[0]["datei"]).decode() == "李雷"
    assert prediction.logs == "Höhe 3 李雷 grüß dich 😀\n"


def test_errors_too(model):
    prediction = model.predict(länge=3, scheitern=True)
    assert prediction.status == "failed"
    assert prediction.error.startswith("geht nicht: Jürgen")
    assert "länge" in model.refusal(länge=0)


def test_and_ids(model):
    body = {"id": "ä/李 😀?", "input": {"länge": 1}}
    assert model.http.post("/predictions", json=body).json()["id"] == body["id"]


def test_and_the_command_line(model):
    outcome = model.cog("predict", "-i", "länge=2", "-i", "名字=😀")
    (result,) = json.loads(outcome.stdout)
    assert result["größe"] == "2 µm"
    assert (model.directory / result["datei"]).read_text() == "😀"
    assert "Höhe 2 😀" in outcome.stderr


def test_and_a_machine_without_a_language(project, monkeypatch):
    for name in ("LANG", "LC_ALL", "LC_CTYPE", "PYTHONUTF8", "PYTHONIOENCODING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C")
    outcome = project.cog("predict", "-i", "länge=2")
    assert outcome.status == 0
    assert json.loads(outcome.stdout)[0]["größe"] == "2 µm"
