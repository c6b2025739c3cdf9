def test_a_choice_is_taken(model):
    assert model.predict(colour="green", size=4).output == "green 4"


def test_the_default_is_a_choice(model):
    assert model.predict(colour="red").output == "red 2"


def test_anything_else_is_refused_with_the_list(model):
    refused = model.refusal(colour="mauve", size=3)
    assert "'red', 'green' or 'blue'" in refused["colour"]
    assert "1, 2 or 4" in refused["size"]


def test_the_choices_are_in_the_schema(model):
    assert model.schemas["colour"]["enum"] == ["red", "green", "blue"]
    assert model.schemas["size"]["enum"] == [1, 2, 4]


def test_the_command_line_takes_them(model):
    assert model.cog("predict", "-i", "colour=blue", "-i", "size=1").stdout == "blue 1\n"


def test_the_command_line_lists_them(model):
    outcome = model.cog("predict", "-i", "colour=bleu")
    assert outcome.status == 1
    assert "blue" in outcome.stderr
