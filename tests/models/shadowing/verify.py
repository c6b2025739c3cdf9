def test_the_projects_own_modules_are_imported_and_the_server_keeps_its_own(model):
    names = ("http", "httpx", "queue", "server", "starlette", "uvicorn", "worker")
    assert model.predict().output["found"] == [f"my {name}" for name in names]


def test_they_do_not_stand_in_the_way_of_downloading_inputs(model):
    assert list(model.refusal(file="nonsense")) == ["file"]
    assert "cannot be fetched" in model.predict(file="http://127.0.0.1:9/nothing").error


def test_the_command_line_keeps_its_own_too(model):
    assert model.cog("predict").status == 0
