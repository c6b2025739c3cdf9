from cog import Input


def greet(name: str, times: int = Input(default=1, ge=1, description="How often")) -> str:
    return " ".join(["hello", name] * times)
