"""What is made of a finished table: sensitivity, where the design is for it; the front of several objectives.

Each is a file of its own beside table.h5, which stays what was computed.
"""

from puncta.sensitivity import sampling


def of(definition, table):
    """{name: Dataset} of what this sweep asks for, in the order it is shown; every point has an outcome."""
    from puncta.sweeps import shown

    found = {}
    if definition.design in sampling.designs:
        from puncta.sensitivity import analysis

        found["sensitivity"] = analysis.of_table(definition, table, shown.names_shown(definition))
    if len(definition.objectives) > 1:
        from puncta.pareto import front

        found["pareto"] = front.of_table(definition, table)
    for data in found.values():
        data.attrs["table_hash"] = table.attrs["data_hash"]
    return found


def lines(found):
    """Lines of text of what `of` found."""
    told = []
    if "sensitivity" in found:
        from puncta.sensitivity import words

        told += ["", *words.lines(found["sensitivity"])]
    if "pareto" in found:
        from puncta.pareto import words

        told += ["", *words.lines(found["pareto"])]
    return told
