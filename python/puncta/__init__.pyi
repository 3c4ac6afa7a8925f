"""Types of the package's own names, which are resolved on first use."""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any

from puncta import figures as figures
from puncta import pattern as pattern
from puncta import plot as plot
from puncta import results as results
from puncta import style as style
from puncta import units as units
from puncta._core import Skin as Skin
from puncta._core import needle_law as needle_law
from puncta._core import slit_opening as slit_opening
from puncta._core import station as station
from puncta.comparison.execution import Comparison
from puncta.results import Results as Results
from puncta.search.execution import Found
from puncta.sweeps.execution import Sweep

__version__: str
__all__: list[str]

def compare(
    scenarios: Sequence[str | PathLike[str]],
    *,
    labels: Sequence[str] | None = None,
    set: Mapping[str, Any] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    threads: int = 0,
    store: str | PathLike[str] = "compare-results",
) -> Comparison: ...
def sweep(
    file: str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    client: Any = None,
    threads: int = 0,
    store: str | PathLike[str] | None = None,
    retry: bool = False,
    progress: Callable[[int, int, int], object] | None = None,
) -> Sweep: ...
def design(
    file: str | PathLike[str],
    out: str | PathLike[str] | None = None,
    *,
    threads: int = 0,
    store: str | PathLike[str] | None = None,
    progress: Callable[[int, int], object] | None = None,
    confirming: Callable[[int, int], object] | None = None,
) -> Found: ...
def open(path: str | PathLike[str]) -> Results: ...
def run(
    scenario: str | PathLike[str],
    output: str | PathLike[str] | None = None,
    *,
    set: Mapping[str, Any] | None = None,
    replicates: int | None = None,
    seed: int | None = None,
    threads: int = 0,
    progress: Callable[[int, int], object] | None = None,
    fresh: bool = False,
) -> Results: ...
