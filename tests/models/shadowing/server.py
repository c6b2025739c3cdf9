MINE = "my server"
