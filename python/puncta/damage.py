"""Result files that nobody vouches for: what is asked before h5py may read them.

A result is two levels, groups of datasets. Links that point elsewhere, values kept in other files, lengths
that the file cannot hold and compressed chunks that unfold to more than they should are refused. HDF5 1.10
crashes on some damaged attributes and texts, which nobody can ask it before: they are read once in a forked
process first. So are texts of which many point at the same bytes, so that the file is short and they are not.
"""

import contextlib
import os
import signal
import subprocess
import sys
import warnings
import zlib

import h5py
import numpy as np
from h5py._objects import phil

import puncta

_patience = 20  # seconds that the forked process may take
_largest_chunk = 64 << 20
_most_rows = 1 << 40
_most_members = 1000
_most_texts = 10000  # of a dataset
_longest_texts = 64 << 20  # bytes of all texts of a dataset
_most_unfolded = 100  # what a file may unfold to, over its own length; 64 MB in any case


@contextlib.contextmanager
def told_of(path, what):
    """What goes wrong while reading `what` is an OSError that names the file, or the ValueError it was."""
    try:
        yield
    except (ValueError, OSError) as error:
        if path in str(error):
            raise
        raise OSError(f"{path} is damaged: {what} cannot be read ({error})") from error
    except (
        Exception
    ) as error:  # h5py raises KeyError, RuntimeError, TypeError and others where it finds nonsense
        raise OSError(f"{path} is damaged: {what} cannot be read ({error})") from error


def require_survivable(path, opened):
    """OSError where HDF5 would crash on attributes or texts of the file; `opened` opens it."""
    survived = None if puncta.running() else _survived(lambda: _read_all_but_numbers(opened(path)))
    if survived is None:
        survived = _survived_elsewhere(path)
    if not survived:
        raise OSError(f"{path} is damaged: HDF5 breaks down on it")


def require_sound(path, opened):
    """ValueError or OSError unless the file is as a result must be, so that reading it does no harm."""
    with told_of(path, "its structure"), opened(path) as file:
        size, unfolded = os.path.getsize(path), 0
        for name, group in _members(path, file):
            if not isinstance(group, h5py.Group):
                raise ValueError(f"{path} is no sound result: {name} is no group")
            for member, item in _members(path, group):
                fault = _fault(item, size)
                if fault:
                    raise ValueError(f"{path} is no sound result: /{name}/{member} {fault}")
                unfolded += 0 if _is_bare_dimension(item) else item.size * item.dtype.itemsize
        if unfolded > max(_largest_chunk, _most_unfolded * size):
            raise ValueError(
                f"{path} is no sound result: it unfolds to {unfolded:.3g} bytes, more than any result of "
                f"{size} bytes"
            )


def column(item, count):
    """The first `count` entries of a column; a compressed chunk never unfolds to more than its own size."""
    if item.compression is None:
        return item[:count]
    length, width = item.chunks[0], item.dtype.itemsize
    values = np.empty(count, item.dtype)
    for start in range(0, count, length):
        chunk = np.frombuffer(_inflated(item, start, length * width), np.uint8)
        chunk = (chunk.reshape(width, length).T if item.shuffle else chunk).reshape(-1)
        values[start : start + length] = chunk.view(item.dtype)[: count - start]
    return values


def _inflated(item, start, size):
    """Chunk at `start` without deflate; its checksum, Adler-32, is that of zlib."""
    stored = item.id.get_chunk_info_by_coord((start,)).size
    if stored > size + size // 8 + 4096:
        raise OSError(f"a chunk of {item.name} has {stored} bytes")
    skipped, raw = item.id.read_direct_chunk((start,))
    inflater = zlib.decompressobj()
    content = inflater.decompress(raw[:-4] if item.fletcher32 else raw, size)
    if skipped or len(content) != size or inflater.unconsumed_tail or not inflater.eof:
        raise OSError(f"the checksum of {item.name} does not fit from row {start} on")
    return content


def _members(path, group):
    """(name, object) of everything in a group, all of which must be in this file."""
    if len(group) > _most_members:
        raise ValueError(f"{path} is no sound result: {group.name} holds more than any result")
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise ValueError(
                f"{path} is no sound result: {group.name.rstrip('/')}/{name} is a link to elsewhere"
            )
        yield name, group[name]


def _fault(item, size):
    """What is wrong with a member of a group, or None."""
    if not isinstance(item, h5py.Dataset):
        return "is no dataset"
    if item.external is not None or item.is_virtual:
        return "keeps its values in other files"
    if item.shape is None or item.ndim > 3 or max(item.shape, default=0) > _most_rows:
        return f"has the shape {item.shape}, which cannot be"
    text = h5py.check_string_dtype(item.dtype) is not None
    if text and item.ndim > 1:
        return "is text of several axes"
    if text and item.size > _most_texts:
        return f"claims {item.size} texts, which cannot be"
    if not text and item.dtype.kind not in "fiu":
        return f"is of type {item.dtype}"
    filters = {
        item.id.get_create_plist().get_filter(n)[0] for n in range(item.id.get_create_plist().get_nfilters())
    }
    if filters - {h5py.h5z.FILTER_SHUFFLE, h5py.h5z.FILTER_DEFLATE, h5py.h5z.FILTER_FLETCHER32}:
        return "is stored with filters that no result has"
    if item.compression is not None and (item.ndim != 1 or text):
        return "is compressed, which only columns are"
    return _length_fault(item, size)


def _is_bare_dimension(item):
    return item.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension but not")


def _length_fault(item, size):
    if _is_bare_dimension(item) or item.size == 0:
        return None
    if item.chunks is None:
        stored = item.id.get_storage_size()
        wanted = item.size * item.dtype.itemsize if item.dtype.kind in "fiu" else stored
        return (
            None
            if wanted <= min(stored, size)
            else f"claims {wanted} bytes, of which the file holds {stored}"
        )
    if np.prod(item.chunks, dtype=float) * item.dtype.itemsize > _largest_chunk:
        return "has chunks of absurd size"
    needed = np.prod(
        [-(-length // chunk) for length, chunk in zip(item.shape, item.chunks, strict=True)], dtype=float
    )
    if needed > size or item.id.get_num_chunks() != needed:
        return f"claims {item.shape[0]} rows, more than are in the file"
    return None


def _read_all_but_numbers(file):
    """Attributes and texts: what HDF5 reads without knowing where it ends."""
    objects = [file]
    for group in file.values():
        if isinstance(group, h5py.Group):
            objects += [group, *group.values()]
    for item in objects:
        with contextlib.suppress(Exception):
            if isinstance(item, h5py.Dataset) and h5py.check_string_dtype(item.dtype):
                _read_texts(item)
        for name in item.attrs:
            with contextlib.suppress(Exception):
                item.attrs[name]
    file.close()


class _TooMuch(BaseException):
    """Texts that would fill the memory."""


def _read_texts(item):
    """One by one: what is not bounded is how many there are and how often they are the same bytes."""
    length = 0
    for place in np.ndindex(item.shape) if item.size <= _most_texts else ():
        length += len(item[place])
        if length > _longest_texts:
            raise _TooMuch


def _survived_elsewhere(path):
    """The same asked of a new process: a copy of this one could inherit HDF5 locked by a run's thread."""
    code = (
        "import sys; sys.path[:] = sys.argv[2:]; from puncta import damage, hdf5;"
        "damage._try_and_exit(lambda: damage._read_all_but_numbers(hdf5.opened(sys.argv[1])))"
    )
    if not sys.executable:
        return True
    command = [sys.executable, "-S", "-c", code, os.path.abspath(path), *sys.path]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
    except OSError:
        return True
    return done.returncode == 0


def _survived(work):
    """False when `work` kills a forked copy of this process, None when it does not end there.

    True where no copy can be made.
    """
    if not hasattr(os, "fork"):
        return True
    with warnings.catch_warnings(), phil:  # nobody is inside HDF5 while the process is copied
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking beside threads: the copy uses none
        try:
            copy = os.fork()
        except OSError:
            return True
        if copy == 0:
            _try_and_exit(work)
    return _ended_well(copy)


def _try_and_exit(work):
    try:
        for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)
        signal.alarm(_patience)
        work()
    except _TooMuch:
        os._exit(1)
    except BaseException:
        pass  # told in the parent, which meets the same
    finally:
        os._exit(0)


def _ended_well(copy):
    _, status = os.waitpid(copy, 0)
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM:
        return None
    return os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
