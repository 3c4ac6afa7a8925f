"""What the pointer reads off a figure: texts of bars and points, scales of axes, cells of maps."""

import numpy as np

_most_cells = 40_000  # of a map whose values travel with the page


def titles(figure):
    """Names every bar and single point of a figure (its gid) and gives {name: text shown}."""
    found = {}
    for ax in figure.axes:
        for container in ax.containers:
            for artist, text in _marks(ax, container):
                name = f"mark-{len(found)}"
                artist.set_gid(name)
                found[name] = text
    return found


def _marks(ax, container):
    kind = type(container).__name__
    if kind == "BarContainer":
        lying = container.orientation == "horizontal"
        label = container.get_label()
        series = "" if label.startswith("_") else f"{label}: "
        for bar in container:
            yield bar, series + _bar(ax, bar, lying)
    elif kind == "ErrorbarContainer" and container.lines[0] is not None:
        line, _, whiskers = container.lines
        if len(line.get_xdata()) == 1:
            yield line, _point(ax, line, whiskers)


def _bar(ax, bar, lying):
    across, along = (ax.yaxis, ax.xaxis) if lying else (ax.xaxis, ax.yaxis)
    start, width = (bar.get_y(), bar.get_height()) if lying else (bar.get_x(), bar.get_width())
    size = bar.get_width() if lying else bar.get_height()
    name = _category(across, start + width / 2)
    place = name or f"{start:.4g} – {start + width:.4g} {_unit(across)}".strip()
    return f"{place}: {size:.4g} {_unit(along)}".strip()


def _point(ax, line, whiskers):
    x, y = float(line.get_xdata()[0]), float(line.get_ydata()[0])
    ends = ""
    if whiskers:
        low, high = whiskers[0].get_segments()[0][:, 0]
        ends = f", 95 % interval {low:.4g} – {high:.4g}"
    name = _category(ax.yaxis, y)
    return f"{name + ': ' if name else ''}{x:.4g} {_unit(ax.xaxis)}".strip() + ends


def _category(axis, at):
    """The text of the tick at this place, where ticks are texts and not numbers."""
    from matplotlib.ticker import FixedFormatter

    if not isinstance(axis.get_major_formatter(), FixedFormatter):
        return None
    places, texts = axis.get_majorticklocs(), axis.get_major_formatter().seq
    nearest = int(np.argmin(np.abs(places - at))) if len(places) else -1
    near = 0 <= nearest < len(texts) and abs(places[nearest] - at) < 0.5
    return texts[nearest].replace(r"\$", "$") if near else None


def _unit(axis):
    label = axis.get_label_text()
    return label[label.rindex("[") + 1 :].split("]")[0] if "[" in label else ""


def axes(figure):
    """Scales of the axes of a figure that was drawn: place in the picture (shares), limits, labels, cells."""
    found, tight = [], figure.get_tightbbox(figure.canvas.get_renderer()).padded(_padding())
    for ax in figure.axes:
        if getattr(ax, "_colorbar", None) is not None or not ax.axison:
            continue
        one = {
            "box": _box(ax, tight),
            "x": _scale(ax.xaxis, ax.get_xlim()),
            "y": _scale(ax.yaxis, ax.get_ylim()),
        }
        mesh = next((item for item in ax.collections if type(item).__name__ == "QuadMesh"), None)
        if mesh is not None:
            one |= _cells(mesh)
        if one["x"] or one["y"] or "cells" in one:
            found.append(one)
    return found


def _box(ax, tight):
    """Left, top, right, bottom [points], from the upper left corner of the figure's tight box [inches]."""
    place = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
    inside = (place.x0 - tight.x0, tight.y1 - place.y1, place.x1 - tight.x0, tight.y1 - place.y0)
    return [round(72 * float(edge), 1) for edge in inside]


def _padding():
    import matplotlib

    return matplotlib.rcParams["savefig.pad_inches"]


def _scale(axis, limits):
    """None of an axis whose ticks are names."""
    from matplotlib.ticker import FixedFormatter, NullFormatter

    if isinstance(axis.get_major_formatter(), FixedFormatter | NullFormatter) or not axis.get_label_text():
        return None
    label = axis.get_label_text()
    name = label.split("[")[0].strip()
    limits = [float(f"{end:.7g}") for end in limits]
    return {"limits": limits, "log": axis.get_scale() == "log", "name": name, "unit": _unit(axis)}


def _cells(mesh):
    values = np.ma.filled(np.ma.masked_invalid(mesh.get_array()), np.nan)
    corners = mesh.get_coordinates()
    shape = (corners.shape[0] - 1, corners.shape[1] - 1)
    if values.size > _most_cells:
        return {}
    label = mesh.colorbar.ax.get_ylabel() if mesh.colorbar is not None else ""
    edges = [corners[0, 0, 0], corners[-1, -1, 0], corners[0, 0, 1], corners[-1, -1, 1]]
    return {
        "cells": [None if np.isnan(v) else float(f"{v:.4g}") for v in values.ravel()],
        "shape": shape,
        "edges": [float(f"{edge:.7g}") for edge in edges],
        "cell": {
            "name": label.split("[")[0].strip(),
            "unit": label.split("[")[-1].rstrip("]") if "[" in label else "",
        },
    }
