"""Sensitivity: which axis of a sweep moves a quantity (designs "saltelli" and "morris")."""
