"""No product and sum are fused against -ffp-contract=off: GCC 12 does so where it vectorizes a turn or a
complex product (vfmaddsub), and its bits would not be those of other compilers. Fused operations that are
asked for, by std::fma and Eigen, have other instructions."""

import os
import re
import subprocess
from pathlib import Path

PROGRAM = os.environ.get("PUNCTA_PROGRAM", Path(__file__).resolve().parents[2] / "build/puncta")
FUSED = re.compile(r"\bvfm(?:addsub|subadd)\w*")


def test_the_pattern_knows_the_instruction():
    assert FUSED.search("     8cb:\tvfmaddsub132pd %xmm1,%xmm0,%xmm3")
    assert not FUSED.search("     8cb:\tvfmadd132pd %xmm1,%xmm0,%xmm3")


def test_program_holds_no_fused_turn():
    command = ["objdump", "-d", "--no-show-raw-insn", PROGRAM]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert len(text) > 1_000_000
    assert FUSED.findall(text) == []
