"""Points computed on a Dask cluster, by workers that see the same folders as this process.

A worker computes a point on one thread and writes its result into the shared store; what travels are names.
A task of a worker that dies is given to another one, which goes on from what the first one saved.
"""

import os

# How often a point may lose its worker before the point itself is suspected.
losses_allowed = 5


def client(address):
    """A distributed.Client of a scheduler; OSError where none answers."""
    distributed = _distributed()
    try:
        return distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise OSError(f"no Dask scheduler answers at {address}: {error}") from None


def run(points, store, *, client, told):
    """Compute `points` into `store` on the cluster; told(point, failure) after each.

    Raises OSError where a worker cannot write or a point lost its worker too often, KeyboardInterrupt when
    stopped; both leave what is finished, and tasks that have begun end at their workers.
    """
    distributed = _distributed()
    folder = os.fspath(store.folder.resolve())
    tasks = {}
    for point in points:
        base = os.path.abspath(point.base)
        future = client.submit(
            compute,
            base,
            point.assignments,
            point.key,
            folder,
            key=f"puncta-{point.key}-{point.scenario.replicates}",
            pure=False,
            retries=losses_allowed,
        )
        tasks[future] = point
    try:
        for future in distributed.as_completed(list(tasks), loop=client.loop):
            told(tasks[future], _failure(future))
    finally:
        client.cancel(list(tasks))


def compute(base, assignments, key, folder):
    """On a worker: one point into the store; "" or the reason why it failed."""
    from puncta import _core
    from puncta.sweeps import local
    from puncta.sweeps.points import Point
    from puncta.sweeps.store import Store

    scenario = _core.Scenario(base, list(assignments))
    if scenario.hash != key:
        raise RuntimeError(
            f"this worker reads another scenario from {base}, or runs other sources of Puncta: "
            f"its hash is {scenario.hash}, not {key}"
        )
    return local.compute(Point(0, base, (), tuple(assignments), scenario), Store(folder), 1, _core.Stop())


def _failure(future):
    try:
        return future.result()
    except (KeyboardInterrupt, OSError):
        raise
    except Exception as error:
        raise OSError(f"the cluster could not compute a point: {error}") from None


def _distributed():
    try:
        import distributed
    except ImportError:
        raise ImportError(
            "a Dask cluster needs dask.distributed: apt-get install python3-distributed, "
            "or pip install distributed"
        ) from None
    return distributed
