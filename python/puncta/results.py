"""A result file, opened: `open(path)` checks it and gives a Results, whose parts are read when asked for.

The layout is engine/storage/FORMAT.md. All values are SI; `units` says which.
"""

import html
import math
import os
import tomllib
import warnings
from collections.abc import Mapping
from functools import cached_property

from puncta import damage, hdf5, reach, units

newest_format = 1  # the newest format_version this package reads

_estimate_columns = ("value", "standard_error", "ci_low", "ci_high", "units", "long_name", "count")
_display_columns = ("display_unit", "display_scale")


class IncompleteResultWarning(UserWarning):
    """The file was left by a run that is still going, was stopped, or was killed."""


def open(path):
    """Open a result file and check that it is one.

    Raises OSError where the disk is to blame (missing, unreadable, truncated) and ValueError where the file
    is something else or newer than this package. Warns (IncompleteResultWarning) for an unfinished run.
    """
    return Results(path)


class Results:
    """What one run left behind. SI units throughout.

    summary      pandas, one row per quantity: value, standard_error, ci_low, ci_high, units, long_name, count
    replicates   pandas, one row per replicate, one column per quantity
    punctures    mapping of column name to NumPy array (read-only), each read when first asked for
    map, depth   xarray datasets; channels likewise, what stays open over depth
    pattern()    how they lie in their region, see puncta.pattern
    scenario     dict, every value in force; resolved: the same as TOML
    attributes   dict of the root attributes, such as precision: "met", "not met" or "not asked for"
    complete     False for an unfinished run
    """

    def __init__(self, path):
        self.path = os.fspath(path)
        damage.require_survivable(self.path, hdf5.opened)
        with damage.told_of(self.path, "its attributes"), hdf5.opened(self.path) as file:
            self.attributes = {name: hdf5.plain(value) for name, value in file.attrs.items()}
        _check_ours(self.path, self.attributes)
        damage.require_sound(self.path, hdf5.opened)
        self._state = self._disk_state()
        self.complete = bool(self.attributes.get("complete", 0))
        if not self.complete:
            warnings.warn(
                f"{self.path} is incomplete: it holds only the replicates finished so far; "
                "run the same scenario again to continue it",
                IncompleteResultWarning,
                stacklevel=3,
            )

    @property
    def title(self):
        return str(self.attributes.get("title") or os.path.basename(self.path))

    @cached_property
    def summary(self):
        import pandas as pd

        with hdf5.opened(self.path) as file:
            finished = "summary" in file
        if finished:
            with self._group("summary") as group:
                rows = {name: _estimate_row(item) for name, item in group.items() if item.shape == ()}
        else:
            rows = self._summary_so_far()
        columns = [*_estimate_columns, *_display_columns]
        table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        table.index.name = "quantity"
        return table

    @cached_property
    def replicates(self):
        import pandas as pd

        with self._group("replicates") as group:
            columns = {name: item[()] for name, item in group.items() if hdf5.is_column(item)}
        index = columns.pop("replicate", None)
        table = pd.DataFrame(columns)
        table.index = pd.Index(range(len(table)) if index is None else index, name="replicate")
        return table

    @cached_property
    def sites(self):
        """pandas, one row per (site, quantity) of a treatment of several sites; empty for one site."""
        import pandas as pd

        columns = ["value", "standard_error", "ci_low", "ci_high", "count", "units"]
        index = pd.MultiIndex.from_arrays([[], []], names=["site", "quantity"])
        with hdf5.opened(self.path) as file:
            if "sites" not in file or "depth_mean" not in file["sites"]:
                return pd.DataFrame(columns=columns, index=index)
        rows = {}
        with self._group("sites") as group:
            data = hdf5.dataset(group)
        for number, site in enumerate(data["site_name"].values):
            for name in self.summary.index:
                parts = [data[f"{name}_{part}"].values[number] for part in columns[1:5]]
                rows[site, name] = [data[name].values[number], *parts, data[name].attrs["units"]]
        table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
        table.index = pd.MultiIndex.from_tuples(table.index, names=["site", "quantity"])
        return table

    @cached_property
    def uncertainty(self):
        """xarray: samples of what is not known, by names of unknowns and quantities; None without them."""
        with hdf5.opened(self.path) as file:
            if "uncertainty" not in file:
                return None
        with self._group("uncertainty") as group:
            data = hdf5.dataset(group)
        names = {axis: data[f"{axis}_name"].values for axis in ("unknown", "quantity")}
        return data.drop_vars([f"{axis}_name" for axis in names]).assign_coords(names)

    @cached_property
    def punctures(self):
        return Punctures(self)

    @cached_property
    def map(self):
        with self._group("map") as group:
            return hdf5.dataset(group)

    @cached_property
    def depth(self):
        with self._group("depth") as group:
            return hdf5.dataset(group)

    @cached_property
    def channels(self):
        with self._group("channels") as group:
            found = hdf5.dataset(group)
        return found if "open_area" in found else reach.channels_so_far(found)

    @cached_property
    def resolved(self):
        """The scenario with every value in force, as TOML that runs again on its own."""
        return self._texts["resolved"]

    @cached_property
    def scenario(self):
        with damage.told_of(self.path, "/scenario/resolved"):
            return tomllib.loads(self.resolved)

    @cached_property
    def source(self):
        """The scenario as it was given."""
        return self._texts["source"]

    @cached_property
    def identity(self):
        """Hash of scenario, seed, cards and sources of the program: equal ones are the same run."""
        return self._texts["hash"]

    @cached_property
    def cards(self):
        """Cards and lists of needles in use: {name: hash of its text}."""
        lines = self._texts.get("cards", "").splitlines()
        return dict(line.rsplit(" ", 1) for line in lines if " " in line)

    @cached_property
    def diagnostics(self):
        """dict of the solver's counts, failures and times [s]."""
        with self._group("diagnostics") as group:
            return {name: hdf5.plain(item[()]) for name, item in group.items() if item.shape == ()}

    @cached_property
    def _texts(self):
        with self._group("scenario") as group:
            return {name: hdf5.plain(item[()]) for name, item in group.items() if item.shape == ()}

    @cached_property
    def rolling_radius(self):
        """R_roll of the run, with which the roller advances per angle [m]; 0 of a stamp or a pen."""
        with self._group("diagnostics") as group:
            return float(group["rolling_radius"][()])

    @cached_property
    def layers(self):
        """Names of the skin's layers and the nominal depth of each one's top [m], from the surface down."""
        names, tops = reach.layers_of_depth(self.depth)
        return list(zip(names, tops, strict=True)) if names else reach.layers_of_scenario(self.scenario)

    @cached_property
    def density_reaching(self):
        """pandas, one row per layer: density of the punctures that reach it or go deeper [1/m²], interval.

        Counted in every replicate; mean over replicates with 95 % interval.
        """
        import pandas as pd

        names = [name for name, _ in self.layers]
        columns = ["value", "standard_error", "ci_low", "ci_high"]
        return pd.DataFrame(reach.densities(self), index=pd.Index(names, name="layer"), columns=columns)

    def pattern(self, replicate=None, site=None):
        """How the punctures lie in their region: K, L, g, G, gaps, treated share, … (puncta.pattern).

        Of one replicate the plain functions of its points; of all of them (None) means with 95 % intervals.
        Of several sites one is meant, by its name; None is the first.
        """
        from puncta import result_pattern

        return result_pattern.of_result(self, replicate, site)

    def _summary_so_far(self):
        """The rows of the summary that an unfinished file does not hold yet, from its replicates."""
        with self._group("replicates") as group:
            rows = {name: _estimate_row(item) for name, item in group.items() if name in self.replicates}
        for name, row in rows.items():
            known = self.replicates[name].dropna()
            row.update(
                zip(("value", "standard_error", "ci_low", "ci_high"), reach.interval(known), strict=True)
            )
            row["count"] = len(known)
        return rows

    def __repr__(self):
        lines = [self._headline(), ""]
        rows = list(self._readable_rows())
        widths = [max(len(row[column]) for row in rows) for column in range(4)] if rows else []
        for name, value, interval, unit in rows:
            lines.append(
                f"  {name:<{widths[0]}}  {value:>{widths[1]}}  {interval:^{widths[2]}}  {unit}".rstrip()
            )
        return "\n".join(lines)

    def _repr_html_(self):
        cells = "".join(
            "<tr>"
            + "".join(
                f'<td style="text-align:{side}">{html.escape(text)}</td>'
                for text, side in zip(row, ("left", "right", "center", "left"), strict=True)
            )
            + "</tr>"
            for row in self._readable_rows()
        )
        head = "".join(f"<th>{text}</th>" for text in ("quantity", "value", "95 % interval", "unit"))
        return (
            f"<div><p>{html.escape(self._headline())}</p>"
            f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table></div>"
        )

    def _headline(self):
        state = "" if self.complete else ", INCOMPLETE"
        reached = self.attributes.get("precision", "not asked for")
        if reached != "not asked for":
            state += f", precision {reached}"
        seed = self.attributes.get("seed", "?")
        return f"{self.title} ({len(self.replicates)} replicates, seed {seed}{state})"

    def _readable_rows(self):
        for name, row in self.summary.iterrows():
            yield name, *units.readable(row)

    def _disk_state(self):
        status = os.stat(self.path)
        return status.st_ino, status.st_size, status.st_mtime_ns

    def _group(self, name):
        """Context manager: the group, read from the file as it was when opened."""
        return _Group(self, name)


class Punctures(Mapping):
    """Columns of the puncture table by name, read when first asked for and kept; read-only NumPy arrays.

    Without columns where the run did not keep single punctures. `rows` is the number of punctures.
    """

    def __init__(self, results):
        self._results = results
        self._columns = {}
        with damage.told_of(results.path, "the table of punctures"), hdf5.opened(results.path) as file:
            table = file.get("punctures", {})
            found = {
                name: item for name, item in table.items() if hdf5.is_column(item) and name != "puncture"
            }
            if not any(len(item) for item in found.values()) and file["depth/counts"][()].any():
                found = {}  # there were punctures, but the run was asked not to keep them
            self._units = {name: hdf5.plain(item.attrs.get("units", "1")) for name, item in found.items()}
            self.rows = min((len(item) for item in found.values()), default=0)

    def __getitem__(self, name):
        if name not in self._units:
            raise KeyError(self._why_missing(name))
        if name not in self._columns:
            with self._results._group("punctures") as table:
                column = damage.column(table[name], self.rows)
            column.flags.writeable = False
            self._columns[name] = column
        return self._columns[name]

    def __iter__(self):
        return iter(self._units)

    def __len__(self):
        return len(self._units)

    def __repr__(self):
        if not self:
            return "Punctures: none kept (output.punctures = false)"
        return f"Punctures: {self.rows} rows, columns {', '.join(self)}"

    def units(self, name):
        """SI unit of a column, as the file spells it."""
        return self._units[name]

    def to_pandas(self):
        import pandas as pd

        return pd.DataFrame(dict(self))

    def _why_missing(self, name):
        if not self._units:
            path = self._results.path
            return (
                f"no column {name!r}: {path} was written without single punctures (output.punctures = false)"
            )
        return f"no column {name!r} among the punctures; there are {', '.join(self._units)}"


class _Group:
    def __init__(self, results, name):
        self._results, self._name = results, name

    def __enter__(self):
        results = self._results
        if results.complete and results._disk_state() != results._state:
            raise OSError(f"{results.path} has changed since it was opened; open it again")
        self._file = hdf5.opened(results.path)
        if self._name not in self._file:
            self._file.close()
            raise ValueError(f"{results.path} has no group /{self._name}")
        return self._file[self._name]

    def __exit__(self, kind, error, trace):
        self._file.close()
        if isinstance(error, Exception):
            with damage.told_of(self._results.path, f"group /{self._name}"):
                raise error


def _check_ours(path, attributes):
    if "format_version" not in attributes or "puncta_version" not in attributes:
        raise ValueError(f"{path} is an HDF5 file but not a Puncta result: it has no format_version")
    try:
        version = int(str(attributes["format_version"]).split(".")[0])
    except ValueError:
        found = attributes["format_version"]
        raise ValueError(f"{path} has an unreadable format_version {found!r}") from None
    if version > newest_format:
        raise ValueError(
            f"{path} has format {version}, written by Puncta {attributes['puncta_version']}; "
            f"this package reads up to format {newest_format}: update it"
        )


def _estimate_row(item):
    row = {
        name: hdf5.plain(item.attrs.get(name, math.nan)) for name in (*_estimate_columns, *_display_columns)
    }
    row["value"] = hdf5.plain(item[()]) if item.shape == () else math.nan
    row["units"] = hdf5.plain(item.attrs.get("units", "1"))
    row["long_name"] = hdf5.plain(item.attrs.get("long_name", ""))
    return row
