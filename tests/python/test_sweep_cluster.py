"""Sweeps on a Dask cluster: the same table as here, bit for bit, also when a worker is killed on the way."""

import os
import signal
import textwrap
import threading
import time

import pytest
from runs import CHEEK

distributed = pytest.importorskip("distributed", reason="python3-distributed is not installed")

import puncta  # noqa: E402


def sweep_file(folder):
    path = folder / "loads.toml"
    path.write_text(
        textwrap.dedent(f"""
        base = "{CHEEK}"
        replicates = 4
        [set]
        "treatment.area" = ["2 mm", "2 mm"]
        "treatment.directions" = ["0 deg"]
        "treatment.passes" = 1
        [axes]
        "treatment.load" = {{ list = ["2 N", "3 N", "4 N", "5 N", "6 N", "7 N"] }}
        """)
    )
    return path


@pytest.fixture()
def cluster():
    # Processes that are started afresh: forking after OpenMP hangs.
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as workers:
        yield workers


def test_equals_the_local_sweep_though_a_worker_is_killed(tmp_path, cluster):
    local = puncta.sweep(sweep_file(tmp_path), tmp_path / "local", threads=1)
    with distributed.Client(cluster, set_as_default=False) as client:
        begun = tmp_path / "far" / "points"
        pids = list(client.run(os.getpid).values())
        killed = []

        def kill_one():
            # In the middle: a worker is at work on a point, and at least one point is finished.
            while not list(begun.glob("*.h5")) or len(list(begun.glob("*.h5.part"))) < 2:
                time.sleep(0.01)
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])

        killer = threading.Thread(target=kill_one, daemon=True)
        killer.start()
        far = puncta.sweep(sweep_file(tmp_path), tmp_path / "far", client=client)
        killer.join(timeout=20)
    assert killed, "no worker was killed: the sweep ended too early"
    assert not far.failed
    assert far.table.data_hash == local.table.data_hash
    assert far.table.equals(local.table)


def test_a_scheduler_that_is_not_there_is_told(tmp_path):
    from puncta.sweeps import dask_cluster

    with pytest.raises(OSError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1"):
        dask_cluster.client("tcp://127.0.0.1:1")


def test_a_worker_with_another_base_says_so(tmp_path):
    from puncta.sweeps import dask_cluster

    with pytest.raises(RuntimeError, match="reads another scenario"):
        dask_cluster.compute(str(CHEEK), ("treatment.load=3 N",), "0" * 32, str(tmp_path))
