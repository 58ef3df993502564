"""Read PDF: glyphs and ruling lines become words, words become tables and prose, these become a ``Document``."""

from kg.read.pdf.reader import read_pdf

__all__ = ["read_pdf"]
