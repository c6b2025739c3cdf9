def test_an_open_file_goes_in_and_comes_out(model, tmp_path):
    (tmp_path / "lines.txt").write_bytes(b"1\n2\n3\n")
    assert model.predict(file=tmp_path / "lines.txt").content == b"3\n2\n1\n"


def test_bytes_that_are_no_text_come_through(model, tmp_path):
    data = bytes(range(256)).replace(b"\n", b"")
    (tmp_path / "bytes").write_bytes(data)
    assert model.predict(file=tmp_path / "bytes").content == data
