def predict(text: str) -> str:
    return text
