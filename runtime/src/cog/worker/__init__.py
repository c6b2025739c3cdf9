"""The model's process: what runs in it (child), and how the server holds it (supervisor)."""
