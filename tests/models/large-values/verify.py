def test_twenty_megabytes_go_in_and_come_out(model):
    text = "0123456789" * 2_000_000
    assert model.predict(text=text).output["text"] == text[::-1]


def test_a_hundred_thousand_numbers_too(model):
    vector = [n / 7 for n in range(100_000)]
    assert model.predict(text="", vector=vector).output["vector"] == [-n for n in vector]
