"""How a command written in Python ends: one line on stderr and the status of the program."""

import sys

resumable = "interrupted; what was finished is kept, the same command goes on from there"


def of(work, options, interrupted):
    """work(options), or the status of what it raises.

    2 the input is wrong, 3 the numbers failed, 4 storage or a package failed, 130 interrupted; `interrupted`
    says what is left then.
    """
    try:
        return work(options)
    except ValueError as error:
        return _told(2, error)
    except ArithmeticError as error:
        return _told(3, error)
    except (ImportError, OSError) as error:
        return _told(4, _reason(error))
    except KeyboardInterrupt:
        return _told(130, interrupted)


def _told(status, what):
    print(f"puncta: {what}", file=sys.stderr)
    return status


def _reason(error):
    """Python's own errors of the system put a number before the reason and the file behind it."""
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return error
