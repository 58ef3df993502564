"""Tell formats apart by their first bytes, and decode text of unknown encoding."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib

from charset_normalizer import from_bytes

from kg.errors import UnreadableFile

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "comprimido"),
    (b"7z\xbc\xaf\x27\x1c", "comprimido"),
    (b"Rar!\x1a", "comprimido"),
    (b"\x89PNG", "imagen"),
    (b"\xff\xd8\xff", "imagen"),
    (b"GIF8", "imagen"),
    (b"II*\x00", "imagen"),
    (b"MM\x00*", "imagen"),
    (b"BM", "bmp"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,900}?-->\s*)*(?:<!doctype html|<(?:html|head|meta|body|table)\b)",
    re.IGNORECASE | re.DOTALL,
)
_PARTS = (
    (b"xl/workbook", "xlsx"),
    (b"word/document", "docx"),
    (b"spreadsheetml.sheet.main", "xlsx"),
    (b"wordprocessingml.document.main", "docx"),
    (b"opendocument.spreadsheet", "ods"),
    (b"opendocument.text", "odt"),
)

_ADVICE = {
    "pdf": ("un PDF", "Guárdelo como texto (con pdftotext) o como CSV y vuelva a intentarlo."),
    "xlsx": ("un libro de Excel", "Guarde cada hoja como CSV o como texto separado por tabuladores."),
    "docx": ("un documento de Word", "Guárdelo como texto sin formato."),
    "ods": ("una hoja de OpenDocument", "Guarde cada hoja como CSV."),
    "odt": ("un documento de OpenDocument", "Guárdelo como texto sin formato."),
    "ole": ("un archivo antiguo de Office", "Ábralo y guárdelo como CSV o como texto."),
    "zip": ("un archivo comprimido", "Descomprímalo y entregue los archivos que contiene."),
    "comprimido": ("un archivo comprimido", "Descomprímalo y entregue los archivos que contiene."),
    "rtf": ("un documento RTF", "Guárdelo como texto sin formato."),
    "imagen": ("una imagen", "Pida a la institución el archivo original: una imagen no contiene texto."),
    "html": ("una página web", "Cópiela como texto o guarde su tabla como CSV."),
    "vacio": ("un archivo vacío", "Revise que se haya descargado completo."),
}

_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°«»“”‘’–—…·•€²³´")
_EIGHT_BIT = ("cp1252", "mac_roman", "cp850")
_SAMPLE = 200_000
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f\ufffe\uffff]")


def sniff(data: bytes) -> str:
    """Name the format of ``data``: ``pdf``, ``xlsx``, ``html``, ``vacio`` …, ``texto`` if nothing says otherwise."""
    if not data.strip():
        return "vacio"
    form = next((form for magic, form in _MAGIC if data.startswith(magic)), "texto")
    if form == "bmp":
        return "imagen" if b"\x00" in data[:64] else "texto"
    if form == "zip":
        return _packed(data)
    return "html" if form == "texto" and _HTML.match(data[:1024].removeprefix(codecs.BOM_UTF8)) else form


def _packed(data: bytes) -> str:
    """Look at the names inside a ZIP file; where its directory is damaged, at the bytes of both ends."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [entry.encode(errors="replace") for entry in archive.namelist()]
        told = [name for name in ("mimetype", "[Content_Types].xml") if name in archive.namelist()]
        names += [archive.open(name).read(100_000) for name in told]
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError):
        names = [data[:65536], data[-65536:]]
    return next((form for part, form in _PARTS if any(part in name for name in names)), "zip")


def refuse(name: str, form: str) -> UnreadableFile:
    """Build the error for a format that has no reader."""
    what, advice = _ADVICE.get(form, ("un formato desconocido", "Guárdelo como texto o CSV."))
    return UnreadableFile(f"El archivo {name} es {what} y no se puede leer.", advice)


def decode(name: str, data: bytes) -> str:
    """Decode a text file exactly (a byte order mark is not part of the text); refuse binary noise.

    Tried in order: byte order mark, UTF-8, UTF-16 without mark, UTF-8 with a few damaged bytes, the one-byte encodings
    of Spanish by the share of Spanish letters, whatever ``charset-normalizer`` finds.
    """
    text = _marked(data) or _utf8(data) or _utf16(data) or _damaged_utf8(data) or _eight_bit(data) or _guess(data)
    if text is None or _is_noise(text):
        raise UnreadableFile(
            f"El archivo {name} no es texto: contiene bytes que ninguna codificación explica.",
            "Ábralo con el programa que lo creó y guárdelo como texto UTF-8 o CSV.",
        )
    return text


def _marked(data: bytes) -> str | None:
    marks = (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    )
    for mark, encoding in marks:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    return None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes) -> str | None:
    sample = data[:_SAMPLE]
    odd, even = sample[1::2].count(0), sample[0::2].count(0)
    if max(odd, even) * 4 < len(sample) // 2:
        return None
    return data.decode("utf-16-le" if odd > even else "utf-16-be", errors="replace")


def _damaged_utf8(data: bytes) -> str | None:
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text[:_SAMPLE]) - text[:_SAMPLE].count("\ufffd")
    return text if bad * 10 <= good else None


def _eight_bit(data: bytes) -> str | None:
    best: tuple[float, str] | None = None
    for encoding in _EIGHT_BIT:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        foreign = [char for char in text[:_SAMPLE] if char > "\x7f"]
        share = sum(char in _SPANISH for char in foreign) / max(len(foreign), 1)
        if best is None or share > best[0]:
            best = (share, text)
    return best[1] if best and best[0] >= 0.8 else None


def _guess(data: bytes) -> str | None:
    found = from_bytes(data[:_SAMPLE]).best()
    return data.decode(found.encoding, errors="replace") if found else None


def _is_noise(text: str) -> bool:
    if "\x00" in text:
        return True
    sample = text[:_SAMPLE]
    strange = len(_CONTROL.findall(sample)) + sample.count("\ufffd")
    return strange * 50 > len(sample)
