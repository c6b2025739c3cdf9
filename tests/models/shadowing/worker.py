MINE = "my worker"
