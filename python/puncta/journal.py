"""An unfinished result whose last checkpoint still stands in its journal: seen as it will be, not changed.

A run killed in the middle of a checkpoint leaves NAME.part.journal, which the next run applies to NAME.part.
The layout is told in engine/storage/journaled_file.hpp.
"""

import io
import os
import struct
import zlib

_magic = b"PUNCTAJ1"
_head = struct.Struct("<8sQQQ")  # magic, size of the file, records, bytes of the journal
_record = struct.Struct("<QQ")  # offset, length
_checksum = struct.Struct("<I")


def pending(path):
    """(size, [(offset, bytes), …]) that a whole journal beside `path` asks for; None where there is none."""
    try:
        with open(f"{path}.journal", "rb") as file:
            content = file.read()
    except OSError:
        return None
    if len(content) < _head.size + _checksum.size:
        return None
    magic, size, records, length = _head.unpack_from(content)
    if magic != _magic or not _head.size + _checksum.size <= length <= len(content):
        return None
    end = length - _checksum.size
    if zlib.crc32(content[:end]) != _checksum.unpack_from(content, end)[0]:
        return None
    patches, at = [], _head.size
    for _ in range(records):
        offset, count = _record.unpack_from(content, at)
        at += _record.size
        patches.append((offset, content[at : at + count]))
        at += count
    return size, patches


class PatchedFile(io.RawIOBase):
    """The file at `path` with patches laid over it and cut to `size`, read-only."""

    def __init__(self, path, size, patches):
        super().__init__()
        self._file = open(path, "rb")
        self._size, self._patches, self._at = size, patches, 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, offset, whence=os.SEEK_SET):
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def tell(self):
        return self._at

    def readinto(self, buffer):
        view = memoryview(buffer).cast("B")
        count = max(0, min(len(view), self._size - self._at))
        first, end = self._at, self._at + count
        self._file.seek(first)
        data = bytearray(self._file.read(count).ljust(count, b"\0"))
        for offset, patch in self._patches:
            low, high = max(first, offset), min(end, offset + len(patch))
            if low < high:
                data[low - first : high - first] = patch[low - offset : high - offset]
        view[:count] = data
        self._at = end
        return count

    def close(self):
        self._file.close()
        super().close()
