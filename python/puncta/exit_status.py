"""How a command written in Python ends: one line on stderr and the status of the program."""

import contextlib
import errno
import os
import signal
import sys
import threading

resumable = "interrupted; what was finished is kept, the same command goes on from there"


def of(work, options, interrupted):
    """work(options), or the status of what it raises.

    2 the input is wrong, 3 the numbers failed, 4 storage, memory or a package failed, 130 interrupted (by
    Ctrl-C, SIGTERM or the end of the terminal); `interrupted` says what is left then. What cannot be printed
    is told after all files are written: status 4, or the end by SIGPIPE where the reader has gone.
    """
    with _interruptible(), _patient("stderr"), _patient("stdout") as output:
        status = _status(work, options, interrupted)
        if output is None:
            return status
        output.flush()
        if output.failure is None or status not in (0, 3):
            return status
        if output.failure.errno == errno.EPIPE:
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            os.kill(os.getpid(), signal.SIGPIPE)
        return _told(4, f"cannot write to the standard output: {output.failure.strerror}")


def _status(work, options, interrupted):
    try:
        return work(options)
    except ValueError as error:
        return _told(2, error)
    except ArithmeticError as error:
        return _told(3, error)
    except (ImportError, OSError) as error:
        return _told(4, _reason(error))
    except MemoryError:
        return _told(4, "there is not enough memory; fewer threads (--threads 1) need less")
    except RuntimeError as error:
        if "can't start new thread" not in str(error):
            raise
        return _told(4, "cannot start another thread; --threads 1 needs fewer")
    except KeyboardInterrupt:
        return _told(130, interrupted)


class _Patient:
    """A standard stream that goes on without its reader: what is computed is worth more than what is said.

    failure  the OSError of the first write that failed; everything after it is dropped
    """

    def __init__(self, stream):
        self._stream, self.failure = stream, None

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        self._attempt(lambda: self._stream.write(text))
        return len(text)

    def flush(self):
        self._attempt(self._stream.flush)

    def _attempt(self, action):
        if self.failure is not None:
            return
        try:
            action()
        except OSError as error:
            self.failure = error
            # What is still in its buffer would fail once more when Python ends.
            with contextlib.suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())


@contextlib.contextmanager
def _patient(name):
    """sys.NAME replaced by a _Patient, which is given; None where there is no such stream."""
    stream = getattr(sys, name)
    if stream is None:
        yield None
        return
    setattr(sys, name, _Patient(stream))
    try:
        yield getattr(sys, name)
    finally:
        setattr(sys, name, stream)


@contextlib.contextmanager
def _interruptible():
    """SIGTERM, and SIGHUP unless it is ignored (nohup), interrupt as Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number, frame):
        raise KeyboardInterrupt

    before = {}
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            before[number] = signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _told(status, what):
    for line in str(what).splitlines() or [type(what).__name__]:
        # Indented lines belong to the one before them: an excerpt of a file.
        print(line if line.startswith(" ") else f"puncta: {line}", file=sys.stderr)
    return status


def _reason(error):
    """Python's own errors of the system put a number before the reason and the file behind it."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror if error.filename is None else f"{error.filename}: {error.strerror}"
    return error
