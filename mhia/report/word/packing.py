"""A Word file is a ZIP archive, and an archive notes the time: here it is always the same one."""

import zipfile
from io import BytesIO
from struct import pack_into, unpack_from

_MIDNIGHT, _FIRST_OF_JANUARY_1980 = 0, 1 << 5 | 1
"""As an archive writes times and dates."""
_DATE_IN_ENTRY, _DATE_IN_DIRECTORY = 10, 12
_FIXED_PART = 46
_LENGTHS = 28


def with_one_date(archive: bytes) -> bytes:
    """The archive with every date set to the earliest it can hold; nothing is packed again."""
    data = bytearray(archive)
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        entries, place = opened.infolist(), opened.start_dir
    for entry in entries:
        pack_into("<HH", data, entry.header_offset + _DATE_IN_ENTRY, _MIDNIGHT, _FIRST_OF_JANUARY_1980)
        pack_into("<HH", data, place + _DATE_IN_DIRECTORY, _MIDNIGHT, _FIRST_OF_JANUARY_1980)
        place += _FIXED_PART + sum(unpack_from("<HHH", data, place + _LENGTHS))
    return bytes(data)
