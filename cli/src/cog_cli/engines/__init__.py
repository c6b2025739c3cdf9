"""Where models run: in containers, or in a local environment."""
