"""Points computed in this process, on its threads.

Many points: each thread takes the next one and computes it alone, so that none waits for another. The last
few, and few points at all: one after another, replicates of each side by side. Results do not depend on it.
So are points that an earlier run began: what it left is read in a forked process first, and a fork must not
meet another thread inside HDF5.
"""

import os
import queue
import threading
import time

# So many points for each thread before threads work on points of their own.
points_per_thread = 6

# In the message of a run that finds another one at the same file.
_busy = "another run is writing it"


def run(points, store, *, threads, told, stop):
    """Compute `points` into `store`; told(point, failure) after each, failure "" or the reason.

    threads   0: all processors
    stop      _core.Stop; set it and the runs under way end, to be resumed
    Raises KeyboardInterrupt when stopped and OSError where the disk fails; both leave what is finished.
    """
    threads = threads or len(os.sched_getaffinity(0))
    fresh, begun = [], []
    for point in points:
        (begun if store.is_begun(point.key) else fresh).append(point)
    alone = len(fresh) - points_per_thread * threads if threads > 1 else 0
    side_by_side = fresh[: max(alone, 0)]
    if side_by_side:
        _side_by_side(side_by_side, store, threads, told, stop)
    for point in begun + fresh[len(side_by_side) :]:
        told(point, run_one(point, store, threads, stop))


def run_one(point, store, threads, stop):
    """One point, its replicates side by side: "" or the reason why it failed."""
    return _in_a_thread(lambda: compute(point, store, threads, stop), stop)


def compute(point, store, threads, stop):
    """One point into the store: "" or the reason why it failed. OSError and KeyboardInterrupt pass."""
    replicates = point.scenario.replicates
    try:
        while not store.has(point.key, replicates):
            _run_unless_another_does(point, store, threads, stop)
    except (ArithmeticError, ValueError) as error:
        reason = str(error)
        store.note_failure(point.key, replicates, reason)
        return reason
    store.forget_failure(point.key)
    return ""


def _run_unless_another_does(point, store, threads, stop):
    """Run a point; where another process is at the same one, wait a little for it instead."""
    from puncta import _core, computing

    try:
        with computing():
            _core.run_point(point.scenario, os.fspath(store.path(point.key)), threads=threads, stop=stop)
    except OSError as error:
        if _busy not in str(error):
            raise
        # Its result, or, if it is stopped, what it left to go on from.
        time.sleep(0.2)
        if stop.is_set():
            raise KeyboardInterrupt from None


def _side_by_side(points, store, threads, told, stop):
    waiting, done = queue.SimpleQueue(), queue.SimpleQueue()
    for point in points:
        waiting.put(point)

    def work():
        while True:
            try:
                point = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((point, compute(point, store, 1, stop), None))
            except BaseException as error:
                done.put((point, "", error))
                return

    workers = [threading.Thread(target=work, daemon=True) for _ in range(min(threads, len(points)))]
    for worker in workers:
        worker.start()
    try:
        for _ in points:
            point, failure, error = _patiently(done)
            if error is not None:
                raise error
            told(point, failure)
    except BaseException:
        stop.set()
        while not waiting.empty():
            waiting.get()
        for worker in workers:
            worker.join()
        raise


def _in_a_thread(work, stop):
    """work() beside this thread, which stays open for signals."""
    done = queue.SimpleQueue()

    def guarded():
        try:
            done.put((work(), None))
        except BaseException as error:
            done.put((None, error))

    worker = threading.Thread(target=guarded, daemon=True)
    worker.start()
    try:
        result, error = _patiently(done)
    except BaseException:
        stop.set()
        worker.join()
        raise
    worker.join()
    if error is not None:
        raise error
    return result


def _patiently(done):
    while True:
        try:
            return done.get(timeout=0.2)
        except queue.Empty:
            continue


def require_threads(threads):
    """ValueError for a --threads that is no number of threads."""
    if not 0 <= threads <= 4096:
        raise ValueError(f"--threads {threads}: a whole number from 0 to 4096 is needed")
