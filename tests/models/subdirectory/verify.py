def test_it_imports_from_the_project_and_from_its_own_folder(model):
    assert model.predict(name="Ada").output == "HELLO ADA!"


def test_the_command_line_works_from_inside_the_subdirectory(project):
    outcome = project.cog("predict", "-C", "my-models/english", "-i", "name=Ada")
    assert outcome.stdout == "HELLO ADA!\n"
