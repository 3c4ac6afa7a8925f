"""How far a sweep is, on a terminal."""

import sys
import time


class Progress:
    """'120 of 1000 points, 3 min left' on a terminal, once it takes longer than two seconds."""

    def __init__(self, what="points"):
        self._what, self._begin, self._at_start = what, time.monotonic(), None
        self._terminal = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, done, planned, failed):
        if self._at_start is None:
            self._at_start = done
            if 0 < done < planned:
                print(f"puncta: {done} of {planned} {self._what} are there already", file=sys.stderr)
        spent, new = time.monotonic() - self._begin, done - self._at_start
        if not self._terminal or spent < 2 or not new:
            return
        left = duration(spent / new * (planned - done))
        trouble = f", {failed} failed" if failed else ""
        self.say(f"{done} of {planned} {self._what}, {left} left{trouble}")

    def say(self, text):
        """The line as it is."""
        if self._terminal:
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def clear(self):
        """Take the line away."""
        if self._terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)

    def elapsed(self):
        """Time since it was made, in words."""
        return duration(time.monotonic() - self._begin)


def duration(seconds):
    """Seconds in words: 8.1 s, 3.5 min, 2.0 h."""
    if seconds < 60:
        return f"{seconds:.2g} s" if seconds < 10 else f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:.1f} min"
    return f"{seconds / 3600:.1f} h"
