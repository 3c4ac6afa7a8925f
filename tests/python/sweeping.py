"""Small sweeps for tests: points of a tenth of a second."""

import textwrap

from runs import CHEEK

AXES = '"treatment.load" = { list = ["2 N", "4 N", "6 N"] }'


def sweep_file(folder, axes=AXES, head="", settings="", name="loads.toml", replicates=2):
    """A sweep over a strip of 2 mm x 2 mm in `folder`; lines for the top, [set] and [axes]."""
    path = folder / name
    path.write_text(
        textwrap.dedent("""\
        base = "{base}"
        replicates = {replicates}
        {head}
        [set]
        "treatment.area" = ["2 mm", "2 mm"]
        "treatment.directions" = ["0 deg"]
        "treatment.passes" = 1
        {settings}
        [axes]
        {axes}
        """).format(base=CHEEK, replicates=replicates, head=head, settings=settings, axes=axes),
        encoding="utf-8",
    )
    return path
