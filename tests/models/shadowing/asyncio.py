raise AssertionError("nobody here imports asyncio")
