"""Calibration: the few free numbers, the one datum that fixes each, and what stays unknown.

The data are in models/cards/calibration. Nothing marked "validate" in the sources is read here.
"""
