MINE = "my uvicorn"
