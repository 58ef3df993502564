"""Make conditions of words that nothing claimed: the topic that they name, or what a stated cause says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

from kg.store.base import Store
from search.ask.causes import of_causes
from search.ask.conditions import almost, any_goal, of_things, topic
from search.ask.counted import is_action
from search.ask.exercised import competences
from search.ask.headed import headed
from search.ask.mentions import Linked
from search.ask.model import Entity, Restriction
from search.ask.names import Names, in_texts
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.whether import of_one_goal
from search.ask.words import Word

_HOLDERS = MappingProxyType(
    {"acuerdo": "eje", "actividad": "eje", "aporte": "eje", "observacion": "eje", "paso": "etapa"}
)
"""What work plans order by axes, and pacts by stages."""
_SHORT_NAME = 4
"""Words of the name of an objective that is no more than a topic."""


def optional(said: Restriction) -> Restriction:
    """Return a condition that may restrict nothing: where it finds none, the question is asked without it."""
    return replace(said, others=(*said.others, any_goal()))


def about_what(about: list[Word], linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Restriction:
    """Return the topic that free words name, with what else it may be taken for."""
    others = [word for word in about if word.folded not in vocabulary.cues.people]
    about = others or about
    whole = topic("tema", about, linked.language, vocabulary)
    tasks = [
        linked.words[one.end] for one in linked.mentions if one.kind == "nexo-tarea" and one.end < len(linked.words)
    ]
    verbs = [word for word in about if word in tasks] or [word for word in about if is_action(word, vocabulary)]
    kept = [word for word in about if word not in verbs] if linked.amount or tasks else about
    enough = len(kept) < len(about) <= 2 * len(kept)  # what is left must still say what is meant
    looser = topic("tema", kept, linked.language, vocabulary) if enough else None
    coded = any(one.kind == "numero" and (one.code == "codigo" or linked.amount) for one in linked.mentions)
    asked = any(one.kind in ("operacion", "medida") for one in linked.mentions)
    if coded or (asked and of_one_goal(linked)):  # the number says which goal
        looser = any_goal()
    if any(one.kind == "nexo-mencion" for one in linked.mentions):
        whole = replace(whole, topic="")  # what a text must name is not found by its meaning
    whole = _with_competence(whole, about, linked, names, store)
    apart = topic("tema", about, linked.language, vocabulary, terms=False) if linked.language == "en" else whole
    parted = (apart,) if apart.terms != whole.terms else ()  # “heritage inventory” word by word
    return replace(whole, others=(*((looser,) if looser else whole.others), *parted))


def of_cause(
    cause: list[Word], linked: Linked, names: Names, vocabulary: Vocabulary, store: Store
) -> list[Restriction]:
    """Return what words after a word for a cause ask for: a kind of cause, or words of the report."""
    things = names.by_parts("causa", [frozenset((word.stem,)) for word in cause]) if len(cause) > 1 else ()
    if things:  # «the tender was declared void»: all words of the name of a cause, in another order
        return [of_causes(things, names, vocabulary, {})]
    if not cause:
        return []
    said = topic("causa-texto", cause, linked.language, vocabulary)
    named = any(one.kind == "entidad" and one.code == "causa" for one in linked.mentions)
    said = replace(said, others=tuple(almost(cause, linked.language, vocabulary)))
    foreign = linked.language == "en"  # what no report speaks of, in words that it may use, was not the cause
    told = named and (foreign or all(in_texts(word, store) for word in cause))
    return [optional(said) if told else said]


def failing(linked: Linked) -> bool:
    """Say whether a question speaks of goals that were not met, or of causes."""
    failed = ("no-cumplida", "nula", "parcial")
    states = any(one.kind == "estado" and one.code in failed for one in linked.mentions)
    return states and not any(one.kind == "nexo-mencion" for one in linked.mentions)


def _with_competence(
    about: Restriction, words: Sequence[Word], linked: Linked, names: Names, store: Store
) -> Restriction:
    """Add to a topic the competence or cause of that name: «vivienda» is also a word for «Hábitat y vivienda»."""
    vocabulary = load_vocabulary()
    stems = [frozenset((word.stem,)) for word in words]
    classes = [one for one in names.by_label.get(tuple(word.stem for word in words), ()) if one.kind == "clasificador"]
    if classes and any((one.kind, one.code) == ("objeto", "producto") for one in linked.mentions):
        return replace(of_things("clasificador", classes, vocabulary), others=(about,))  # «productos de Educación»
    alike = competences(names, store, stems)
    if alike:  # most of what the competence is called: its goals are about that, too
        about = _either(about, of_things("competencia", alike, vocabulary), vocabulary)
    meant = [vocabulary.meanings(word, linked.language) for word in words]
    head = None if alike else headed(meant, store, vocabulary)
    if head:
        about = _either(about, head, vocabulary)
    lines = _lines(meant, linked, names)
    if lines:
        about = _either(about, of_things("objetivo", lines, vocabulary), vocabulary)
    things = () if alike else competences(names, store, stems, least=1.0)
    others = [of_things("competencia", things, vocabulary)] if things else []
    key = tuple(word.stem for word in words)
    causes = [thing for thing in names.by_label.get(key, ()) if thing.kind == "causa" and failing(linked)]
    others += [of_causes(causes, names, vocabulary, {})] if causes else []
    told = names.by_parts("causa", meant) if len(words) > 1 and not causes else ()
    if told:  # «metas en que la contratación fue declarada desierta»
        about = _either(about, of_causes(told, names, vocabulary, {}), vocabulary)
    others += _of_axis(words, linked, names, vocabulary)
    return replace(about, others=(*others, *of_objective(words, linked, names, vocabulary)))


def _of_axis(words: Sequence[Word], linked: Linked, names: Names, vocabulary: Vocabulary) -> list[Restriction]:
    """Return the condition to stand under the axis or stage that is called so: «acuerdos ambientales»."""
    kinds = {_HOLDERS[one.code] for one in linked.mentions if one.kind == "objeto" and one.code in _HOLDERS}
    sought = [frozenset((word.stem,)) for word in words]
    found = ((kind, names.by_roots(kind, sought)) for kind in sorted(kinds))
    return [of_things(kind, things, vocabulary) for kind, things in found if things]


def of_objective(
    words: Sequence[Word], linked: Linked, names: Names, vocabulary: Vocabulary
) -> tuple[Restriction, ...]:
    """Return the condition to be of the objective that says all of a topic which no goal does, if there is one."""
    owners = frozenset(thing.iri for one in linked.mentions if one.code == "institucion" for thing in one.entities)
    meant = [vocabulary.meanings(word, linked.language) for word in words]
    things = names.by_parts("objetivo", meant, owners=owners) if len(words) > 1 else ()
    return (of_things("objetivo", things, vocabulary),) if len(things) == 1 else ()


def _lines(meant: Sequence[frozenset[str]], linked: Linked, names: Names) -> list[Entity]:
    """Return the objectives of the institution named that say a topic and little else: «… de la Vivienda»."""
    owners = {thing.iri for one in linked.mentions if one.code == "institucion" for thing in one.entities}
    found = {
        thing.iri: thing
        for label, _, thing in names.labels["objetivo"]
        if thing.owner in owners and len(label) <= _SHORT_NAME and not any(group.isdisjoint(label) for group in meant)
    }
    return list(found.values())


def _either(one: Restriction, other: Restriction, vocabulary: Vocabulary) -> Restriction:
    """Return the condition that one of two holds, said as both."""
    said = vocabulary.restriction("una-de-dos", t=one.phrase, c=other.phrase)
    return replace(one, phrase=said, any_of=((one,), (other,)))
