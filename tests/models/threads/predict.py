import sys
import threading
import time

from cog import BasePredictor, current_scope


class Predictor(BasePredictor):
    def predict(self, how: str) -> str:
        if how == "left running":
            threading.Thread(target=time.sleep, args=(1000,)).start()
        if how == "failing":
            thread = threading.Thread(target=lambda: 1 / 0)
            thread.start()
            thread.join()
        if how == "exiting":
            thread = threading.Thread(target=sys.exit, args=(3,))
            thread.start()
            thread.join()
        if how == "printing":
            threads = [threading.Thread(target=print, args=(f"thread {n}",)) for n in range(20)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return f"{how} {len(current_scope().prediction_id) > 0}"
