from cog import BasePredictor


class Broken(Exception):
    def __str__(self) -> str:
        raise RuntimeError("even this")


class Predictor(BasePredictor):
    def predict(self, kind: str) -> str:
        print("working on it")
        if kind == "value":
            raise ValueError("the picture is upside down")
        if kind == "empty":
            raise ValueError
        if kind == "key":
            return {}["shape"]
        if kind == "chained":
            try:
                return str(1 / 0)
            except ZeroDivisionError as error:
                raise RuntimeError("cannot divide") from error
        if kind == "broken":
            raise Broken
        if kind == "interrupt":
            raise KeyboardInterrupt
        if kind == "exit":
            raise SystemExit("that is all")
        if kind == "recursion":
            return self.predict(kind)
        return "fine"
