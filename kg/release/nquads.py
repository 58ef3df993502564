"""Take N-Quads lines apart as text: millions of them pass here, and none needs to become an object.

Lines are those that pyoxigraph writes: one blank between terms, graph last, ``.`` at the end. They are never split
with ``str.splitlines``, which also breaks at the separators that a literal may hold.
"""

from __future__ import annotations

from collections.abc import Iterator


def lines(text: str) -> Iterator[str]:
    """Yield the lines of N-Quads without their line ends, empty ones left out."""
    return (line for line in text.split("\n") if line)


def graph_of(line: str) -> str:
    """Return the IRI of the named graph; raise ``ValueError`` where there is none or a term is a blank node.

    >>> graph_of('<a:s> <a:p> "x y"@es <a:g> .')
    'a:g'
    """
    head, graph, dot = line.rsplit(" ", 2)
    terms = head.split(" ", 2)
    if dot != "." or len(terms) != 3 or graph[:1] != "<" or graph[-1:] != ">":
        raise ValueError(f"not a quad of a named graph: {line[:200]}")
    if terms[0][:2] == "_:" or terms[2][:2] == "_:":
        raise ValueError(f"a blank node would not be the same in the next build: {line[:200]}")
    return graph[1:-1]


def subject_of(line: str) -> str:
    """Return the IRI of the subject.

    >>> subject_of('<a:s> <a:p> "x y"@es <a:g> .')
    'a:s'
    """
    return line[1 : line.index(">")]


def without_graph(line: bytes) -> bytes:
    """Return the N-Triples line of an N-Quads line, line ends included.

    >>> without_graph(b'<a:s> <a:p> "x <y> z" <a:g> .')
    b'<a:s> <a:p> "x <y> z" .'
    """
    cut = line.rindex(b" <")
    return line[:cut] + line[line.rindex(b" .") :]


def in_graph(line: str, graph: str) -> str:
    """Return the quad with another graph.

    >>> in_graph('<a:s> <a:p> <a:o> <a:g> .', 'a:h')
    '<a:s> <a:p> <a:o> <a:h> .'
    """
    return f"{line.rsplit(' ', 2)[0]} <{graph}> ."
