"""What a paragraph's style says of it: heading, list item, table of contents, bold."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.read.archive import Element
from kg.read.numbering import value

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HEADING = re.compile(r"(?:heading|t[ií]tulo|encabezado|ttulo) ?[1-9]|title|subtitle|t[ií]tulo|subt[ií]tulo")
_BULLET = re.compile(r"list bullet.*|lista con vi[ñn]etas.*")
_CONTENTS = re.compile(r"toc ?[1-9]|toc heading|tdc ?[1-9]|table of figures")
_DEEPEST = 20


class Style(NamedTuple):
    """A paragraph style with what it inherits."""

    heading: bool = False
    bullet: bool = False
    contents: bool = False
    """Whether it is a line of a table of contents, which only repeats headings."""
    bold: bool = False
    number: str = ""
    """Of the list."""
    level: str = "0"


def read_styles(root: Element | None) -> dict[str, Style]:
    """Return style id → style; ``""`` is the default paragraph style."""
    nodes = {} if root is None else {node.get(f"{_W}styleId", ""): node for node in root.iterfind(f"{_W}style")}
    styles = {name: _resolve(name, nodes) for name in nodes}
    default = next((n for n, node in nodes.items() if _is_default(node)), "")
    styles[""] = styles.get(default, Style())
    return styles


def _is_default(node: Element) -> bool:
    return node.get(f"{_W}type") == "paragraph" and node.get(f"{_W}default") in ("1", "true", "on")


def _resolve(name: str, nodes: dict[str, Element]) -> Style:
    chain: list[Element] = []
    while name in nodes and len(chain) < _DEEPEST:
        chain.append(nodes[name])
        name = value(nodes[name], "basedOn", "")
    style = Style()
    for node in reversed(chain):
        style = _inherit(style, node)
    return style


def _inherit(above: Style, node: Element) -> Style:
    printed = value(node, "name", "").lower()
    properties = node.find(f"{_W}pPr")
    run = node.find(f"{_W}rPr")
    numbers = None if properties is None else properties.find(f"{_W}numPr")
    outline = "" if properties is None else value(properties, "outlineLvl", "")
    bold = None if run is None else is_on(run, "b")
    return Style(
        heading=bool(_HEADING.fullmatch(printed)) or (outline != "9" if outline else above.heading),
        bullet=bool(_BULLET.fullmatch(printed)) or above.bullet,
        contents=bool(_CONTENTS.fullmatch(printed)),
        bold=above.bold if bold is None else bold,
        number=above.number if numbers is None else value(numbers, "numId", above.number),
        level=above.level if numbers is None else value(numbers, "ilvl", above.level),
    )


def is_on(properties: Element, name: str) -> bool | None:
    """Return whether a switch such as ``w:b`` is on; ``None`` where it is not mentioned."""
    found = properties.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val", "1") not in ("0", "false", "off", "none")
