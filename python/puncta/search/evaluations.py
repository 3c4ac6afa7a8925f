"""Designs as points of a store: what was computed once, by a search or a sweep, is never computed again."""

from dataclasses import replace

from puncta.sweeps import local, points
from puncta.sweeps.store import Outcome


class Evaluations:
    """Runs designs into a Store and gives their Outcomes; remembers the points for a table."""

    def __init__(self, target, store, *, threads, stop, progress=None, each=None):
        self._asked, self._store = target.definition, store
        self._threads, self._stop, self._progress, self._each = threads, stop, progress, each
        self.points, self.outcomes, self.computed = [], [], 0

    def __call__(self, designs):
        """Outcomes of a list of values, one for each variable, in their order."""
        plan = [self._point(values) for values in designs]
        todo = {}
        for point in plan:
            if isinstance(point, points.Point) and not self._known(point):
                todo[point.key] = point
        local.run(
            list(todo.values()), self._store, threads=self._threads, told=self._counter(todo), stop=self._stop
        )
        self.computed += len(todo)
        found = [self._outcome(point) for point in plan]
        if self._progress:
            self._progress(len(self.points), sum(bool(outcome.failure) for outcome in self.outcomes))
        return found

    def _counter(self, todo):
        done = iter(range(1, len(todo) + 1))
        return lambda *_: self._each and self._each(next(done), len(todo))

    def _point(self, values):
        try:
            return points.point(self._asked, len(self.points), values, self._asked.replicates)
        except ValueError as error:
            # The corners were fine, this place between them is not.
            return str(error)

    def _known(self, point):
        replicates = point.scenario.replicates
        return (
            self._store.has(point.key, replicates) or self._store.failure(point.key, replicates) is not None
        )

    def _outcome(self, point):
        if isinstance(point, str):
            return Outcome({}, {}, point)
        outcome = self._store.outcome(point.key, point.scenario.replicates)
        self.points.append(point)
        self.outcomes.append(outcome)
        return outcome


def with_fresh_numbers(target, seed, replicates):
    """The target with another seed and number of replicates: nothing of the search is in its runs."""
    settings = target.definition.settings | {"run.seed": seed}
    return replace(target, definition=replace(target.definition, settings=settings, replicates=replicates))
