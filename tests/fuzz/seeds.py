"""Seeds of the fuzzers, made of what is shipped when they run, and dictionaries of the language's keys."""

import random
import re
import shutil
import struct
import subprocess
import zlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/puncta"

_values = [
    '"4 N"',
    '"1.5 mm"',
    '"250 um"',
    "[1, 2]",
    "true",
    "3",
    "0.5",
    '"cheek"',
    '["1 mm", "2 mm"]',
    "nan",
    "{ a = 1 }",
]
_quantities = ["4 N", "-3 mN", "1e-3 m", "250 µm", "14 1/mm^2", "0.1 kJ/m²", "45 deg", "1e308 m", "5e-324 m"]
_needles = "row,angle,length,tip\n0,0 deg,1.5 mm,8 um\n# a remark\n1,7.5 deg,,\n199,-1 rad,1e-3 m,0.008 mm\n"


def make(target, folder):
    """Fill `folder` with the seeds of a target."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(_contents(target)):
        (folder / f"seed{number}").write_bytes(content)
    for old in (ROOT / "tests/fuzz/regressions" / target).glob("*"):
        shutil.copy(old, folder)


def dictionary(path):
    """Keys, units and words of the language, from `puncta schema`, as libFuzzer reads them."""
    page = subprocess.run([PROGRAM, "schema"], capture_output=True, text=True, check=True).stdout
    words = {word for word in re.findall(r"`([^`\n]{1,60})`", page)}
    words |= {part for word in words for part in re.split(r"[^A-Za-z0-9_]+", word) if part}
    words |= {
        "value",
        "cv",
        "range",
        "source",
        "status",
        "note",
        "correlation",
        "with",
        "base",
        "row,angle,length,tip",
    }
    lines = [
        '"' + re.sub(r'[\\"]', lambda m: "\\" + m[0], word) + '"' for word in sorted(words) if word.isascii()
    ]
    path.write_text("\n".join(lines) + "\n")


def _contents(target):
    return {
        "scenario": lambda: _files("scenarios/reference/**/*.toml", "scenarios/limits/runs/*.toml"),
        "assignment": lambda: [
            bytes([key]) + value.encode() for key in range(130) for value in _values[key % 3 :: 3]
        ],
        "skin_card": lambda: _files("models/cards/skin/*.toml"),
        "device_card": lambda: _files("models/cards/devices/*.toml"),
        "needle_list": lambda: [_needles.encode(), b"angle,row\n1 deg,0\n"],
        "quantity": lambda: [bytes([d]) + text.encode() for d in range(11) for text in _quantities],
        "chunk": _chunks,
        "result_file": _results,
        "sweep": lambda: _files("scenarios/sweeps/*.toml", "scenarios/targets/*.toml"),
    }[target]()


def _files(*patterns):
    return [path.read_bytes() for pattern in patterns for path in sorted(ROOT.glob(pattern))]


def _chunks():
    """Chunks of sixteen values of every width, through every choice of filters."""
    draw = random.Random(1)
    for filters in range(8):
        for width in range(4):
            values = draw.randbytes(16 << width) if filters % 3 else bytes(16 << width)
            stored = zlib.compress(values, 1) if filters & 2 else values
            if filters & 4:
                stored += struct.pack("<I", _fletcher32(stored))
            yield bytes([filters, width, (16 << width) % 256, (16 << width) // 256]) + stored


def _fletcher32(data):
    """As HDF5 has it: words of two bytes, the high one first, sums modulo 65535."""
    low = high = 0
    padded = data + bytes(len(data) % 2)
    for place in range(0, len(padded), 2):
        low = (low + 256 * padded[place] + padded[place + 1]) % 65535
        high = (high + low) % 65535
    return high << 16 | low


def _results():
    """A small finished result, with and without its table of punctures."""
    for punctures in ("true", "false"):
        path = ROOT / f"build/fuzz/seed_{punctures}.h5"
        command = [PROGRAM, "run", ROOT / "scenarios/reference/array4x4_excised.toml", "--fresh", "-o", path]
        settings = ['treatment.area=["3 mm","3 mm"]', "treatment.passes=1", 'output.map_cell="1 mm"']
        settings.append(f"output.punctures={punctures}")
        options = [word for setting in settings for word in ("--set", setting)]
        subprocess.run([*command, "--replicates", "2", *options], check=True, capture_output=True)
        yield path.read_bytes()
