"""Turn the bytes of a file into a ``Document``: content first, extension second.

A format is one module with one function and one line in ``READERS``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.errors import UnreadableFile
from kg.model import Document
from kg.read.collector import paused
from kg.read.delimited import read_text
from kg.read.detect import refuse, sniff

__all__ = ["READERS", "Reader", "read_document"]

Reader = Callable[[str, bytes], Document]

READERS: Mapping[str, Reader] = {
    "texto": read_text,
}
"""Format, as ``kg.read.detect.sniff`` names it → reader."""


def read_document(name: str, data: bytes) -> Document:
    """Read a file; raise ``UnreadableFile`` with what to do next if no reader takes it.

    ``name`` is the file name (folders are dropped); its extension only decides between equals.
    """
    short = name.replace("\\", "/").rsplit("/", 1)[-1]
    form = sniff(data)
    reader = READERS.get(form)
    if reader is None:
        raise refuse(short, form)
    with paused():
        document = reader(short, data)
    if not document.lines:
        raise UnreadableFile(f"El archivo {short} no contiene texto.", "Revise que se haya exportado completo.")
    return document
