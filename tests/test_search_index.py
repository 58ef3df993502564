"""The index: filters against brute force, totals, facets, pages, identifiers, and parts that do not belong together."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.services import Services
from kg.errors import CuentasError
from kg.release import Release
from kg.release import manifest as manifests
from search.building import SearchPart, code_digest, known_texts, model_card, write_index
from search.dense import build_dense, nearest
from search.embed import Vectors, encode_weighted, load_encoder
from search.filters import Filters, UnknownName, filters_from_words
from search.fusion import Fusion
from search.index import SearchIndex
from search.lexical.query import LONGEST_QUERY, QueryRefused
from search.model import InstitutionRef, Status
from search.opening import FOLDER, IndexUnavailable, open_index, read_index
from search.passages import FIELDS, Catalogue, Name, Part, Passage

TOPICS = ("agua potable", "residuos sólidos", "vías rurales", "alumbrado público", "fauna urbana", "mercados")
OWNERS = ("inst/a", "inst/b", "inst/c")
STATES = ("nula", "parcial", "cumplida")


def a_passage(number: int) -> Passage:
    """Return one of many passages whose fields follow from its number."""
    owner, state = OWNERS[number % 3], STATES[number // 3 % 3]
    percent = None if number % 7 == 0 else Decimal(number * 13 % 120)
    values: dict[str, tuple[str, ...]] = {
        "institution": (owner,),
        "year": (str(2019 + number % 4), "2030") if number % 5 == 0 else (str(2019 + number % 4),),
        "state": (state,),
        "norm": ("eli/ec/gad/resolucion/2020/a-49",) if number % 11 == 0 else (),
        "type": ("Meta",) if number % 4 else ("Objetivo",),
    }
    text = f"{TOPICS[number % 6]} en el sector {number % 10}, tramo {number}"
    return Passage(
        f"id/{number:03}", values["type"][0], text, (Part("title", text), Part("objective", TOPICS[(number + 1) % 6])),
        {name: found for name, found in values.items() if found}, number, InstitutionRef(owner, owner), 2020, percent,
        state, codes=(str(number), f"A-{number:02}"),
    )  # fmt: skip


def a_catalogue(size: int = 90) -> Catalogue:
    passages = [a_passage(number) for number in range(size)]
    used: dict[str, dict[str, Name]] = {name: {} for name in FIELDS}
    for passage in passages:
        for name, values in passage.values.items():
            used[name].update({value: Name(value) for value in values})
    return Catalogue(passages, used)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return an_index(tmp_path_factory.mktemp("index"), a_catalogue())


def an_index(folder: Path, catalogue: Catalogue) -> SearchIndex:
    write_index(folder, catalogue, load_encoder(), {})
    return read_index(folder, load_encoder)


def passes(passage: Passage, filters: Filters) -> bool:
    """Say, without any array, whether a passage passes."""
    fields = all(set(wanted) & set(passage.values.get(name, ())) for name, wanted in filters.chosen())
    least, most = filters.percent_min, filters.percent_max
    if least is None and most is None:
        return fields
    inside = passage.percent is not None and (least or float("-inf")) <= float(passage.percent)
    return fields and inside and float(passage.percent or 0) <= (float("inf") if most is None else most)


some_filters = st.builds(
    Filters,
    institution=st.lists(st.sampled_from((*OWNERS, "inst/z")), max_size=2).map(tuple),
    year=st.lists(st.sampled_from((2019, 2020, 2021, 2022, 2030, 1999)), max_size=2).map(tuple),
    state=st.lists(st.sampled_from(STATES), max_size=2).map(tuple),
    type=st.lists(st.sampled_from(("Meta", "Objetivo")), max_size=1).map(tuple),
    percent_min=st.none() | st.integers(1, 100).map(float),
    percent_max=st.none() | st.integers(1, 120).map(float),
)
queries = st.sampled_from(("agua", "residuos sólidos del sector 3", "basura", "street lighting", "volcanes", "tramo 7"))


@settings(deadline=None, max_examples=150)
@given(queries, some_filters, st.integers(1, 100), st.sampled_from(("hybrid", "lexical", "dense")))
def test_there_are_as_many_hits_as_filters_leave(
    index: SearchIndex, query: str, filters: Filters, k: int, parts: str
) -> None:
    allowed = {passage.iri for passage in map(a_passage, range(90)) if passes(passage, filters)}
    answer = index.search(query, filters, k, parts=parts)
    found = [hit.item.iri for hit in answer.hits]
    assert len(found) == len(set(found)) == min(k, len(allowed))
    assert set(found) <= allowed
    assert answer.allowed == len(allowed)
    assert answer.total <= len(allowed)
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)
    if parts == "hybrid":  # What counts is listed first.
        assert [hit.weak for hit in answer.hits] == [place >= answer.total for place in range(len(found))]


@settings(deadline=None, max_examples=60)
@given(queries, some_filters)
def test_facets_say_what_a_further_filter_leaves(index: SearchIndex, query: str, filters: Filters) -> None:
    answer = index.search(query, filters, k=90)
    counted = [hit.item.iri for hit in answer.hits if not hit.weak]
    for name in ("institution", "year", "state", "type"):
        wanted = Counter(value for iri in counted for value in a_passage(int(iri[-3:])).values.get(name, ()))
        assert {one["value"]: one["count"] for one in answer.facets[name]} == wanted
    for one in answer.facets["state"]:
        if not filters.state:
            assert index.search(query, replace(filters, state=(one["value"],))).total == one["count"]


def test_pages_make_up_the_whole(index: SearchIndex) -> None:
    whole = [hit.item.iri for hit in index.search("agua potable", k=90).hits]
    pages = [hit.item.iri for start in range(0, 90, 7) for hit in index.search("agua potable", k=7, offset=start).hits]
    assert pages == whole
    assert index.search("agua potable", k=5, offset=1000).hits == ()
    assert [one.iri for one in index.ranked("agua potable", k=12)] == whole[:12]


def test_what_says_every_word_counts(tmp_path: Path) -> None:
    """A goal that has much else to say is about the word as well, though far from the best; one without it is not."""
    aside = "Dotar de equipos de cómputo, muebles de oficina y vehículos a las unidades"
    texts = ["Sembrar árboles", f"{aside}, y cuidar los árboles", aside, "Árboles: siembra y cuidado de árboles"]
    passages = [Passage(f"id/{at}", "Meta", text, (Part("title", text),)) for at, text in enumerate(texts)]
    trees = an_index(tmp_path, Catalogue(passages, {name: {} for name in FIELDS}))
    answer = trees.search("árboles", k=4)
    assert answer.total == 3 and answer.hits[-1].item.iri == "id/2"
    strict = replace(trees, threshold=replace(trees.threshold, whole=1.0))
    assert strict.search("árboles", k=4).total < 3


def test_topic_is_what_search_counts(index: SearchIndex) -> None:
    answer = index.search("basura en los barrios", k=90)
    topic = index.topic("basura en los barrios")
    assert [one.iri for one in topic] == [hit.item.iri for hit in answer.hits[: answer.total]]
    assert 0 < answer.total < 90
    some = {one.iri for one in topic[::2]}
    assert {one.iri for one in index.topic("basura en los barrios", some | {"id/none"})} == some


def test_a_hit_says_why(index: SearchIndex) -> None:
    hit = index.search("Água POTABLE", Filters(state=("nula",))).hits[0].as_dict()
    begin, end = hit["why"]["highlights"][0]
    assert hit["snippet"][begin:end] == "agua"
    assert hit["why"]["lexical"]["rank"] == 1 and hit["why"]["terms"][:2] == ["agua", "potable"]
    assert hit["why"]["dense"]["rank"] >= 1 and not hit["why"]["weak"]


@pytest.mark.parametrize(
    "query", ["Resolución A-0049", "res. a-49", "Resolución 049", "A-0049", "la resolución No. 49"]
)
def test_a_cited_norm_is_a_filter(index: SearchIndex, query: str) -> None:
    answer = index.search(query, k=50)
    assert {hit.item.iri for hit in answer.hits} == {f"id/{number:03}" for number in range(0, 90, 11)}
    assert answer.total == len(answer.hits)
    assert all(hit.dense is None for hit in answer.hits if query in {"A-0049", "Resolución A-0049"})


def test_a_norm_that_nobody_cites_finds_nothing_and_says_so(index: SearchIndex) -> None:
    answer = index.search("Resolución A-0050")
    assert (answer.status, answer.total, answer.hits) == (Status.EMPTY, 0, ())
    assert "A-0050" in answer.notes[0]


def test_a_quoted_phrase_is_asked_for(index: SearchIndex) -> None:
    answer = index.search('"residuos sólidos en el sector 3"', k=50)
    assert answer.hits and all("residuos sólidos en el sector 3" in hit.item.label for hit in answer.hits)
    assert index.search('"sólidos residuos"').total == 0


@pytest.mark.parametrize("query", ["residous solidos", "resduos sólidos", "RESIDUOS SOLIDOS"])
def test_typing_errors_and_accents_do_no_harm(index: SearchIndex, query: str) -> None:
    assert "residuos sólidos" in index.search(query).hits[0].item.label


@pytest.mark.parametrize("query", ["xqzwv blorf", "qwrtp", "la xyzzy de los asdfgh"])
@pytest.mark.parametrize("parts", ["hybrid", "dense"])
def test_words_that_nobody_knows_find_nothing_and_that_is_said(index: SearchIndex, query: str, parts: str) -> None:
    answer = index.search(query, parts=parts)
    assert (answer.status, answer.total, answer.hits) == (Status.EMPTY, 0, ())
    assert "No se reconoce «" in answer.notes[0] and "Revise cómo" in answer.notes[0]
    assert index.topic(query) == index.ranked(query, parts=parts) == ()


def test_a_word_that_nobody_knows_is_left_out(index: SearchIndex) -> None:
    answer, plain = index.search("agua xqzwv potable"), index.search("agua potable")
    assert [hit.as_dict() for hit in answer.hits] == [hit.as_dict() for hit in plain.hits]
    assert answer.notes == ("Se buscó sin «xqzwv»: no se reconoce.",)


@pytest.mark.parametrize(
    ("query", "note", "first"),
    [
        ("bía rural", "Se buscó «via» en lugar de «bía».", "vías rurales"),
        ("alumvrado", "Se buscó «alumbrado» en lugar de «alumvrado».", "alumbrado público"),
        ("resiudos zolidos", "Se buscó «residuos» en lugar de «resiudos».", "residuos sólidos"),
        ("agau", "Se buscó «agua» en lugar de «agau».", "agua potable"),
        ("merkado", "Se buscó «mercado» en lugar de «merkado».", "mercados"),
        ("perroz", "Se buscó «perros» en lugar de «perroz».", "fauna urbana"),
    ],
)
def test_mistyped_words_are_put_right_before_anything_else(
    index: SearchIndex, query: str, note: str, first: str
) -> None:
    answer = index.search(query)
    assert note in answer.notes
    assert first in answer.hits[0].item.label


def test_what_belongs_to_the_place_that_is_named_comes_first(index: SearchIndex) -> None:
    called = {
        "inst/a": Name("Municipio de Ambato"),
        "inst/b": Name("GAD de Baeza", ("GADB",)),
        "inst/c": Name("Loja"),
    }
    named = replace(index, names={**index.names, "institution": called})
    for query, iri in (
        ("tramo GADB", "inst/b"),
        ("tramo del GAD de Baeza", "inst/b"),
        ("tramo de loja", "inst/c"),
    ):
        hits = named.search(query).hits
        owners = [hit.item.institution.iri for hit in hits if hit.item.institution]
        assert owners[0] == iri and owners.count(iri) > 5, query


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("meta 7", [7]),
        ("Meta n.º 007", [7]),
        ("metas A-7", [7]),
        ("meta a7", [7]),
        ("objetivo 8", [8]),
        ("meta 8", []),
        ("¿meta 900?", []),
    ],
)
def test_a_kind_with_a_code_gives_exactly_what_is_called_so(index: SearchIndex, query: str, numbers: list[int]) -> None:
    answer = index.search(query)
    assert [hit.item.number for hit in answer.hits] == numbers
    assert answer.total == len(numbers) and answer.status is (Status.COMPLETE if numbers else Status.EMPTY)
    assert ("Es lo que se llama" if numbers else "Nada se llama") in answer.notes[0]


def test_a_kind_with_a_code_and_more_words_is_a_topic(index: SearchIndex) -> None:
    assert index.search("meta 7 sectores de agua").total > 1


def test_what_holds_a_code_comes_before_all_else(index: SearchIndex) -> None:
    for query in ("A-7", "a-007", "agua potable A-7", "el tramo A-7 de los mercados"):
        answer = index.search(query)
        assert [hit.item.number for hit in answer.hits][:1] == [7] and answer.total == 1, query


@pytest.mark.parametrize("parts", ["hybrid", "dense"])
def test_a_code_that_nobody_has_is_no_other_one(index: SearchIndex, parts: str) -> None:
    answer = index.search("B-7", parts=parts)
    assert (answer.status, answer.hits) == (Status.EMPTY, ()) and "No se reconoce «B-7»" in answer.notes[0]
    assert index.search("agua B-7").notes == ("Se buscó sin «B-7»: no se reconoce.",)


@pytest.mark.parametrize("query", ["", "   ", "—«»?", "a" * (LONGEST_QUERY + 1), "x " * 10_000_000])
def test_what_is_no_query_is_refused(index: SearchIndex, query: str) -> None:
    with pytest.raises(QueryRefused) as refused:
        index.search(query)
    assert len(str(refused.value)) < 200


def test_only_stop_words_are_searched_by_meaning(index: SearchIndex) -> None:
    assert len(index.search("la de los").hits) == 10


# -- vectors ---------------------------------------------------------------------------------------------------------


def test_similarities_are_scalar_products(index: SearchIndex) -> None:
    encoder = load_encoder()
    rows = [[(1.0, "agua potable")]]
    query = encode_weighted(encoder, rows)
    for number, figure in enumerate(index.dense.similarities(query)):
        own = index.dense.of([number])[0]
        assert figure == pytest.approx(sum(float(a) * float(b) for a, b in zip(own, query[0], strict=True)), abs=1e-5)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 1000), st.floats(0.02, 1.0), st.integers(1, 50))
def test_the_approximate_index_filters_first_and_gives_true_figures(seed: int, share: float, count: int) -> None:
    random = np.random.default_rng(seed)
    centres = random.normal(size=(40, 16))
    vectors = (centres[random.integers(40, size=2000)] + 0.2 * random.normal(size=(2000, 16))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    wanted = random.random(2000) < share
    query = vectors[7:8]
    rows, scores = nearest.search(nearest.made(vectors), vectors, query, wanted, count, few=100)
    truth = np.where(wanted, vectors @ query[0], -2)
    assert wanted[rows].all() and len(set(rows.tolist())) == len(rows) == min(count, int(wanted.sum()))
    assert scores == pytest.approx(truth[rows], abs=1e-6)
    best = np.sort(truth)[::-1][: len(rows)]
    assert np.isclose(best[:, None], scores, rtol=0, atol=1e-5).any(axis=1).mean() >= 0.8


def test_flat_faiss_gives_the_same_neighbours(index: SearchIndex) -> None:
    import faiss

    vectors = np.ascontiguousarray(index.dense.vectors)
    flat: object = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)  # type: ignore[attr-defined]
    scores, _ = flat.search(vectors[3:4], 10)  # type: ignore[attr-defined]
    assert np.sort(vectors @ vectors[3])[::-1][:10] == pytest.approx(scores[0], abs=1e-5)


class CountingEncoder:
    """An encoder that counts the texts it is given."""

    name, revision, dimensions = "counting", "1", 4

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.texts += texts
        return np.array([[len(text), 1, 2, 3] for text in texts], dtype=np.float32)

    def knows(self, word: str) -> bool:
        return True

    def words(self) -> Sequence[str]:
        return ()


def test_each_text_is_embedded_once_and_never_again(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    passages = [replace(a_passage(5), iri=f"id/{number}") for number in range(3)]
    built = build_dense(passages, encoder)
    assert len(built.vectors) == 1 and len(encoder.texts) == 2
    catalogue = Catalogue([*passages, a_passage(6)], a_catalogue(8).names)
    write_index(tmp_path / "one", catalogue, encoder, {})
    known = known_texts(tmp_path / "one", encoder)
    encoder.texts.clear()
    again = build_dense([*catalogue.passages, a_passage(7)], encoder, known)
    assert [text for text in encoder.texts if "tramo" in text] == [a_passage(7).label]
    assert again.of([0]).tolist() == built.of([0]).tolist()
    encoder.revision = "2"
    assert known_texts(tmp_path / "one", encoder) == {}


def test_fusion_agrees_with_lists_that_agree() -> None:
    lexical = np.array([3, 2, 1, 0], dtype=np.float32)
    dense = np.array([0.9, 0.5, 0.3, -0.1], dtype=np.float32)
    assert np.argsort(-Fusion().combine(lexical, dense), kind="stable").tolist() == [0, 1, 2, 3]
    assert np.isfinite(Fusion().combine(lexical * 0, dense * 0)).all()


# -- names -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "words"), [("institution", "San Isidro"), ("state", "no cumplida"), ("state", "nula"),
                         ("norm", "Resolución 49"), ("type", "meta"), ("year", "2021"), ("cause", "acto jurídico")]
)  # fmt: skip
def test_names_become_filters(example_release: Services, field: str, words: str) -> None:
    index = example_release.index()
    filters = filters_from_words(index, **{field: words})  # type: ignore[arg-type]
    assert getattr(filters, field)
    assert index.search("obras", filters).allowed > 0


def test_unknown_names_are_refused_with_near_ones(example_release: Services) -> None:
    with pytest.raises(UnknownName, match=r"San Isidro"):
        filters_from_words(example_release.index(), institution="GAD Municipal de San Ysidro del Ejemplo")
    with pytest.raises(UnknownName, match="1850"):
        filters_from_words(example_release.index(), year=1850)
    with pytest.raises(UnknownName, match="mínimo"):
        filters_from_words(example_release.index(), percent_min=90, percent_max=10)


# -- releases --------------------------------------------------------------------------------------------------------


def test_a_release_carries_its_index(example_release: Services) -> None:
    release = example_release.release()
    index = open_index(release)
    store = release.store()
    goals = store.select("SELECT ?m WHERE { ?m a rc:Meta }").rows
    assert {str(row["m"]) for row in goals} <= set(index.passages.iris)
    card = json.loads((release.folder / FOLDER / "index.json").read_text(encoding="utf-8"))
    assert card["model"] == model_card(load_encoder()) and card["code"] == code_digest()
    cited = store.select(
        'SELECT DISTINCT ?m WHERE { ?n skos:prefLabel "Resolución A-0049"@es . ?m a rc:Meta ; rc:resultado ?r . '
        "{ ?r rc:mencionaNorma ?n } UNION { ?r rc:causa/rc:norma ?n } }"
    ).rows
    answer = index.search("Res. A-0049", k=50)
    assert {hit.item.iri for hit in answer.hits if hit.item.type == "Meta"} == {str(row["m"]) for row in cited}
    assert answer.total == len(answer.hits) > 0


def test_vectors_and_similar(example_release: Services) -> None:
    index = example_release.index()
    goal = next(iri for iri in index.passages.iris if "/meta/" in iri)
    near = index.similar(goal, k=5)
    assert len(near) == 5 and goal not in [one.iri for one in near]
    own = index.vectors([goal, near[0].iri])
    assert float(own[0] @ own[1]) == pytest.approx(near[0].score, abs=1e-5)
    assert index.similar("id/none") == () and index.passage("id/none") is None
    with pytest.raises(KeyError):
        index.vectors(["id/none"])


def test_an_unchanged_build_keeps_the_index_and_a_new_model_replaces_it(
    example_release: Services, tmp_path: Path
) -> None:
    from kg.ingest import build

    examples = Path(__file__).resolve().parent.parent / "examples"
    report = next(path for path in sorted(examples.iterdir()) if path.suffix == ".tsv" or path.suffix == ".txt")
    part = SearchPart(load_encoder)
    first = build(tmp_path / "r", [report], "https://example.org/", parts=[part])
    assert build(tmp_path / "r", [report], "https://example.org/", parts=[part]).release == first.release
    other = SearchPart(CountingEncoder)
    assert build(tmp_path / "r", [report], "https://example.org/", parts=[other]).release != first.release


def copied(release: Release, folder: Path) -> Release:
    shutil.copytree(release.folder, folder / release.name)
    return Release(folder / release.name, release.manifest)


def test_damage_is_noticed(example_release: Services, tmp_path: Path) -> None:
    release = copied(example_release.release(), tmp_path)
    for path in sorted(name for name in release.manifest.files if name.startswith(f"{FOLDER}/")):
        file = release.folder / path
        content = file.read_bytes()
        if not content:
            continue
        for broken in (content[:-1], content[:-1] + bytes([content[-1] ^ 1])):
            file.write_bytes(broken)
            with pytest.raises(IndexUnavailable, match=re.escape(path)):
                open_index(release)
        file.unlink()
        with pytest.raises(IndexUnavailable):
            open_index(release)
        file.write_bytes(content)
    open_index(release)


def test_parts_of_another_release_are_refused(example_release: Services, tmp_path: Path) -> None:
    """Even with a manifest that fits: sizes must agree among the parts."""
    release = copied(example_release.release(), tmp_path)
    write_index(tmp_path / "other", a_catalogue(), load_encoder(), {})
    for part in ("meaning", "words", "fields", "passages"):
        shutil.copytree(release.folder / FOLDER, tmp_path / "kept")
        shutil.rmtree(release.folder / FOLDER / part)
        shutil.copytree(tmp_path / "other" / part, release.folder / FOLDER / part)
        forged = replace(release.manifest, files=manifests.entries(release.folder))
        with pytest.raises(IndexUnavailable, match="incompleto"):
            open_index(Release(release.folder, forged))
        shutil.rmtree(release.folder / FOLDER)
        shutil.move(tmp_path / "kept", release.folder / FOLDER)


def test_no_index_and_no_model_are_said_plainly(example_release: Services, tmp_path: Path) -> None:
    release = example_release.release()
    bare = replace(release.manifest, files={"report.json": release.manifest.files["report.json"]})
    with pytest.raises(IndexUnavailable, match="no tiene índice"):
        open_index(Release(release.folder, bare))
    with pytest.raises(CuentasError):
        open_index(release, str(tmp_path)).search("agua")


def test_another_model_is_refused(example_release: Services) -> None:
    index = open_index(example_release.release())
    card = {"name": "otro", "revision": "1", "dimensions": 256}
    from search.opening import _encoder

    with pytest.raises(IndexUnavailable, match="otro"):
        replace(index, encoder=_encoder(card, "cuentas-es")).search("agua")
    assert index.search("agua").status is Status.COMPLETE
