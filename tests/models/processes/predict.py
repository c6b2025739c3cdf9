import multiprocessing
import os
import subprocess
import sys
import time

from cog import BasePredictor


def square(number: int) -> int:
    print(f"squares {number}", flush=True)
    return number * number


class Predictor(BasePredictor):
    def predict(self, how: str) -> int:
        if how in ("fork", "spawn", "forkserver"):
            with multiprocessing.get_context(how).Pool(2) as pool:
                return sum(pool.map(square, [1, 2, 3]))
        if how == "os.fork":
            child = os.fork()
            if child == 0:
                print("in the child", flush=True)
                os._exit(5)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if how == "careless fork":  # whose child runs on in our own code, and exits from there
            child = os.fork()
            if child == 0:
                sys.exit(6)
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if how == "returning fork":
            child = os.fork()
            if child == 0:
                return 7
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if how == "daemon":
            return subprocess.Popen(["sleep", "1000"]).pid
        if how == "own session":
            return subprocess.Popen(["sleep", "1000"], start_new_session=True).pid
        if how == "chatty":
            code = "import time\nwhile True: print('chatter', flush=True); time.sleep(0.001)"
            child = subprocess.Popen([sys.executable, "-c", code])
            time.sleep(0.1)
            return child.pid
        return 0
