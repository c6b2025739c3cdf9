EINHEIT = "µm"
