raise AssertionError("the standard library's comes first: Python itself has imported it")
