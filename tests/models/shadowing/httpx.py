MINE = "my httpx"
