MINE = "my starlette"
