"""Figures. Each takes results and an axis (a new one where none is given) and returns the axis.

Units people use, 95 % intervals drawn, one colour-blind-safe style (puncta.style).
"""

from puncta.plot.channels import channel_profile
from puncta.plot.compare import compare
from puncta.plot.contrast import ratios
from puncta.plot.depth import depth_distribution
from puncta.plot.l_function import l_function
from puncta.plot.law import needle_law
from puncta.plot.layout import roller_layout
from puncta.plot.load import load_depth
from puncta.plot.maps import density_map, depth_map, layer_map
from puncta.plot.pareto import pareto
from puncta.plot.path import tip_path
from puncta.plot.section import skin_section
from puncta.plot.sensitivity import morris_effects, sobol_bars
from puncta.plot.strokes import stroke_plan
from puncta.plot.sweep import sweep_lines, sweep_surface
from puncta.plot.unknowns import unknowns

__all__ = [
    "channel_profile",
    "compare",
    "density_map",
    "depth_distribution",
    "depth_map",
    "l_function",
    "layer_map",
    "load_depth",
    "morris_effects",
    "needle_law",
    "pareto",
    "ratios",
    "roller_layout",
    "skin_section",
    "sobol_bars",
    "stroke_plan",
    "sweep_lines",
    "sweep_surface",
    "tip_path",
    "unknowns",
]
