"""The parts of linking: words that say something, neighbours, groups, trust, fitting, tables of labelled goals."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from kg.errors import KnowledgeError
from kg.iris import Mint
from kg.model.mappings import LinkMapping
from kg.triples import mapping_quads
from search.embed import load_encoder
from search.linking.decisions import Decision, Verdict
from search.linking.evaluate import Calibration, evaluate_halves, table
from search.linking.features import FEATURES, mutual
from search.linking.fit import AGAINST, halves
from search.linking.groups import goal_groups
from search.linking.labelled import read_judged, read_labelled
from search.linking.model import Kind, Names, Thing
from search.linking.neighbours import nearest
from search.linking.parts import parts_of, read_text, says, weights
from search.linking.ranking import interval, rank
from search.linking.scoring import load_model
from search.linking.targets import sdg_targets
from search.linking.trust import LEAST, Trust, trust_of
from search.linking.words import lexicon, stems


def test_verbs_that_open_goals_names_and_formulas_say_nothing() -> None:
    subjects = ["parques", "canales", "mercados", "bibliotecas", "puentes", "museos", "escuelas", "viveros"]
    texts = [f"Implementar el 100 % de requerimientos de {subject} en Villa Inventada" for subject in subjects]
    names = Names(("GAD Municipal de Villa Inventada",), ("Villa Inventada",))
    found = lexicon(texts, subjects, ["inst:1"] * len(texts), names)
    assert found.content(texts[0]) == "parques"
    assert stems("Implementar")[0] in found.boilerplate
    assert found.weight(stems("Inventada")[0]) == 0


def test_a_word_that_an_institution_uses_everywhere_still_weighs_where_few_use_words_at_all() -> None:
    found = lexicon(["agua potable", "agua de riego"], ["a", "b"], ["inst:1", "inst:2"], Names())
    assert found.weight(stems("riego")[0]) > found.weight(stems("agua")[0]) > 0


def test_initials_of_an_institution_say_whose_goal_it_is_and_nothing_else() -> None:
    names = Names(("Mancomunidad de Juntas de Riego",))
    found = lexicon(["canales de la MJR", "parques"], ["a", "b"], ["inst:1", "inst:1"], names)
    assert found.content("canales de la MJR") == "canales"


def test_unit_and_result_speak_for_a_goal_that_says_nothing_itself() -> None:
    plan = "Cumplir el plan anual"
    goals = [Thing(f"meta:{n}", "Meta", "inst:1", plan, office=f"Dirección {n}") for n in range(3)]
    plain = Thing("meta:9", "Meta", "inst:1", "Sembrar árboles nativos en riberas", office="Dirección 1")
    unit = Thing("unidad:1", "Unidad", "inst:1", "Dirección de Parques", context="Cuidar los parques")
    parts = parts_of([*goals, plain, unit])
    words = lexicon([read_text(part) for part in parts], list("abcde"), ["inst:1"] * 5, Names())
    said = says(parts, words)
    assert said[:3] == [0, 0, 0]
    assert said[3] == 1
    assert (parts[4]["goal"], parts[4]["office"]) == ("", "Dirección de Parques")
    assert weights(0)["office"] > weights(1)["office"] > 0
    assert weights(0)["goal"] == weights(1)["goal"]


def test_the_targets_of_the_sustainable_development_goals_are_complete_and_told_apart() -> None:
    targets = sdg_targets()
    goals = Counter(int(target.number.partition(".")[0]) for target in targets)
    assert [goals[goal] for goal in range(1, 18)] == [7, 8, 13, 10, 9, 8, 5, 12, 8, 10, 10, 11, 5, 10, 12, 12, 19]
    assert len({target.text for target in targets}) == len({target.iri for target in targets}) == 169
    assert targets[0].iri == "http://metadata.un.org/sdg/1.1"


def test_a_mapping_to_what_the_graph_does_not_hold_says_its_name() -> None:
    told = LinkMapping(
        "https://e.org/a",
        Kind.CONTRIBUTES.value,
        "http://metadata.un.org/sdg/6.1",
        Decimal("0.5"),
        "CompositeMatching",
        "t",
        "1",
        "2026-01-01",
        object_label="Agua potable",
    )
    quads = [str(quad) for quad in mapping_quads([told], Mint("https://e.org/"))]
    assert any("object_label" in quad and '"Agua potable"@es' in quad for quad in quads)


def test_neighbours_are_those_that_comparing_all_finds() -> None:
    chance = np.random.default_rng(1)
    vectors = chance.normal(size=(300, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    owners = (np.arange(300) % 3).astype(np.int32)
    rows, columns = nearest(vectors, vectors, 5, owners, owners)
    scores = vectors @ vectors.T
    scores[owners[:, None] == owners[None]] = -2
    for row in range(300):
        assert set(columns[rows == row]) == set(np.argsort(-scores[row])[:5])


def test_mutual_is_one_only_where_both_are_each_others_first() -> None:
    one, other = np.array([0, 0, 1]), np.array([2, 3, 3])
    assert mutual(np.array([0.9, 0.5, 0.8], np.float32), one, other, 4).tolist() == pytest.approx(
        [1.0, 1 / np.sqrt(4), 1.0]
    )


def link(one: str, other: str, score: str, *, refused: bool = False) -> LinkMapping:
    return LinkMapping(one, Kind.SIMILAR.value, other, Decimal(score), "CompositeMatching", "t", "1", "", "", refused)


def test_a_chain_of_links_is_no_group_and_a_refusal_keeps_goals_apart() -> None:
    chain = [link("a", "b", "0.9"), link("b", "c", "0.8"), link("c", "d", "0.7"), link("d", "e", "0.6")]
    assert max(map(len, goal_groups(chain))) < 5
    triangle = [link("a", "b", "0.9"), link("b", "c", "0.8"), link("a", "c", "0.7")]
    assert goal_groups(triangle) == [("a", "b", "c")]
    assert goal_groups([*triangle[:2], link("a", "c", "0.7", refused=True)]) == [("a", "b")]


def decided(number: int, score: float, verdict: Verdict) -> Decision:
    return Decision(f"a:{number}", f"b:{number}", Kind.SIMILAR, verdict, "Ana", "2022-01-01", score)


def test_scores_move_towards_what_reviewers_accept_and_not_for_a_few_decisions() -> None:
    few = [decided(n, 0.5, Verdict.ACCEPT) for n in range(LEAST - 1)]
    assert trust_of(few) == Trust(0.0, LEAST - 1)
    many = [decided(n, 0.5, Verdict.ACCEPT) for n in range(2 * LEAST)]
    assert 0.5 < trust_of(many).adjusted(0.5) < 1
    strict = [decided(n, 0.8, Verdict.REFUSE) for n in range(2 * LEAST)]
    assert trust_of(strict).adjusted(0.8) < 0.5
    fair = [decided(n, 0.5, Verdict.ACCEPT if n % 2 else Verdict.REFUSE) for n in range(2 * LEAST)]
    assert trust_of(fair).adjusted(0.5) == pytest.approx(0.5)


def test_the_shipped_weights_speak_in_the_direction_of_their_feature() -> None:
    model = load_model()
    for view in model.views.values():
        for name, weight in zip(FEATURES, view.weights, strict=True):
            assert weight <= 0 if name in AGAINST else weight >= 0
    assert 0 < model.propose < model.accept < 1


def test_halves_part_the_municipalities_differently_and_always_alike() -> None:
    found = list(halves(list("abcdef"), 4))
    assert found == list(halves(list("fedcba"), 4))
    assert len(set(found)) == 4
    assert {len(half) for half in found} == {3}


HEAD = "entidad\tmeta_texto\tprograma\tunidad\tmeta_cuatrienio\tcod_indicador_mga\tindicador_mga\n"


def write(path: Path, *rows: str) -> Path:
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_goals_of_one_code_answer_each_other_across_municipalities_only(tmp_path: Path) -> None:
    table = write(
        tmp_path / "metas.tsv",
        "Uno\tPlantar árboles\tBosques\tNúmero\t10\t320101100\tPlántulas sembradas en viveros\t",
        "Uno\tReforestar riberas\tBosques\tNúmero\t3\t320101100\tPlántulas sembradas en viveros",
        "Dos\tSembrar 50 árboles\tBosques\tNúmero\t50,5\t320101100\tPlántulas sembradas en viveros",
        "Dos\tCapacitar\tBosques\tNúmero\t1\t320102200\tPersonas capacitadas",
        "Uno\tCapacitar\tSalud\tNúmero\t1\t190102200\tPersonas capacitadas",
    )
    labelled = read_labelled(table)
    assert labelled.answers(np.ones(5, dtype=np.bool_)) == {0: [2], 1: [2], 2: [0, 1]}
    assert labelled.generic.tolist() == [False, False, False, True, True]
    assert labelled.things[2].planned == 50.5
    bare = read_labelled(table, fields=False).things[0]
    assert (bare.text, bare.themes, bare.unit, bare.planned) == ("Plantar árboles", (), "", None)


def test_a_table_without_the_needed_columns_says_which(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("entidad\tmeta_texto\nUno\tPlantar\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="cod_indicador_mga"):
        read_labelled(path)


def test_ranking_shares_places_among_equals_and_knows_its_interval() -> None:
    scores = np.array([[0, 3, 2, 2, 1]] * 5, dtype=np.float32)
    allowed = np.ones((5, 5), dtype=np.bool_)
    found = rank(scores, {0: [1], 4: [2]}, allowed)
    assert found.first.tolist() == [1.0, 0.0]
    assert found.reciprocal.tolist() == pytest.approx([1.0, 1 / 2.5])
    low, high = interval(np.array([0.0, 1.0] * 50))
    assert low < 0.5 < high


def invented_plans(path: Path) -> Path:
    """Write four towns that want eight things, each in words of its own, under programmes with like names."""
    wants = [
        (
            "320101100",
            "Bosques",
            "Plántulas sembradas",
            ["árboles nativos", "plántulas nativas", "vivero", "reforestar"],
        ),
        ("330102200", "Cultura", "Bibliotecas dotadas", ["biblioteca", "libros", "sala lectura", "lectores"]),
        ("240103300", "Vías", "Puentes construidos", ["puente", "paso elevado", "puente peatonal", "viaducto"]),
        ("190104400", "Salud", "Vacunas aplicadas", ["vacunas", "niños vacunados", "inmunización", "dosis"]),
        ("400105500", "Agua", "Acueductos optimizados", ["acueducto", "red agua", "tubería agua", "agua potable"]),
        (
            "430106600",
            "Deporte",
            "Canchas adecuadas",
            ["cancha", "cancha techada", "polideportivo", "escenario deportivo"],
        ),
    ]
    rows = [
        f"Villa {town}\tRealizar {words[town]} {town}{number}\t{programme}\tNúmero\t{number + 1}\t{code}\t{indicator}"
        for number, (code, programme, indicator, words) in enumerate(wants)
        for town in range(4)
    ]
    return write(path, *rows)


def test_linking_is_measured_beside_its_rivals_on_towns_it_has_not_learnt_from(tmp_path: Path) -> None:
    labelled = read_labelled(invented_plans(tmp_path / "metas.tsv"))
    found = evaluate_halves(labelled, load_encoder(), {})
    rows = {str(row["method"]): row for row in found.rows()}
    assert set(rows) == {"BM25", "TF-IDF", "encoder", "linking"}
    assert rows["linking"]["recall@1"] > rows["BM25"]["recall@1"]
    assert 0 <= rows["BM25"]["interval"][0] <= rows["BM25"]["gain"] <= rows["BM25"]["interval"][1]
    assert "linking" in table(found)


def test_calibration_tells_precision_and_recall_of_what_it_accepts() -> None:
    outcome = Calibration(np.array([0.9, 0.85, 0.6, 0.1]), np.array([1.0, 1.0, 0.0, 1.0]))
    assert outcome.accepted(0.8) == pytest.approx((1.0, 2 / 3))
    assert [row[1] for row in outcome.curve()] == [1, 1, 2]
    assert outcome.brier == pytest.approx((0.01 + 0.0225 + 0.36 + 0.81) / 4)


def test_judged_pairs_of_another_table_are_refused(tmp_path: Path) -> None:
    labelled = read_labelled(invented_plans(tmp_path / "metas.tsv"))
    judged = tmp_path / "judged.tsv"
    judged.write_text("a\tb\tsame\tcheck\n0\t1\t1\t00000000\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="no son las metas"):
        read_judged(judged, labelled)
