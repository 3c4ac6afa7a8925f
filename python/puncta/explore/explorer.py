"""Computes what the page asks for: a first look while a slider moves, then the whole scenario, again and
again with twice as many replicates. A newer question of the same page ends the older one.
"""

import os
import threading
import tomllib
from collections import OrderedDict
from contextlib import contextmanager
from dataclasses import dataclass

from puncta import _core
from puncta.explore import knobs
from puncta.sweeps import scenario_values

_kept = 16  # computations, and scenarios to save

# A first look takes part of the treatment: one pass in one direction on a patch of so many mm at most, and
# for rollers coarser cells under the drum. Two replicates are the fewest that have an interval.
_replicates_of_a_look = 2
_patch = {"roller": 20.0, "stamp": 10.0, "pen": 6.0}
_cell_of_a_look = "1 mm"


class Superseded(Exception):
    """A newer question of the same page came, or the page is closed."""


@dataclass(frozen=True)
class Shown:
    """What a picture is made of.

    scenario   dict, every value in force; resolved: the same as TOML, which runs to these numbers
    totals     of _core.Ensemble
    planned    replicates that the scenario asks for
    is_look    whether it is but a part of the treatment
    export     name under which the scenario can be saved; None of a first look
    """

    scenario: dict
    resolved: str
    totals: dict
    planned: int
    is_look: bool
    export: str | None

    @property
    def layers(self):
        return list(zip(self.totals["layer_names"], self.totals["layer_tops"], strict=True))

    def value(self, quantity):
        return self.totals["summary"][quantity]["value"]


class Explorer:
    """A scenario file and its sliders. ValueError for a scenario that cannot be explored."""

    def __init__(self, file, threads=0):
        self.file, self._threads = os.fspath(file), threads
        scenario = _core.Scenario(self.file)
        resolved = tomllib.loads(scenario.resolved)
        if "sites" in resolved:
            raise ValueError(
                f"{self.file}: a treatment of several sites has no sliders; give one of one site"
            )
        if scenario.precision:
            raise ValueError(
                f"{self.file} asks for a precision; here a number of replicates is needed: leave it out"
            )
        self.title, self.warnings = scenario.title, scenario.warnings
        self.device, self.planned = scenario.device_title, scenario.replicates
        self.knobs = knobs.of_scenario(self.file, resolved)
        self._running = _Running()
        self._ensembles, self._exports = OrderedDict(), OrderedDict()
        self._keeping = threading.Lock()

    def look(self, page, values):
        """A first look at the scenario with these values of the sliders."""
        settings = knobs.settings(self.knobs, values)
        whole = self._scenario(settings)
        resolved = tomllib.loads(whole.resolved)
        try:
            part = self._scenario(settings | _part_of(resolved))
        except ValueError:  # this treatment cannot be cut down
            part = whole
        with self._running.instead(page) as stop:
            ensemble = _core.Ensemble(part)
            self._grow(ensemble, _replicates_of_a_look, stop)
        return Shown(resolved, whole.resolved, ensemble.totals(), self.planned, True, None)

    def whole(self, page, values, replicates):
        """The whole treatment, of at least so many replicates."""
        if not isinstance(replicates, int) or not 2 <= replicates <= self.planned:
            raise ValueError(
                f"replicates = {replicates!r}: a whole number from 2 to {self.planned} is needed"
            )
        settings = knobs.settings(self.knobs, values)
        with self._running.instead(page) as stop:
            ensemble = self._ensemble(self._scenario(settings))
            self._grow(ensemble, replicates, stop)
        totals = ensemble.totals()
        computed = self._scenario(settings | {"run.replicates": totals["replicates"]})
        export = f"{computed.hash}-{totals['replicates']}"
        self._keep(self._exports, export, self._told(settings) + computed.resolved)
        return Shown(tomllib.loads(computed.resolved), computed.resolved, totals, self.planned, False, export)

    def exported(self, name):
        """The scenario behind a picture, as TOML; None where it is not kept any more."""
        return self._exports.get(name)

    def leave(self, page):
        """The page is not looked at any more."""
        self._running.end(page)

    def close(self):
        """Ends what is computed, and waits for it."""
        self._running.close()

    def _told(self, settings):
        """First lines of a scenario that is saved: from where, and what was changed."""
        changed = [f"#   {text}" for text in scenario_values.assignments(settings)]
        name = ascii(os.path.basename(self.file))
        how = "with these changes:" if changed else "unchanged"
        return "\n".join([f"# What `puncta explore` showed of {name}, {how}", *changed, "", ""])

    def _scenario(self, settings):
        return _core.Scenario(self.file, scenario_values.assignments(settings))

    def _ensemble(self, scenario):
        with self._keeping:
            known = self._ensembles.get(scenario.hash)
        return known or self._keep(self._ensembles, scenario.hash, _core.Ensemble(scenario))

    def _keep(self, kept, name, value):
        with self._keeping:
            value = kept.setdefault(name, value)
            kept.move_to_end(name)
            while len(kept) > _kept:
                kept.popitem(last=False)
        return value

    def _grow(self, ensemble, replicates, stop):
        try:
            ensemble.grow(replicates, threads=self._threads, stop=stop)
        except KeyboardInterrupt:  # of `stop`: signals come to the main thread only
            raise Superseded from None


def _part_of(resolved):
    device, treatment = resolved["device"], resolved["treatment"]
    part = {"treatment.passes": 1, "treatment.directions": treatment["directions"][:1]}
    if device["kind"] == "roller":
        part["model.drum_cell"] = _cell_of_a_look
    if "area" in treatment and not treatment.get("exclude"):
        most = _patch[device["kind"]]
        sides = [1e3 * _core.quantity(side, "length") for side in treatment["area"]]
        part["treatment.area"] = [f"{min(side, most):.9g} mm" for side in sides]
    return part


class _Running:
    """Who computes: one question for each page."""

    def __init__(self):
        self._changed = threading.Condition()
        self._stops, self._count, self._closed = {}, 0, False

    @contextmanager
    def instead(self, page):
        """A Stop for a new question of a page, whose older one is told to end."""
        stop = _core.Stop()
        with self._changed:
            if self._closed:
                raise Superseded
            self._end(page)
            self._stops[page] = stop
            self._count += 1
        try:
            yield stop
        finally:
            with self._changed:
                if self._stops.get(page) is stop:
                    del self._stops[page]
                self._count -= 1
                self._changed.notify_all()

    def end(self, page):
        with self._changed:
            self._end(page)

    def close(self):
        with self._changed:
            self._closed = True
            for page in list(self._stops):
                self._end(page)
            self._changed.wait_for(lambda: self._count == 0)

    def _end(self, page):
        older = self._stops.pop(page, None)
        if older is not None:
            older.set()
