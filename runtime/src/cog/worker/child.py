"""`python -m cog.worker.child FD DIRECTORY`: the process that runs the model.

It answers the server over the socket FD (and DIRECTORY, for what is large), one message after the
other: Hello; Load → Loaded or LoadFailed; SetUp → SetUpDone; Predict → Item…, Done. When the
channel closes it exits. Predictions run in the main thread, where a signal can interrupt them (see
cancelation.py). The standard streams are pipes that the server reads; nothing printed here can
reach the channel.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import socket
import sys
import time
from typing import TYPE_CHECKING, Any, Iterator, NoReturn, Optional, Tuple

from .._version import __version__
from ..errors import CancelationException, CogError
from ..parent import die_with_parent
from ..predictor import load
from ..schema.codec import decode_inputs, encode_output, join_files, split_files
from ..schema.signature import describe
from ..scope import Scope, enter_scope
from .cancelation import Cancelation
from .channel import Channel, ChannelClosed
from .files import YieldedFiles
from .messages import (
    Done,
    Hello,
    Item,
    Load,
    Loaded,
    LoadFailed,
    Metric,
    Predict,
    SetUp,
    SetUpDone,
)
from .streams import StandardStreams

if TYPE_CHECKING:
    from ..predictor import LoadedPredictor
    from ..schema.markers import Files
    from ..schema.spec import PredictorSpec
    from .coroutines import Coroutines


def main() -> None:
    """Serves the channel that the arguments name, until it closes."""
    descriptor, directory = int(sys.argv[1]), sys.argv[2]
    os.set_inheritable(descriptor, False)
    die_with_parent(signal.SIGKILL)  # a server that is killed leaves no worker behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.enable()  # a segfault says where, in the prediction's logs
    streams = StandardStreams()
    channel = Channel(socket.socket(fileno=descriptor), directory)
    os.register_at_fork(after_in_child=channel.close_in_fork)
    python = ".".join(map(str, sys.version_info[:3]))
    channel.send(Hello(version=__version__, python=python, pid=os.getpid()))
    status = 1
    try:
        Worker(channel, streams).serve()
    except ChannelClosed:
        status = 0
    except BaseException as error:
        streams.print_traceback(error)
    finally:
        # Not sys.exit(): threads that the model started must not hold up the end.
        streams.flush()
        os._exit(status)


class Worker:
    """Answers messages with the model."""

    def __init__(self, channel: Channel, streams: StandardStreams) -> None:
        self._channel = channel
        self._streams = streams
        self._cancelation = Cancelation(channel)
        self._coroutines: Optional[Coroutines] = None
        self._model: LoadedPredictor
        self._spec: PredictorSpec

    def serve(self) -> None:
        """Answers until the channel closes, which raises ChannelClosed."""
        while True:
            message = self._channel.receive()
            if isinstance(message, Predict):
                self._predict(message)
            elif isinstance(message, Load):
                self._load(message)
            elif isinstance(message, SetUp):
                self._set_up()
            # A Cancel that arrives here came too late: its prediction has ended.

    def _load(self, message: Load) -> None:
        try:
            self._model = load(message.reference, message.directory)
            self._spec = describe(self._model.predict)
        except BaseException as error:
            reason = _explain(error)
            if not isinstance(error, CogError):
                self._streams.print_traceback(error)
            self._streams.flush()
            self._channel.send(LoadFailed(reason))
        else:
            self._streams.flush()
            self._channel.send(Loaded(self._spec.to_wire()))

    def _set_up(self) -> None:
        failure = None
        if self._model.setup is not None:
            try:
                self._wait(self._model.setup())
            except BaseException as error:
                self._streams.print_traceback(error)
                failure = _explain(error)
        self._streams.flush()
        self._channel.send(SetUpDone(failure))

    def _predict(self, message: Predict) -> None:
        directory = _Directory(message.directory)
        self._cancelation.begin(message.id)
        enter_scope(Scope(message.id, self._record_metric))
        try:
            done = self._run(message, directory)
        except CancelationException:
            done = Done(message.id, "canceled")
        except BaseException as error:
            if self._channel.closed:
                _end_fork(error, self._streams)
            self._streams.print_traceback(error)
            done = Done(message.id, "failed", _explain(error))
        finally:
            enter_scope(None)
        if self._cancelation.delivered:  # also when the model swallowed it
            done = Done(message.id, "canceled")
        if directory.made:
            done = done._replace(made_directory=True)
        self._streams.flush()
        try:
            self._channel.send(done)
        except (ValueError, TypeError, RecursionError, MemoryError, OSError) as error:
            # A number of too many digits, a full disk, …: nothing of it is on its way.
            reason = f"the output cannot be sent: {_explain(error)}"
            self._channel.send(Done(message.id, "failed", reason, made_directory=directory.made))

    def _run(self, message: Predict, directory: _Directory) -> Done:
        """Runs the user's code, and sends each item of a stream as it comes."""
        inputs = decode_inputs(self._spec, join_files(message.input, message.files))
        with self._cancelation:
            result = self._wait(self._model.predict(**inputs))
            yields = hasattr(result, "__next__") or hasattr(result, "__anext__")
            if not (self._spec.output.iterator and yields):
                value, files = split_files(encode_output(result, directory))
                return Done(message.id, "succeeded", None, True, value, files)
        yielded = YieldedFiles(directory, time.time())
        try:
            for value, files in self._items(result, directory):
                self._channel.send(Item(message.id, value, yielded.keep(files)))
        finally:
            yielded.delete_originals()
        return Done(message.id, "succeeded")

    def _items(self, result: Any, directory: _Directory) -> Iterator[Tuple[Any, Files]]:
        """What the user's generator yields, ready to be sent."""
        while True:
            try:
                with self._cancelation:
                    item = self._next(result)
                    output = split_files(encode_output(item, directory))
            except (StopIteration, StopAsyncIteration):
                return
            except CancelationException as canceled:
                # Between two items the generator sleeps at its yield; its cleanup should run too.
                if hasattr(result, "throw"):
                    result.throw(canceled)
                elif hasattr(result, "aclose"):
                    self._wait(result.aclose())
                raise
            yield output

    def _next(self, items: Any) -> Any:
        if hasattr(items, "__next__"):
            return next(items)
        return self._wait(items.__anext__())

    def _wait(self, outcome: Any) -> Any:
        """The outcome itself, or what it yields to when it comes from an async function."""
        if not hasattr(outcome, "__await__"):
            return outcome
        if self._coroutines is None:
            # asyncio is slow to import, and most models need none of it.
            from .coroutines import Coroutines

            self._coroutines = Coroutines(self._cancelation)
        return self._coroutines.run(outcome)

    def _record_metric(self, prediction: str, name: str, value: Any) -> None:
        interruptible = self._cancelation.suspend()
        try:
            self._channel.send(Metric(prediction, name, value))
        finally:
            self._cancelation.resume(interruptible)


class _Directory:
    """The prediction's own directory, made when somebody asks for it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.made = False

    def __call__(self) -> str:
        if not self.made:
            os.makedirs(self._path, mode=0o700, exist_ok=True)  # noqa: PTH103
            self.made = True
        return self._path


def _end_fork(error: BaseException, streams: StandardStreams) -> NoReturn:
    """Ends a process that the model forked and did not end itself, as Python would."""
    code = 0 if isinstance(error, ChannelClosed) else 1
    if isinstance(error, SystemExit) and (error.code is None or isinstance(error.code, int)):
        code = error.code or 0
    elif code:
        streams.print_traceback(error)
    streams.flush()
    os._exit(code & 0xFF)


def _explain(error: BaseException) -> str:
    """What a prediction's `error` says: the exception's own words where it has any."""
    kind = type(error).__name__
    try:
        if isinstance(error, SystemExit):
            return f"the model called sys.exit({error.code!r})"
        text = str(error)
    except BaseException:  # a broken __str__ of the user's
        text = ""
    if not text:
        return kind
    # str(KeyError("x")) is "'x'", which alone says nothing.
    return f"{kind}: {text}" if isinstance(error, KeyError) else text


if __name__ == "__main__":
    main()
