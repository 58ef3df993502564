"""Choose the tokens and build ``tokenizer.json``: whole words first, pieces for every other word.

A text is lower-cased, its accents are taken off (ñ stays), every number becomes ``0``, and what is neither letter nor
digit separates words: people search without accents, and BM25 knows the numbers. Each word token also knows its stem,
so that in training inflected forms share a row; the shares are baked into one row a word afterwards.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from training.corpus import Corpus
from training.texts import Kind

UNKNOWN, NEXT = "[UNK]", "##"
SPANISH_WORDS, ENGLISH_WORDS, PIECES = 58_000, 14_000, 6_000
ENGLISH = (Kind.PARALLEL, Kind.EVERYDAY_ENGLISH)
"""Kinds whose right side is English."""
LEAST_SPANISH, LEAST_ENGLISH = 3, 2
"""Times a word must occur to have a row of its own."""
LONGEST_WORD = 48
_WORD = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[a-zñ]+\Z")
_SMALL = re.compile(r"(?P<root>.{3,}?)(?P<cut>e?c|qu|gu|)(?P<end>it[oa]s?)\Z")


def normalizer() -> normalizers.Normalizer:
    """Return the normalisation of ``tokenizer.json``; ``search.embed`` does the same without the library."""
    keep = "\ue000"
    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            normalizers.Replace("ñ", keep),
            normalizers.NFD(),
            normalizers.StripAccents(),
            normalizers.Replace(keep, "ñ"),
            normalizers.Replace(Regex(r"\p{Nd}+"), "0"),
        ]
    )


def plain(word: str) -> str:
    """Return a word as the normalisation leaves it, number words apart.

    >>> plain("Señalización")
    'señalizacion'
    """
    parts = unicodedata.normalize("NFKC", word).lower().split("ñ")
    bare = (
        "".join(letter for letter in unicodedata.normalize("NFD", part) if unicodedata.category(letter) != "Mn")
        for part in parts
    )
    return "ñ".join(bare)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens in order of their numbers, and for each the number of its stem."""

    tokens: tuple[str, ...]
    """Tokens with a row of their own."""
    stems: tuple[int, ...]
    """One a token; tokens without a stem of their own share none."""
    stem_count: int

    def tokenizer(self) -> Tokenizer:
        """Build the tokenizer."""
        numbers = {token: number for number, token in enumerate(self.tokens)}
        model = models.WordPiece(numbers, unk_token=UNKNOWN, max_input_chars_per_word=LONGEST_WORD)
        tokenizer = Tokenizer(model)
        tokenizer.normalizer = normalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[^\p{L}\p{Nd}]+"), behavior="removed")
        return tokenizer


def choose(corpus: Corpus) -> Vocabulary:
    """Count words in the corpus and return the vocabulary; equal texts give an equal one."""
    spanish, english = _counts(corpus)
    surface = _commonest_spelling(spanish)
    spanish_plain, english_plain = _folded(spanish), _folded(english)
    words = _top(spanish_plain, LEAST_SPANISH, SPANISH_WORDS)
    known = set(words)
    more = _top(english_plain, LEAST_ENGLISH, ENGLISH_WORDS + SPANISH_WORDS)
    words += [word for word in more if word not in known][:ENGLISH_WORDS]
    stem_of = _stems(words, surface, spanish_plain, english_plain)
    pieces = _pieces(spanish_plain + english_plain, set(words))
    tokens = (UNKNOWN, "0", *words, *pieces)
    names = dict.fromkeys(stem_of[word] for word in words)
    numbers = {name: number for number, name in enumerate(names, start=1)}
    stems = tuple(numbers[stem_of[token]] if token in stem_of else 0 for token in tokens)
    return Vocabulary(tokens, stems, len(numbers) + 1)


def _counts(corpus: Corpus) -> tuple[Counter[str], Counter[str]]:
    spanish, english = Counter[str](), Counter[str]()
    for document in corpus.documents:
        for text in (*document.titles, *document.paragraphs):
            spanish.update(_WORD.findall(text.lower()))
    for pair in corpus.pairs:
        spanish.update(_WORD.findall(pair.left.lower()) * 3)
        other = english if pair.kind in ENGLISH else spanish
        other.update(_WORD.findall(pair.right.lower()))
    return spanish, english


def _folded(counts: Counter[str]) -> Counter[str]:
    folded = Counter[str]()
    for word, count in counts.items():
        folded[plain(word)] += count
    return folded


def _commonest_spelling(counts: Counter[str]) -> dict[str, str]:
    """Return for each word without accents its commonest spelling: the stemmer needs the accents."""
    best: dict[str, str] = {}
    for word, _ in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        best.setdefault(plain(word), word)
    return best


def _top(counts: Counter[str], least: int, most: int) -> list[str]:
    good = (
        (word, count)
        for word, count in counts.items()
        if count >= least and len(word) <= LONGEST_WORD and _PLAIN.match(word)
    )
    return [word for word, _ in sorted(good, key=lambda entry: (-entry[1], entry[0]))[:most]]


def _stems(
    words: Iterable[str], surface: dict[str, str], spanish: Counter[str], english: Counter[str]
) -> dict[str, str]:
    import Stemmer

    stemmers = {"es": Stemmer.Stemmer("spanish"), "en": Stemmer.Stemmer("english")}
    found = {}
    for word in words:
        language = "es" if spanish[word] >= english[word] else "en"
        base = base_of(word, spanish) if language == "es" else ""
        found[word] = f"{language}:{plain(stemmers[language].stemWord(surface.get(base or word, base or word)))}"
    return found


def base_of(word: str, counts: Mapping[str, int], more: int = 5) -> str:
    """Return the word that a diminutive is made of, or nothing; it must be ``more`` times as common.

    >>> base_of("perritos", {"perro": 10, "perros": 30, "perritos": 1}), base_of("depósito", {"depósito": 9})
    ('perros', '')
    """
    match = _SMALL.match(word)
    if not match:
        return ""
    root = match["root"] + {"qu": "c", "gu": "g"}.get(match["cut"], "")
    plural = "s" if match["end"].endswith("s") else ""
    candidates = (f"{root}{match['end'][2]}{plural}", f"{root}e{plural}", f"{root}{'es' if plural else ''}")
    best = max(candidates, key=lambda one: counts.get(one, 0))
    return best if counts.get(best, 0) >= more * max(1, counts.get(word, 0)) else ""


def _pieces(counts: Counter[str], words: set[str]) -> list[str]:
    """Return beginnings and continuations that rare words are made of, single letters always."""
    starts, nexts = Counter[str](), Counter[str]()
    for word, count in counts.items():
        if _PLAIN.match(word) and len(word) <= LONGEST_WORD:
            weight = min(count, 20)
            starts.update({word[:end]: weight for end in range(2, min(8, len(word)))})
            nexts.update({word[begin:]: weight for begin in range(max(1, len(word) - 6), len(word))})
            nexts.update({word[begin : begin + 2]: weight for begin in range(1, len(word) - 1)})
    letters = [*"abcdefghijklmnopqrstuvwxyzñ0"]
    chosen = [*letters, *(f"{NEXT}{letter}" for letter in letters)]
    chosen += [piece for piece, _ in _common(starts) if piece not in words][: PIECES // 2]
    chosen += [f"{NEXT}{piece}" for piece, _ in _common(nexts)][: PIECES // 2]
    return [piece for piece in dict.fromkeys(chosen) if piece not in words and piece != "0"]


def _common(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
