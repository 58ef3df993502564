"""Training on a handful of texts: readers, vocabulary, contamination, and that two runs give the same table.

What needs torch or PyStemmer (extra ``training``) skips where they are absent.
"""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("tokenizers")

from training import contamination
from training.contamination import ContaminatedError, contaminated, grams, refuse_contaminated
from training.corpus import Corpus, gather
from training.laws import parse_law
from training.sources import Source, SourceUnavailable, find_clone, load_sources
from training.texts import Document, Kind, Pair, clean

LAW = """---
title: "ORDENANZA DE PARQUES"
texto_resumido: "REGULA EL USO DE LOS PARQUES"
---
# ORDENANZA DE PARQUES

##### Artículo 1

El municipio mantendrá los parques, jardines y plazas del cantón, y sembrará árboles nativos en las riberas de los ríos

y en las laderas que lo necesiten, con la participación de los vecinos y de las escuelas de cada parroquia.

[imagen omitida]

1 | 22 | 333 | 4444 | 55555 | 666666 | 7777777 | 88888888 | 999999999 | 1010101010 | 1111 | 1212 | 1313 | 1414 | 1515
"""


def repository(folder: Path, files: dict[str, str]) -> str:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    settings = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], [*settings, "commit", "-q", "-m", "x"]):
        subprocess.run(["git", "-C", str(folder), *command], check=True, capture_output=True)
    done = subprocess.run(["git", "-C", str(folder), "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def source(commit: str, path: str, reader: str) -> Source:
    return Source("una", "alguien/textos", commit, path, reader, "MIT", "alguien", "todo", "open")


def test_declared_sources_are_complete_and_of_known_classes() -> None:
    sources = load_sources()
    assert len({one.name for one in sources}) == len(sources)
    for one in sources:
        assert one.kind in ("open", "public-law") and len(one.commit) == 40
        assert one.licence and one.attribution and one.take


def test_a_law_gives_titles_and_joined_prose() -> None:
    law = parse_law(LAW)
    assert law.titles == ("ORDENANZA DE PARQUES", "REGULA EL USO DE LOS PARQUES")
    assert len(law.paragraphs) == 1
    assert "riberas de los ríos y en las laderas" in law.paragraphs[0]


def test_sources_are_read_at_their_commit_and_repetitions_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "alguien" / "textos"
    commit = repository(
        folder, {"l/a.md": LAW, "l/b.md": LAW, "t/en.yml": "a: Month\nb: Month\n", "t/es.yml": "a: Mes\nb: Mes\n"}
    )
    (folder / "l" / "c.md").write_text(LAW.replace("parques", "mercados"), encoding="utf-8")
    corpus = gather(tmp_path, [source(commit, "l", "laws"), source(commit, "t", "locale-yaml-flat")], lambda _: None)
    assert len(corpus.documents) + len(corpus.held_out) == 1
    assert corpus.pairs[0] == Pair(Kind.PARALLEL, "Mes", "Month")
    assert corpus.counts["everyday"] == len(corpus.pairs) - 1


def test_a_missing_clone_says_what_to_clone(tmp_path: Path) -> None:
    with pytest.raises(SourceUnavailable, match=r"git clone https://github\.com/alguien/textos"):
        find_clone(tmp_path, source("0" * 40, "l", "laws"))


def test_training_refuses_a_text_that_repeats_an_evaluation_text(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    corpus = Corpus(pairs=[Pair(Kind.SYNONYM, "quiero que el perro corra por el parque", "canes")])
    for name, value in {"SHARED": tmp_path, "evaluation_texts": lambda: ["El perro corra por el parque"]}.items():
        monkeypatch.setattr(contamination, name, value)
    with pytest.raises(ContaminatedError, match="1 training texts"):
        refuse_contaminated(corpus)
    monkeypatch.setattr(contamination, "evaluation_texts", lambda: ["el perro corre por el parque"])
    refuse_contaminated(corpus)


def test_contamination_finds_whole_queries_and_long_runs() -> None:
    evaluation = ["huecos en las calles del barrio", " ".join(f"palabra{number}" for number in range(30))]
    looked_for = grams(evaluation)
    texts = [
        "Arreglar los HUECOS en las calles del barrio, ya.",
        "huecos en las calles",
        "antes " + " ".join(f"palabra{number}" for number in range(5, 17)),
        " ".join(f"palabra{number}" for number in range(5, 16)),
    ]
    assert list(contaminated(texts, looked_for)) == [texts[0], texts[2]]


def test_markup_and_place_holders_are_taken_out() -> None:
    assert clean("<b>Hola</b> %{name}, {{link}} [aquí](x.md) https://a.b") == "Hola , aquí"


def small_corpus() -> Corpus:
    subjects = ("agua potable", "parques verdes", "calles nuevas", "escuelas rurales", "mercados limpios", "riesgos")
    documents = [
        Document((f"ley de {one}",), tuple(f"el municipio {verb} {one} para los vecinos del cantón" for verb in verbs))
        for one in subjects
        for verbs in (("cuida", "mejora", "construye"),) * 4
    ]
    english = ("drinking water", "green parks", "new streets", "rural schools", "clean markets", "risks")
    pairs = [
        Pair(kind, left, right)
        for left, right in zip(subjects, english, strict=True)
        for kind in (Kind.PARALLEL, Kind.SYNONYM)
    ] * 3
    for left, right in zip(subjects, english, strict=True):
        pairs += [Pair(Kind.EVERYDAY_ENGLISH, left, right), Pair(Kind.EVERYDAY, left, f"más {left}")]
    pairs += [Pair(Kind.SYNONYM, "agua", "líquido"), Pair(Kind.TITLED, "más agua", "pedimos agua en el barrio")]
    return Corpus(documents=documents, pairs=pairs)


def test_two_runs_give_the_same_table() -> None:
    pytest.importorskip("torch", reason="the extra `training` is not installed")
    pytest.importorskip("Stemmer")
    import numpy as np

    from training.batches import TAUGHT
    from training.learn import Plan, train
    from training.vocabulary import choose

    corpus = small_corpus()
    vocabulary = choose(corpus)
    taught = [index for index, pair in enumerate(corpus.pairs) if pair.kind in TAUGHT]
    teacher = np.random.default_rng(1).standard_normal((len(taught), 32)).astype(np.float32)
    plan = Plan(dimensions=16, steps=30, batch=16)
    first, second = (train(corpus, vocabulary, taught, teacher, plan, lambda _: None) for _ in range(2))
    assert np.allclose(first, second, atol=1e-6)
    assert not np.allclose(first, train(corpus, vocabulary, taught, teacher, replace(plan, seed=7), lambda _: None))


def test_a_wording_finds_paragraphs_that_use_another_one_of_its_matter() -> None:
    pytest.importorskip("torch", reason="the extra `training` is not installed")
    pytest.importorskip("Stemmer")
    import numpy as np

    from training.batches import Sampler, told_in
    from training.learn import prepare
    from training.vocabulary import choose

    corpus = small_corpus()
    corpus.pairs.extend([Pair(Kind.EVERYDAY, "calles nuevas", "asfalto"), Pair(Kind.EVERYDAY, "nadie", "ninguno")])
    vocabulary = choose(corpus)
    lessons = prepare(corpus, vocabulary, [], np.zeros((0, 16), dtype=np.float32))
    told = told_in(lessons.laws, lessons.sets["everyday"])
    tokens, weight = vocabulary.tokenizer(), np.ones(len(vocabulary.tokens), dtype=np.float32)
    asphalt, streets, nobody = (tokens.encode(text).ids for text in ("asfalto", "calles nuevas", "nadie"))
    sampler = Sampler(lessons.laws, dict(lessons.sets), weight, np.random.default_rng(3), told)
    drawn = [pair for _ in range(30) for pair in zip(*sampler.draw("told", 50)[:2], strict=True)]
    found = [right.tolist() for left, right in drawn if left.tolist() == asphalt]
    whole = [text for text in found if set(streets) <= set(text)]
    assert 0 < len(whole) < len(found)
    assert not any(left.tolist() == nobody for left, _ in drawn)


def test_english_wordings_count_as_english_and_diminutives_share_the_stem_of_their_word() -> None:
    pytest.importorskip("Stemmer")
    from training.vocabulary import choose

    corpus = small_corpus()
    corpus.pairs.extend([Pair(Kind.EVERYDAY_ENGLISH, "perros", "stray dogs")] * 6)
    corpus.pairs.extend([Pair(Kind.EVERYDAY, "perros", "perritos"), Pair(Kind.EVERYDAY, "perritos", "canes")])
    vocabulary = choose(corpus)
    stem_of = dict(zip(vocabulary.tokens, vocabulary.stems, strict=True))
    assert stem_of["perritos"] == stem_of["perros"]
    assert vocabulary.tokens.index("perritos") < vocabulary.tokens.index("stray")


def test_a_batch_takes_one_pair_a_matter() -> None:
    pytest.importorskip("torch", reason="the extra `training` is not installed")
    pytest.importorskip("Stemmer")
    import numpy as np

    from training.batches import Sampler
    from training.learn import prepare
    from training.vocabulary import choose

    corpus = small_corpus()
    vocabulary = choose(corpus)
    lessons = prepare(corpus, vocabulary, [], np.zeros((0, 16), dtype=np.float32))
    random = np.random.default_rng(3)
    sampler = Sampler(lessons.laws, dict(lessons.sets), np.ones(len(vocabulary.tokens), dtype=np.float32), random)
    left, _, _ = sampler.draw("everyday", 50)
    assert len(left) == len({tuple(text) for text in left}) == 6
