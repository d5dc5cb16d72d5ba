"""A multipart publication, read as it comes in: parts in any order, each hashed while it passes.

The JSON part may come last, so nothing is known of a file before it is there: files wait in temporary files, small ones in
memory, until the message says what they are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Final, Self

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from ebox_service.errors import invalid
from ebox_service.settings import ATTACHMENT_BYTES, ATTACHMENTS, MESSAGE_BYTES, PUBLICATION_BYTES

MESSAGE_PART: Final = "messageToPublish"
_IN_MEMORY: Final = 256 * 1024
_FILE_NAME: Final = re.compile(r"[^\x00-\x1f\x7f\ud800-\udfff/\\]{1,255}")


@dataclass
class Upload:
    """One file: its name and media type as the part gives them, its bytes, their size and SHA-256."""

    name: str
    file_name: str
    media_type: str
    file: SpooledTemporaryFile[bytes] = field(default_factory=lambda: SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115  closed with the publication
    size: int = 0
    _hash: hashlib._Hash = field(default_factory=hashlib.sha256)

    def write(self, data: bytes) -> None:
        self.size += len(data)
        if self.size > ATTACHMENT_BYTES:
            raise invalid(f"An attachment may hold at most {ATTACHMENT_BYTES} bytes.", "ATTACHMENT_TOO_LARGE")
        self._hash.update(data)
        self.file.write(data)

    def sha256(self) -> bytes:
        return self._hash.digest()

    def read(self) -> bytes:
        self.file.seek(0)
        return self.file.read()


class Publication:
    """What a request held: the text of the message and the files. Close it.

    `part` is the name of the part that holds the message. Files are known by the names of their parts, or with
    `by_file_name` by their own. `most`: how many files there may be.
    """

    def __init__(self, part: str = MESSAGE_PART, *, by_file_name: bool = False, most: int = ATTACHMENTS) -> None:
        self.part = part
        self._most = most
        self._by_file_name = by_file_name
        self.message: bytearray | None = None
        self.files: dict[str, Upload] = {}
        self._headers: dict[str, bytes] = {}
        self._field = self._value = b""
        self._current: Upload | None = None
        self._parts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for upload in self.files.values():
            upload.file.close()

    async def receive(self, content_type: str, chunks: AsyncIterable[bytes]) -> None:
        """Raises StatusError 400 for what is not multipart, has too many parts, or is too large."""
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise invalid("The body must be multipart/form-data with a boundary.")
        received = 0
        ended = False

        def end() -> None:
            nonlocal ended
            ended = True

        try:
            parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_field,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._headers_finished,
                    "on_part_data": self._data,
                    "on_end": end,
                },
            )
            async for chunk in chunks:
                received += len(chunk)
                if received > PUBLICATION_BYTES:
                    raise invalid(f"A publication may hold at most {PUBLICATION_BYTES} bytes.", "PUBLICATION_TOO_LARGE")
                parser.write(chunk)
        except FormParserError:
            raise invalid("The body is not well-formed multipart/form-data.") from None
        if not ended:
            raise invalid("The body ends before its last boundary.")

    def _begin(self) -> None:
        self._headers, self._field, self._value, self._current = {}, b"", b"", None
        self._parts += 1
        if self._parts > self._most + 1:
            raise invalid(f"A publication holds one {self.part} and at most {self._most} files.", "TOO_MANY_ATTACHMENTS")

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._field.decode("latin-1").lower()] = self._value
        self._field = self._value = b""

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        name = _decode(options.get(b"name", b""))
        if not name or (name == self.part and self.message is not None):
            raise invalid("A part has no name, or the name of another part.")
        if name == self.part:
            self.message = bytearray()
            return
        file_name = _decode(options.get(b"filename", b""))
        if not _FILE_NAME.fullmatch(file_name):
            raise invalid("A part that is a file needs a file name without a path.")
        key = file_name if self._by_file_name else name
        if key in self.files:
            raise invalid("A part has no name, or the name of another part.")
        media_type = self._headers.get("content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        self._current = self.files[key] = Upload(name, file_name, media_type)

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._current is not None:
            self._current.write(data[start:end])
        elif self.message is not None:
            self.message += data[start:end]
            if len(self.message) > MESSAGE_BYTES:
                raise invalid(f"The part {self.part} may hold at most {MESSAGE_BYTES} bytes.")


def _decode(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise invalid("The name of a part or file is not UTF-8.") from None
