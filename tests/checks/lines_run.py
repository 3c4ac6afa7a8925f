"""lines_run.py BUILD PERCENT: lines of engine and models that ran in a build with PUNCTA_COVERAGE, by gcov.

Prints for each file how many lines did not run and which; status 1 below PERCENT of all. Files that no test
links count as not run. gcovr gives the same after minutes, for it reads every header of others as well.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("engine", "models")


def counted(notes):
    """File, line and count, as often as the line was compiled in this object."""
    command = ["gcov", "--stdout", "--json-format", "--relative-only", "--source-prefix", ROOT, notes]
    done = subprocess.run(command, cwd=notes.parent, capture_output=True, check=True)
    for text in done.stdout.splitlines():
        found = json.loads(text)
        for source in found["files"]:
            name = os.path.relpath(os.path.join(found["current_working_directory"], source["file"]), ROOT)
            if name.split("/")[0] in FOLDERS:
                yield from ((name, line["line_number"], line["count"]) for line in source["lines"])


def main(build, percent):
    # Of a function in a header the linker keeps one copy, which may be a test's.
    notes = [
        file for folder in (*FOLDERS, "tests") for file in (Path(build).resolve() / folder).rglob("*.gcno")
    ]
    counts = defaultdict(dict)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for lines in pool.map(lambda file: list(counted(file)), notes):
            for name, line, count in lines:
                counts[name][line] = max(count, counts[name].get(line, 0))
    idle = {name: sorted(line for line, count in of.items() if not count) for name, of in counts.items()}
    for name in sorted(idle, key=lambda name: -len(idle[name])):
        if idle[name]:
            print(
                f"{name}: {len(idle[name])} of {len(counts[name])} not run: {', '.join(map(str, idle[name]))}"
            )
    total, missed = sum(map(len, counts.values())), sum(map(len, idle.values()))
    ran = 100 * (total - missed) / max(total, 1)
    print(f"{ran:.1f} % of {total} lines in {len(counts)} files ran")
    return 0 if ran >= float(percent) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
