"""Point patterns: are punctures even, random or clustered, and where is skin that none of them reached?

Functions of points in a region; `Results.pattern` applies them to the punctures of a result (result_pattern).
Points are arrays of shape (n, 2) in m, radii and lengths in m, areas in m². Regions come from `rectangle`,
`polygon` or `region_of`. Sources and equations stand in the headers of engine/statistics. All functions take
O(n) time for radii of a few mean spacings and give the same bits for any number of threads (0: all
processors). ValueError for arguments that cannot be, with what is allowed.
"""

import math

import numpy as np

from puncta import units
from puncta.plan import Plan, core

_corrections = ("translation", "border")


def rectangle(width, height):
    """The rectangle [0, width] x [0, height] in m."""
    if not (width > 0 and height > 0 and math.isfinite(width) and math.isfinite(height)):
        raise ValueError(f"width = {width!r}, height = {height!r}: both must be positive lengths in m")
    return core().Region([float(width), float(height)])


def polygon(border, zones=()):
    """A polygon, corners (m, 2) in m in order, less zones, each a polygon."""
    return core().Region(_corners("border", border), [_corners("zones", zone) for zone in zones])


def region_of(scenario, site=None):
    """The region that a scenario (its path, or a result of it) treats; of several sites that of one, by name.

    None is the only site, or the first.
    """
    settings = scenario.scenario if hasattr(scenario, "scenario") else Plan(scenario).scenario
    sites = settings.get("sites")
    treatment = (sites[site_number(settings, site)] if sites else settings)["treatment"]
    zones = [_in_metres(zone["polygon"]) for zone in treatment.get("exclude", [])]
    if "polygon" in treatment:
        return polygon(_in_metres(treatment["polygon"]), zones)
    sides = [units.metres(side) for side in treatment["area"]]
    return core().Region(sides, zones)


def site_number(settings, site):
    """Where a site stands among those of a scenario; None is the first."""
    names = [each["name"] for each in settings["sites"]]
    if site is not None and site not in names:
        raise ValueError(f"site = {site!r} must be one of {', '.join(names)}")
    return 0 if site is None else names.index(site)


def nearest_distances(points, threads=0):
    """Distance of every point to its nearest other point, shape (n,), m; 0 where two coincide.

    Infinite for a lone point. No border correction: a neighbour outside is not seen.
    """
    return core().nearest_distances(_points(points), threads)


def nearest_distribution(points, region, radii, correction=None, threads=0):
    """G(r): share of points whose nearest neighbour is at most r away; at random 1 - exp(-density pi r²).

    correction "hanisch" (Hanisch 1984; rectangles) or "border" (reduced sample; any region); None takes the
    first that fits. NaN where it has no points to ask. Shape of radii.
    """
    correction = _correction(region, correction, ("hanisch", "border"))
    points, radii = _inside(points, region), _radii(radii)
    return core().nearest_distribution(points, region, radii, correction == "border", threads)


def ripley_k(points, region, radii, correction=None, threads=0):
    """Ripley's K(r) in m²: density times K is the mean number of further points within r; at random pi r².

    correction "translation" (Ohser & Stoyan 1981; rectangles) or "border" (minus-sampling; any region); None
    takes the first that fits. NaN where it has no points to ask. Radii below half the shorter side say
    something, larger ones little; translation refuses those beyond a side. Shape of radii.
    """
    correction = _correction(region, correction, _corrections)
    points, radii = _inside(points, region), _radii(radii)
    if correction == "translation":
        _within(region, "the largest radius", radii[-1])
    return core().ripley_k(points, region, radii, correction == "border", threads)


def ripley_l(points, region, radii, correction=None, threads=0):
    """L(r) = sqrt(K(r)/pi) in m (Besag 1977); at random r, above clustered, below even. See ripley_k."""
    return np.sqrt(ripley_k(points, region, radii, correction, threads) / math.pi)


def pair_correlation(points, region, radii, half_width=None, threads=0):
    """g(r): how much likelier a point is at r from another than anywhere; at random 1. Rectangles only.

    Epanechnikov kernel of this half width in m (None: 0.15/sqrt(density), Stoyan & Stoyan 1994), translation
    correction. Shape of radii.
    """
    _correction(region, None, ("translation",))
    points, radii = _inside(points, region), _radii(radii)
    if half_width is None:
        half_width = 0.15 / math.sqrt(max(len(points), 1) / region.area)
    _positive("half_width", half_width)
    _within(region, "the largest radius and half_width", radii[-1] + half_width)
    return core().pair_correlation(points, region, radii, half_width, threads)


def pair_directions(points, region, nearest, farthest, sectors=12, correction=None, threads=0):
    """Directions of pairs at distances from nearest to farthest [m], relative to an even distribution.

    Returns angles (sectors,) in rad from 0 to pi against x, the middles of the sectors, and the share of each
    over 1/sectors: 1 for no preferred direction, a peak along rows. Corrections as ripley_k.
    """
    correction = _correction(region, correction, _corrections)
    if not 0 <= nearest < farthest:
        raise ValueError(f"nearest = {nearest!r}, farthest = {farthest!r}: 0 <= nearest < farthest is needed")
    if int(sectors) < 1:
        raise ValueError(f"sectors = {sectors!r}: at least 1 is needed")
    if correction == "translation":
        _within(region, "farthest", farthest)
    points = _inside(points, region)
    relative, _ = core().pair_directions(
        points, region, nearest, farthest, int(sectors), correction == "border", threads
    )
    return np.arange(int(sectors)) * math.pi / int(sectors), relative


def quadrat_dispersion(points, region, cell):
    """Variance of counts in square cells of this side [m] over their mean: at random 1, striped above.

    Returns ratio, low, high: 95 of 100 random patterns lie between low and high (chi-square; cells should
    hold five points or more). Cells with less than half of their area inside are left out.
    """
    _positive("cell", cell)
    _require_region(region)
    around = max(region.box[2:])
    if around / cell > 10_000:
        raise ValueError(f"cell = {cell!r} m makes more than 10,000 cells along {around:g} m")
    return core().quadrat_dispersion(_inside(points, region), region, cell)[:3]


def largest_gap(points, region, tolerance=None, threads=0):
    """The largest circle without a point whose centre lies in the region: radius, centre (x, y), error [m].

    No place of the region is farther than radius + error from all points; error is at most tolerance (None:
    a thousandth of the mean spacing). Infinite without points.
    """
    points = _points(points)
    if tolerance is None:
        tolerance = 1e-3 * math.sqrt(region.area / max(len(points), 1))
    _positive("tolerance", tolerance)
    return core().largest_gap(points, region, tolerance, threads)


def treated_share(points, region, radius, threads=0):
    """Share of the region within a radius [m] of a point: a healing radius, say. Exact but for rounding."""
    _positive("radius", radius)
    return core().treated_share(_points(points), region, radius, threads)


def overlap_share(points, radii):
    """Share of the holes, discs of these radii [m] (a number, or one each), that overlap another hole."""
    points = _points(points)
    radii = np.asarray(radii, float)
    if radii.shape not in ((), (1,), (len(points),)):
        raise ValueError(f"radii have shape {radii.shape}; a number, or one for each of {len(points)} points")
    radii = np.broadcast_to(radii, len(points))
    if not (np.isfinite(radii).all() and (radii >= 0).all()):
        raise ValueError("radii must be finite and not negative")
    return core().overlap_share(points, np.ascontiguousarray(radii))


def random_points(count, region, generator):
    """`count` independent points, uniform in the region, shape (count, 2) [m]; generator: numpy.random."""
    x0, y0, width, height = region.box
    kept = np.empty((0, 2))
    while len(kept) < count:
        more = int((count - len(kept)) * 1.1 * width * height / region.area) + 16
        points = np.array([x0, y0]) + generator.random((more, 2)) * [width, height]
        kept = np.concatenate([kept, points[region.contains(points)]])
    return kept[:count]


def _points(points):
    points = np.ascontiguousarray(points, float)
    if points.ndim != 2 or points.shape[1] != 2:
        raise ValueError(f"points have shape {points.shape}; (n, 2) is needed")
    if not np.isfinite(points).all():
        raise ValueError("points must be finite")
    return points


def _inside(points, region):
    """Points, all of them in the closed region's box: edge corrections know nothing of others."""
    points = _points(points)
    _require_region(region)
    x0, y0, width, height = region.box
    low, high = np.array([x0, y0]), np.array([x0 + width, y0 + height])
    if len(points) and ((points < low) | (points > high)).any():
        raise ValueError("some points lie outside the region; keep points[region.contains(points)]")
    if not region.is_rectangle and not region.contains(points).all():
        raise ValueError("some points lie outside the region; keep points[region.contains(points)]")
    return points


def _radii(radii):
    radii = np.ascontiguousarray(radii, float)
    if radii.ndim != 1 or not len(radii) or not radii[0] > 0 or not (np.diff(radii) > 0).all():
        raise ValueError("radii must be positive and ascending, in m")
    if not np.isfinite(radii).all():
        raise ValueError("radii must be finite")
    return radii


def _positive(name, value):
    if not (value > 0 and math.isfinite(value)):
        raise ValueError(f"{name} = {value!r} must be positive, in m")


def _within(region, name, length):
    shorter = min(region.box[2:])
    if length >= shorter:
        raise ValueError(f"{name}, {length:g} m, must be less than the shorter side, {shorter:g} m")


def _require_region(region):
    if not isinstance(region, core().Region):
        raise TypeError(f"region = {region!r}: make it with rectangle, polygon or region_of")


def _correction(region, wanted, known):
    _require_region(region)
    if wanted is None:
        wanted = known[0] if region.is_rectangle else known[-1]
    if wanted not in known:
        raise ValueError(f"correction = {wanted!r} must be one of {', '.join(known)}")
    if wanted != "border" and not region.is_rectangle:
        raise ValueError(f"the {wanted} correction needs a rectangle without zones")
    return wanted


def _in_metres(corners):
    return [[units.metres(length) for length in corner] for corner in corners]


def _corners(name, corners):
    corners = np.asarray(corners, float)
    if corners.ndim != 2 or corners.shape[1] != 2 or len(corners) < 3 or not np.isfinite(corners).all():
        raise ValueError(f"{name}: at least three corners (x, y) in m are needed")
    return corners.tolist()
