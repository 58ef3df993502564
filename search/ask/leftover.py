"""Judge the words of a question that nothing claimed: a topic, an unknown name, words of a cause, or not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kg.store.base import Store
from search.ask.about import about_what, failing, of_cause, of_objective, optional
from search.ask.called import spells_out
from search.ask.conditions import denied_at
from search.ask.joint_topics import any_topic
from search.ask.light import weighty
from search.ask.mentions import Linked
from search.ask.model import Mention, Restriction, Unknown
from search.ask.names import Names, in_texts
from search.ask.numbered import cued_kind
from search.ask.printed import counted, percent, printed
from search.ask.strangers import unknown_name
from search.ask.vocabulary import Vocabulary, load_vocabulary
from search.ask.words import NO, Word

_IS = frozenset({"es", "son", "fue", "era", "is", "was", "are"})


_TOLD_AGAIN = frozenset({"objetivo", "unidad", "competencia", "eje", "pacto", "clasificador"})
"""Kinds whose name a question may give beside the code."""
_STRANGE = 0.34
"""Share of the words beside a code that need not be in the name of what has it."""
_SHORT_CUE = 4
"""Letters of words for a cause that mean many things: «por», «tras», «ante», “for”."""


@dataclass(slots=True)
class Leftover:
    """What the free words came to."""

    restrictions: list[Restriction] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    """Words that would restrict the answer and were not understood."""


def judge(linked: Linked, names: Names, vocabulary: Vocabulary, store: Store) -> Leftover:
    """Decide on every run of free words, fillers between them left out."""
    out = Leftover()
    about: list[Word] = []
    several: list[list[list[Word]]] = []
    cause: list[Word] = []
    for all_free in linked.free_runs():
        run_ = [at for at in weighty(linked, all_free, vocabulary) if not percent(linked, at, store)]
        if not run_ or _told_again(linked, run_, names, vocabulary) or _describes_norm(linked, run_):
            continue
        nouns = {counted(linked, at, store) for at in run_ if linked.words[at].number}
        words = _without_verbs(linked, sorted({*run_, *filter(None, nouns)}), vocabulary)
        refused = _of_doer(linked, run_, vocabulary) or _refused(linked, run_, vocabulary, store)
        if _in_cause(linked, run_[0]) and _fails(linked, run_[0]):
            cause += [word for word in words if not (word.folded in NO or _known_cause_word(word, linked, names))]
        elif _in_cause(linked, run_[0]) or refused or _idle(linked, words, store):
            out.unused += [word.text for word in words]
        elif unknown := unknown_name(linked, run_, store, vocabulary):
            out.unknown.append(unknown)
        else:
            groups = [] if _asks_why(linked) else _conjoined(linked, run_, vocabulary)
            if len(groups) > 1:
                head = _head(about, run_[0], linked)  # “household connections for water or sewerage”
                about = [word for word in about if word not in head]
                several.append([[*head, *group] for group in groups])
            else:
                about += words
    out.unused += _lost_negations(linked) + lost_comparatives(linked, vocabulary)
    if about:
        said = about_what(about, linked, names, vocabulary, store)
        idle = _beside_name(about, linked) or (_leads_up(about, linked) and (several or cause))
        out.restrictions.append(optional(said) if idle else said)
    for groups in several:
        said = any_topic(groups, linked, vocabulary)
        words = [word for group in groups for word in group]
        said = replace(said, others=(*said.others, *of_objective(words, linked, names, vocabulary)))
        idle = _beside_name([word for group in groups for word in group], linked)
        out.restrictions.append(optional(said) if idle else said)
    out.restrictions += of_cause(cause, linked, names, vocabulary, store)
    return out


def _coded(mention: Mention, linked: Linked) -> bool:
    """Say whether something is named by its code."""
    words = linked.words[mention.first : mention.end]
    return mention.kind == "entidad" and any(word.number or not word.text.isalpha() for word in words)


def _leads_up(about: Sequence[Word], linked: Linked) -> bool:
    """Say whether a topic stands before the question proper: «Dentro de salud: metas sobre …»."""
    colon = linked.question.find(":", about[-1].end)
    return 0 <= colon < len(linked.question.rstrip()) - 1 and linked.question[about[-1].end : colon].strip() == ""


def _beside_name(about: Sequence[Word], linked: Linked) -> bool:
    """Say whether a topic stands beside something named by its code and may describe it: «objetivo 3.3, de salud»."""
    first, end = linked.words.index(about[0]), linked.words.index(about[-1]) + 1
    after = [one for one in linked.mentions if one.first >= end and one.kind not in ("vacia", "objeto")]
    if after and _coded(after[0], linked) and linked.words[after[0].first].paused:
        return True  # “waste-recovery goals (objective 5.3)”
    before = [one for one in linked.mentions if one.end <= first and one.kind != "vacia" and one.code != "institucion"]
    if not before or before[-1].kind != "entidad" or not before[-1].entities:
        return False
    return _coded(before[-1], linked) and any(word.paused for word in linked.words[before[-1].end : first + 1])


def _head(about: Sequence[Word], at: int, linked: Linked) -> list[Word]:
    """Return the words of a topic that stand before «para» and what «o» joins after it: each is one of them."""
    fillers = linked.places("vacia")
    links = linked.places("nexo-tema")
    start = at
    while start - 1 in fillers | links:
        start -= 1
    joined = bool(links & set(range(start, at))) and start > 0 and linked.words[start - 1] in about
    return list(about) if joined else []


def _told_again(linked: Linked, run_: Sequence[int], names: Names, vocabulary: Vocabulary) -> bool:
    """Say whether free words only repeat the name of something recognised: «objetivo 3.1, de equidad de género»."""
    for mention in linked.mentions:
        right_after = linked.language == "en" and _follows(mention, linked, run_, ("vacia",))
        owner = mention.code == "institucion" and right_after
        if mention.kind == "entidad" and (mention.code in _TOLD_AGAIN or owner):  # “the X zonal administration”
            said = [linked.words[at] for at in run_ if cued_kind(linked.words[at], vocabulary) != mention.code]
            for thing in mention.entities:
                label = names.stems_of(thing)
                wanted = [vocabulary.meanings(word, linked.language) for word in said]
                strange = sum(group.isdisjoint(label) for group in wanted)
                least = len(wanted) - 1 if _follows(mention, linked, run_) else int(_STRANGE * len(wanted))
                few = _coded(mention, linked) and strange <= least  # the code says which it is
                if not strange or few or spells_out(said, thing):
                    return True
    return False


def _describes_norm(linked: Linked, run_: Sequence[int]) -> bool:
    """Say whether words between an article and a norm only say what it is about: “the austerity ordinance 017”."""
    article = run_[0] > 0 and linked.words[run_[0] - 1].folded in load_vocabulary().pointing
    norm = any(one.kind == "norma" and one.first == run_[-1] + 1 for one in linked.mentions)
    return linked.language == "en" and article and norm


def _follows(
    mention: Mention, linked: Linked, run_: Sequence[int], through: Sequence[str] = ("vacia", "nexo-tema")
) -> bool:
    """Say whether words stand right after a name, parted by no more than “on”: “objective 2.5 on coexistence”."""
    weak = linked.places(*through)
    return mention.end <= run_[0] and weak.issuperset(range(mention.end, run_[0]))


def _conjoined(linked: Linked, run_: Sequence[int], vocabulary: Vocabulary) -> list[list[Word]]:
    """Part a run of free words at «o» and «y», and at the commas before them: «agua, salud o educación»."""
    joins = vocabulary.joins
    groups: list[list[Word]] = []
    for place, at in enumerate(run_):
        between = linked.words[run_[place - 1] + 1 : at] if place else ()
        parted = any(word.folded in joins for word in between) or (linked.words[at].paused and place)
        if parted or not groups:
            groups.append([])
        groups[-1].append(linked.words[at])
    inside = {word.folded for word in linked.words[run_[0] : run_[-1]]}
    return groups if joins & inside else [[word for group in groups for word in group]]


def _fails(linked: Linked, position: int) -> bool:
    """Say whether what stands before words of a cause speaks of failing: «¿qué hizo por las mujeres?» does not."""
    cue = next(one for one in reversed(linked.mentions) if one.kind == "nexo-causa" and one.end <= position)
    several = any(len(word.folded) > _SHORT_CUE for word in linked.words[cue.first : cue.end])
    named = any(one.kind == "norma" or (one.kind, one.code) == ("entidad", "causa") for one in linked.mentions)
    return several or named or failing(linked) or _asks_why(linked)


def _without_verbs(linked: Linked, run_: Sequence[int], vocabulary: Vocabulary) -> list[Word]:
    """Return free words; after «por qué» without the verb: «¿por qué no se construyó el terminal?»."""
    words = [linked.words[at] for at in run_]
    if not _asks_why(linked):
        return words
    kept = [word for word in words if not _is_verb(word, vocabulary)]
    return kept or words


def _asks_why(linked: Linked) -> bool:
    return any((one.kind, one.code) == ("operacion", "por-que") for one in linked.mentions)


def _is_verb(word: Word, vocabulary: Vocabulary) -> bool:
    return word.text.lower().endswith(vocabulary.verb_endings) and not word.capital


def _lost_negations(linked: Linked) -> list[str]:
    """Return each «no» that denies nothing recognised: without it the answer would be to the opposite question."""
    if _asks_why(linked):
        return []
    used = {denied_at(linked, one) for one in linked.mentions if one.kind not in ("vacia", "operacion", "objeto")}
    fillers = {one.first for one in linked.mentions if one.kind == "vacia" and one.end - one.first == 1}
    last = len(linked.words) - 1
    lost = [
        at for at in fillers
        if linked.words[at].folded in NO and at not in used and at != last and not _in_cause(linked, at)
    ]  # fmt: skip
    return [linked.words[at].text for at in sorted(lost)]


def lost_comparatives(linked: Linked, vocabulary: Vocabulary) -> list[str]:
    """Return each «más» and «menos» that compares nothing recognised; beside a rank it only repeats it."""
    if any(one.kind == "primeras" or one.code in ("maximo", "minimo") for one in linked.mentions):
        return []
    if any((one.kind, one.code) == ("operacion", "quien") for one in linked.mentions):
        return []  # «¿quién debe abrir más espacios?»: the task is told
    idle = [one for one in linked.mentions if one.kind == "vacia" and one.code != "aparte"]
    fillers = {one.first for one in idle if one.end - one.first == 1}
    alone = [at for at in fillers if linked.words[at].folded in vocabulary.more and at + 1 < len(linked.words)]
    return [linked.words[at].text for at in sorted(alone)]


def _in_cause(linked: Linked, position: int) -> bool:
    """Say whether a word stands after a word for a cause, with nothing but names of causes between."""
    for mention in reversed([one for one in linked.mentions if one.end <= position]):
        if mention.kind == "nexo-causa":
            return True
        passed = mention.kind in ("vacia", "norma", "estado") or mention.code in ("causa", "tipo-norma", "estado")
        if not passed:
            return False
    return False


def _known_cause_word(word: Word, linked: Linked, names: Names) -> bool:
    """Say whether a word is part of a name of a cause recognised beside it: «proceso … declarado desierto»."""
    linked_causes = {thing.iri for one in linked.mentions if one.code == "causa" for thing in one.entities}
    return any(word.stem in label for label, _, cause in names.labels["causa"] if cause.iri in linked_causes)


def _refused(linked: Linked, run_: Sequence[int], vocabulary: Vocabulary, store: Store) -> bool:
    """Say whether free words cannot be a topic: verbs, numbers, what follows «que» or a figure without a percent.

    After «quién» and «cuándo» a verb is welcome: it is part of the task asked about.
    """
    words = [linked.words[at] for at in run_]
    unit = linked.words[run_[0]].folded in vocabulary.unit_heads or _charged(linked, run_[0])
    if unit or _orders(linked, run_, vocabulary):
        return True
    if any(word.folded in "%$<>" for word in words):
        return True
    if all(word.number for word in words) and not any(counted(linked, at, store) for at in run_):
        return True
    if any(word.number and not printed(linked, at, store) for at, word in zip(run_, words, strict=True)):
        return True
    asked = ("quien", "cuando", "por-que", "planificado", "alcanzado")
    if linked.amount or any(one.code in asked for one in linked.mentions):
        return False
    before = linked.words[run_[0] - 1].folded if run_[0] else ""
    figure = any(
        one.kind == "comparacion" and one.end == run_[0] and linked.words[one.end - 1].folded != "%"
        for one in linked.mentions
    )
    verb = any(_is_verb(word, vocabulary) for word in words)
    attribute = any(
        one.first == run_[-1] + 1 and one.kind == "objeto" for one in linked.mentions
    )  # “which water goals”
    return figure or verb or (before in vocabulary.cues.relative | NO and not attribute)


def _of_doer(linked: Linked, run_: Sequence[int], vocabulary: Vocabulary) -> bool:
    """Say whether words name who did something with goals: “goals funded by the World Bank” are about no bank."""
    goals = any((one.kind, one.code) == ("objeto", "meta") for one in linked.mentions)
    if linked.language != "en" or not goals:
        return False
    opened = (next((to for to in range(at - 1, -1, -1) if not _is_article(linked, to, vocabulary)), 0) for at in run_)
    return any(linked.words[to].folded in vocabulary.cues.doers for to in opened)


def _is_article(linked: Linked, at: int, vocabulary: Vocabulary) -> bool:
    word = linked.words[at].folded
    return word in vocabulary.articles and word not in vocabulary.cues.doers


def _charged(linked: Linked, position: int) -> bool:
    """Say whether words stand after «a cargo de»: they are a unit, and none that is known."""
    before = [one for one in linked.mentions if one.end <= position and one.kind != "vacia"]
    words = linked.words[before[-1].first : before[-1].end] if before and before[-1].kind == "nexo-tarea" else ()
    told = ("quien", "unidad", "cuando")
    asked = any(one.code in told and one.kind in ("operacion", "objeto") for one in linked.mentions)
    return not asked and any(word.folded in ("cargo", "charge") for word in words)


def _orders(linked: Linked, run_: Sequence[int], vocabulary: Vocabulary) -> bool:
    """Say whether a lone first word tells what to do with the things after it: «borra las metas»."""
    objects = {one.first for one in linked.mentions if one.kind == "objeto"}
    after = run_[-1] + 1
    if len(run_) != 1 or run_[0] or after >= len(linked.words) or linked.words[after].paused:
        return False
    fillers = {one.first for one in linked.mentions if one.kind == "vacia"}
    start = after
    while after in fillers:
        after += 1
    return after > start and after in objects


def _idle(linked: Linked, words: Sequence[Word], store: Store) -> bool:
    """Say whether «quién» or «cuándo» asks about something that no report speaks of and that is no task."""
    asked = any(one.kind == "operacion" and one.code in ("quien", "cuando") for one in linked.mentions)
    cued = any(one.kind in ("nexo-tarea", "objeto") for one in linked.mentions)
    who_is = [one.end for one in linked.mentions if one.code == "quien" and one.end < len(linked.words)]
    named = any(linked.words[at].folded in _IS for at in who_is)
    return asked and not cued and (named or any(not in_texts(word, store) for word in words))
