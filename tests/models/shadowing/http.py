MINE = "my http"
