"""`puncta validate`: every verification and validation case, as a table and as a report.

A case is data: a forward model by name, its parameters with their units, and what must come out, with the
reason for the tolerance or the source of the measurement. Cases stand in scenarios/limits (are the equations
solved right?) and scenarios/published (does the skin agree?), forward models in the modules of this package.
"""
