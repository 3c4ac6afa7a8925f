"""Sweeps: a scenario at every point of a design (`puncta sweep`, puncta.sweep)."""
