"""Answers that are no measurements: each a right answer with one thing wrong."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache
from typing import Any, Final

import msgspec

HTML: Final = b"<!DOCTYPE html><html><head><title>Gateway</title></head><body><h1>Sign in</h1></body></html>"
_MEBIBYTE: Final = 1024 * 1024
_GZIP_HEADER: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
_VALUE: Final = re.compile(rb'"value":(\d+)')


def truncated(body: bytes) -> bytes:
    """The first half."""
    return body[: len(body) // 2]


def invalid_utf8(body: bytes) -> bytes:
    """A byte that UTF-8 never has, within the first name: a detail that nobody can read, and a measurement."""
    return body.replace(b'"firstname":"', b'"firstname":"\xff', 1)


def duplicate_keys(body: bytes) -> bytes:
    """The first sensor with two values."""
    return _VALUE.sub(rb'"value":\1,"value":1', body, count=1)


def numbers_as_strings(body: bytes) -> bytes:
    """All values in quotes."""
    return _VALUE.sub(rb'"value":"\1"', body)


def huge_number(body: bytes) -> bytes:
    """A value that no floating-point number holds."""
    return _VALUE.sub(b'"value":1e400', body, count=1)


def not_a_number(body: bytes) -> bytes:
    """NaN, which JSON does not know."""
    return _VALUE.sub(b'"value":NaN', body, count=1)


def out_of_range(body: bytes) -> bytes:
    """A value above the converter's full scale."""
    return _VALUE.sub(b'"value":1024', body, count=1)


def missing_field(body: bytes) -> bytes:
    """The first sensor without a value."""
    return re.sub(rb',"value":\d+', b"", body, count=1)


def five_sensors(body: bytes) -> bytes:
    """The last sensor left out."""
    answer, sensors = _opened(body)
    del sensors[5:]
    return msgspec.json.encode(answer)


def seven_sensors(body: bytes) -> bytes:
    """One sensor more, with the id 6."""
    answer, sensors = _opened(body)
    sensors.append(sensors[0] | {"id": 6})
    return msgspec.json.encode(answer)


def duplicate_ids(body: bytes) -> bytes:
    """Two sensors with the id 4."""
    answer, sensors = _opened(body)
    sensors[5]["id"] = 4
    return msgspec.json.encode(answer)


def nested(body: bytes, depth: int) -> bytes:
    """An unknown field in which `depth` arrays stand within each other."""
    return _with_field(body, b'"more":' + b"[" * depth + b"]" * depth)


def padded(body: bytes, size: int) -> bytes:
    """A right answer of at least `size` bytes, thanks to an unknown field."""
    return _with_field(body, b'"padding":"' + b"x" * size + b'"')


@lru_cache(maxsize=4)
def gzip_bomb(mebibytes: int) -> bytes:
    """A kilobyte of gzip for every mebibyte of spaces that it unpacks to."""
    block = b" " * _MEBIBYTE
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # A full flush leaves no reference to what came before, so the packed block can be repeated.
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(mebibytes):
        checksum = zlib.crc32(block, checksum)
    size = mebibytes * _MEBIBYTE % 2**32
    trailer = checksum.to_bytes(4, "little") + size.to_bytes(4, "little")
    return _GZIP_HEADER + packed * mebibytes + packer.flush() + trailer


def _with_field(body: bytes, field: bytes) -> bytes:
    return b"{" + field + b"," + body.removeprefix(b"{")


def _opened(body: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    answer: dict[str, Any] = msgspec.json.decode(body)
    return answer, answer["trace"]["sensors"]
