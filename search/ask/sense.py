"""Judge whether a phrase of the vocabulary means what it mostly means, by what stands beside it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType

from search.ask.model import Mention
from search.ask.names import Names
from search.ask.vocabulary import Vocabulary
from search.ask.words import Word, is_infinitive, is_year, years

_NEAR = 2
"""Words after “the number of”: an article, and what has it."""
_ARTICLES = frozenset({"los", "las", "the"})
"""Words with which a number alone may be how many of the first are asked for: «las 8»."""

_BY_NUMBER = MappingProxyType({"maximo": "mas-metas", "minimo": "menos-metas"})
"""Ranks by a figure, and those by how many goals there are."""


def sensible(phrases: Sequence[Mention], words: Sequence[Word], names: Names, vocabulary: Vocabulary) -> list[Mention]:
    """Return the phrases that mean here what they mostly mean."""
    phrases = [_because(one, phrases, words) for one in _ranking_by_number(phrases, words, vocabulary)]
    phrases = [_without_why(one, phrases) for one in phrases]
    objects = {mention.first: mention for mention in phrases if mention.kind == "objeto"}
    ranks = {one.first for one in phrases if one.code in ("maximo", "minimo", "mas-metas", "menos-metas")}
    states = {one.first for one in phrases if one.kind == "estado"}
    kept = [
        one if ranks or not is_bare(one, words) else replace(one, kind="vacia")  # «las 13 unidades» are how many
        for one in phrases
        if _makes_sense(one, objects, states | ranks, words) and not _names_year(one, words, names)
    ]
    kept = [one for one in kept if not _describes(one, kept, words, vocabulary)]
    kept = [one for one in kept if not _runs_on(one, words, vocabulary) and not _dates(one, words)]
    kept = [one for one in kept if not _half_range(one, kept, words, vocabulary)]
    kept = [one for one in kept if not (_of_a_name(one, words, vocabulary) or _of_one_thing(one, words, vocabulary))]
    kept = [one for one in kept if one.kind != "nexo-causa" or not _is_asked(one, objects, words, vocabulary)]
    figures = [one for one in kept if one.kind == "medida"]
    return [one for one in kept if one.kind != "nexo-plazo" or not any(_runs_into(each, one) for each in figures)]


def _ranking_by_number(phrases: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Mention]:
    """Yield the phrases, with a rank before goals as one by their number: «cumplió más metas», “met the most goals”."""
    goals = {one.first for one in phrases if one.kind == "estado" or (one.kind, one.code) == ("objeto", "meta")}
    for one in phrases:
        last = words[one.end - 1].folded
        by_number = one.code in _BY_NUMBER and one.end in goals and last in vocabulary.cues.numerous
        verb = by_number and one.end - one.first > 1 and words[one.first].folded not in vocabulary.articles
        if verb:
            held_up = is_infinitive(words[one.first].folded)  # «impidió cumplir más metas»
            yield Mention(one.first, one.end - 1, *(("vacia", "cortesia") if held_up else ("estado", "cumplida")))
        yield replace(one, first=one.end - 1, code=_BY_NUMBER[one.code]) if by_number else one


def _because(mention: Mention, others: Sequence[Mention], words: Sequence[Word]) -> Mention:
    """Return «por que» right after a state as the «porque» that it is: «no se cumplieron por que no hubo …»."""
    accented = any(word.text != word.folded for word in words[mention.first : mention.end])
    states = {one.end for one in others if one.kind == "estado"}
    opens = mention.code == "por-que" and mention.first in states and mention.end < len(words) and not accented
    return replace(mention, kind="nexo-causa", code="causa") if opens else mention


def _without_why(mention: Mention, others: Sequence[Mention]) -> Mention:
    """Leave «que» to the «por» before it: «¿por qué no tiene metas …?»."""
    whys = {one.end for one in others if one.code == "por-que" and one.first < mention.first}
    begins = mention.kind == "presencia" and mention.first + 1 in whys
    return replace(mention, first=mention.first + 1) if begins else mention


def _makes_sense(mention: Mention, objects: Container[int], states: Container[int], words: Sequence[Word]) -> bool:
    """Drop «por (cada)» here, because it groups only before an object, and «más», «las 8» that are not before one."""
    if mention.kind == "agrupar":
        return False
    if is_bare(mention, words):  # «top 3» ranks whatever follows
        return mention.end in objects or mention.end in states
    if mention.code in ("mas-metas", "menos-metas"):
        return any(at in objects or at in states for at in range(mention.end, mention.end + 3))
    return True


def is_bare(mention: Mention, words: Sequence[Word]) -> bool:
    """Say whether how many are wanted is told by an article and a number alone: «las 8»."""
    span = words[mention.first : mention.end]
    return mention.kind == "primeras" and all(word.number or word.folded in _ARTICLES for word in span)


def _describes(mention: Mention, others: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether a word is part of a topic rather than what it mostly means: «adultos mayores», «personas con …»."""
    if mention.kind == "estado" and (
        _is_question(mention, others, words, vocabulary)
        or _of_percent(mention, others, words, vocabulary)
        or _of_people(mention, others, words)
    ):
        return True
    if mention.end - mention.first > 1:
        return False
    if mention.kind == "objeto" and words[mention.first].text.endswith("ó"):  # «pasó» is no «paso»
        return True
    before = words[mention.first - 1].folded if mention.first else ""
    asked = any(one.end == mention.first and one.kind in ("operacion", "primeras") for one in others)
    if (mention.kind, mention.code) == ("objeto", "persona"):
        return not _in_a_role(mention, others, words, vocabulary) or (mention.first > 0 and not asked)
    if mention.code in ("maximo", "minimo") and words[mention.first].folded in vocabulary.comparatives:
        after = mention.end
        while after < len(words) and words[after].folded in vocabulary.articles:
            after += 1
        told = [one for one in others if one.first in (mention.end, after)]
        noun = (
            before.isalpha() and before not in vocabulary.articles and all(one.end != mention.first for one in others)
        )
        kinds = ("medida", "objeto") if noun else ("medida", "estado", "objeto")  # «adultos mayores que se cumplieron»
        figures = any(one.kind in kinds or one.code == "promedio" for one in told)
        english = vocabulary.language(tuple(words)) == "en"  # “the mayor's office”
        return english or (not figures and before not in vocabulary.articles)
    return False


def _of_percent(mention: Mention, others: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether what looks like a state is the verb of a percentage: “what percentage did X achieve on …”."""
    if mention.code != "cumplida":
        return False
    asked = [one for one in others if one.kind == "medida" and one.end <= mention.first]
    between = words[asked[-1].end : mention.first] if asked else ()
    own = words[mention.first].folded in vocabulary.cues.past  # “what percentage was reached on …”
    averaged = any(one.code == "promedio" and one.end <= mention.first for one in others)
    goals = any((one.kind, one.code) == ("objeto", "meta") for one in others)
    own = own or (averaged and not goals)  # «¿qué promedio de cumplimiento alcanzó …?»
    helped = own and bool(asked) and mention.first == asked[-1].end
    return helped or any(word.folded in vocabulary.cues.auxiliaries for word in between)


def _is_question(mention: Mention, others: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether what looks like a state is the verb of the question: «¿qué se hizo …?», «nivel que quiere lograr»."""
    at = mention.first
    did = words[mention.end - 1].folded in vocabulary.cues.did
    before = words[at - 1].folded if at else ""
    starts = at == 1 or (at == 2 and words[0].folded in vocabulary.articles) or (at > 1 and words[at - 1].paused)
    asked = before in vocabulary.cues.asking and starts
    last = words[mention.end - 1].folded
    meant = mention.end - at == 1 and last.isalpha() and is_infinitive(last)
    own = before in vocabulary.cues.before_topic and any(one.kind == "objeto" and one.end == at - 1 for one in others)
    return (did and asked) or (meant and (before in vocabulary.cues.wishing or own))  # «la meta de culminar …»


def _dates(mention: Mention, words: Sequence[Word]) -> bool:
    """Say whether «año» only announces a year: «año 2020»."""
    after = words[mention.end : mention.end + 1]
    return (mention.kind, mention.code) == ("objeto", "periodo") and any(True for _ in years(after))


def _runs_on(mention: Mention, words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether a comparison ends in the word that opens the next one: «20 % o más» of «20 % o más de 400 %»."""
    if mention.kind != "comparacion" or words[mention.end - 1].number or words[mention.end - 1].folded == "%":
        return False
    after = mention.end
    while after < len(words) and words[after].folded in vocabulary.articles | {"than"}:
        after += 1
    return after < len(words) and words[after].number and not is_year(words[after].folded)  # «100 % o más en 2022»


def _half_range(mention: Mention, others: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether a range lacks its end: «entre 2023 y …», but not «entre 90 y menos de 100»."""
    opens = mention.kind == "comparacion" and words[mention.end - 1].folded in vocabulary.conjunctions
    return opens and not any(one.kind == "comparacion" and one.first == mention.end for one in others)


def _names_year(mention: Mention, words: Sequence[Word], names: Names) -> bool:
    """Say whether what looks like a comparison or a ranking has a year for its number: «superadas de 2022»."""
    percent = any(word.folded == "%" and not word.paused for word in words[mention.first : mention.end])
    known = {str(year) for year in names.years}
    if mention.kind == "primeras":
        return any(map(is_year, mention.numbers))  # “the 2015 results”
    return mention.kind == "comparacion" and not percent and not known.isdisjoint(mention.numbers)


def _in_a_role(mention: Mention, others: Sequence[Mention], words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether people are asked for as such; «¿a cuántas personas debe atender?» counts whom goals reach."""
    if any(role.element.fits(word) for role in vocabulary.roles for word in words):
        return True
    ends = {one.end for one in others if (one.kind, one.code) == ("operacion", "contar")}
    bare = words[mention.first].folded in vocabulary.cues.people and mention.end - mention.first == 1
    ahead = any(one.kind in ("nexo-tarea", "nexo-futuro") for one in others)
    opens = mention.first == 0 and not any(one.code in ("quien", "contar") for one in others)
    return not (bare and (opens or (mention.first in ends and ahead)))


def _of_one_thing(mention: Mention, words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether a number is that which one thing has: “the number of the licence” counts nothing."""
    span, after = words[mention.first : mention.end], words[mention.end : mention.end + _NEAR]
    numbered = mention.code == "contar" and any(word.folded in vocabulary.cues.numbering for word in span)
    pointed = len(after) > 1 and after[0].folded in vocabulary.cues.of_one
    return numbered and pointed and not after[1].folded.endswith("s")


def _of_a_name(mention: Mention, words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether a verb that restricts nothing is rather part of a proper name: «el Concurso Municipal de Cuento»."""
    at = mention.first
    word = words[at]
    verb = mention.code == "cortesia" and mention.end - at == 1 and word.folded not in vocabulary.book.literals
    if not (verb and at and word.capital and not word.paused and not word.text.isupper()):
        return False
    while at > 1 and words[at - 1].folded in vocabulary.articles and not words[at - 1].capital:
        at -= 1
    return words[at - 1].capital and at > 1


def _runs_into(one: Mention, other: Mention) -> bool:
    """Say whether a mention ends inside another: «recursos programados» in «programados para el»."""
    return one.first < other.first < one.end


def _is_asked(mention: Mention, objects: Container[int], words: Sequence[Word], vocabulary: Vocabulary) -> bool:
    """Say whether what could open a cause is what is asked for: «¿qué producto de …?»."""
    asking = vocabulary.cues.asking | vocabulary.cues.how_much | vocabulary.pointing  # «el producto de …»
    opens = mention.first == 0 or words[mention.first - 1].folded in asking
    return opens and mention.first in objects


def _of_people(mention: Mention, others: Sequence[Mention], words: Sequence[Word]) -> bool:
    """Say whether a state is what was done to those whom a phrase begins with: “students reached by the programme”."""
    first = mention.first == 1 and mention.code == "cumplida" and words[0].folded.endswith("s")
    return first and not any(one.kind in ("objeto", "operacion", "medida") and one.first == 0 for one in others)
