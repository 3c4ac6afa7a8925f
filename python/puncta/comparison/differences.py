"""In what two scenarios differ: the values in force, flattened to dotted keys."""


def between(reference, other):
    """{key: (value in the reference, in the other)} of two resolved scenarios (dicts); None: not there."""
    first, second = flat(reference), flat(other)
    keys = [*first, *(key for key in second if key not in first)]
    return {
        key: (first.get(key), second.get(key))
        for key in keys
        if first.get(key) != second.get(key) and key != "title"
    }


def flat(scenario, path=()):
    """{"treatment.load.mean": "4 N", …} of nested tables; lists stay whole."""
    found = {}
    for key, value in scenario.items():
        if isinstance(value, dict):
            found |= flat(value, (*path, key))
        else:
            found[".".join((*path, key))] = value
    return found
