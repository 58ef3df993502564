"""Show each word of a question and what it was taken for."""

from __future__ import annotations

from dataclasses import dataclass

from kg.store.base import Store
from search.ask.mentions import Linked
from search.ask.model import Mention, Plan
from search.ask.names import load_names
from search.ask.parse import read
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.wording import describe

_KINDS = {
    "objeto": "lo que se pide", "operacion": "operación", "estado": "estado", "comparacion": "comparación",
    "medida": "medida", "norma": "norma", "entidad": "nombre", "numero": "número", "anio": "año",
    "agrupar": "agrupar por", "dato": "dato", "presencia": "presencia", "nexo-causa": "causa",
    "nexo-mencion": "mención",
    "nexo-tema": "tema", "nexo-exclusion": "exclusión", "nexo-futuro": "lo planificado",
    "nexo-unidad": "unidad de medida", "nexo-tarea": "tarea", "nexo-plazo": "plazo",
    "primeras": "cuántas", "articulo": "artículo", "vacia": "relleno",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question was read."""

    question: str
    language: str
    interpretation: str
    """Empty where the question was not understood."""
    words: tuple[tuple[str, str], ...]
    """(words as written, what they were taken for), in order."""
    unused: tuple[str, ...]
    """Words that nothing claimed; those of a topic or a cause are searched in the texts."""
    corrections: tuple[tuple[str, str], ...]

    def text(self) -> str:
        """Return it as lines for a terminal."""
        width = max((len(words) for words, _ in self.words), default=0)
        lines = [f"{words.ljust(width)}  {meaning}" for words, meaning in self.words]
        lines += [f"{old} → {new}" for old, new in self.corrections]
        return "\n".join([self.interpretation or "—", *lines])


def explain(question: str, store: Store) -> Explanation:
    """Read a question and say what each word was taken for."""
    vocabulary = load_vocabulary()
    reading = read(question, load_names(store), vocabulary, store)
    linked = reading.linked
    result = reading.result
    said = describe(result, linked.language, vocabulary) if isinstance(result, Plan) else ""
    rows = [(one.first, linked.text(one.first, one.end), _meaning(one, linked, vocabulary)) for one in linked.mentions]
    rows += [
        (at, linked.words[at].text, "palabra buscada en los textos" if said else "sin usar") for at in linked.free()
    ]
    words = tuple((text, meaning) for _, text, meaning in sorted(rows))
    unused = tuple(linked.words[at].text for at in linked.free())
    return Explanation(question, linked.language, said, words, unused, linked.corrections)


def _meaning(mention: Mention, linked: Linked, vocabulary: Vocabulary) -> str:
    kind = _KINDS.get(mention.kind, mention.kind)
    named = [thing.name(linked.language) for thing in mention.entities] + [norm.label for norm in mention.norms]
    if named:
        return f"{kind}: {', '.join(dict.fromkeys(named))}"
    if mention.kind == "objeto":
        return f"{kind}: {vocabulary.targets[mention.code].name(linked.language)}"
    if mention.kind == "vacia":
        return kind
    return f"{kind}: {' '.join(filter(None, (mention.code, *mention.numbers, mention.label)))}"
