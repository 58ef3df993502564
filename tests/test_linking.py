"""Links between goals: what is proposed and why, what people decide, and that no rebuild forgets it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from api.services import Services, open_services
from api.settings import Settings
from kg.errors import NotHere
from kg.store import Iri, Store
from search.linking.decisions import NAME, Decision, DecisionError, Decisions, Verdict
from search.linking.model import Kind
from search.linking.view import LinkView

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
TOWN, PARISH, PLAN = (
    "san-isidro-rendicion-2021.txt",
    "loma-supuesta-lotaip-2024.csv",
    "san-isidro-plan-de-trabajo-2022.txt",
)
OLDER = "gad-municipal-san-isidro-ejemplo/2021/19"
TODAY = "2022-02-03"


def build(folder: Path, *names: str) -> Services:
    services = open_services(Settings(release=folder))
    services.build([EXAMPLES / name for name in names])
    return services


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return build(tmp_path_factory.mktemp("links") / "release", TOWN, PARISH, PLAN)


@pytest.fixture
def view(services: Services, tmp_path: Path) -> LinkView:
    """Return the links of the shared release with decisions of this test alone."""
    found = services.links()
    return LinkView(found.store, found.encoder, Decisions(tmp_path))


def predicates(store: Store, one: str, other: str) -> set[str]:
    query = "SELECT ?a ?b ?p WHERE { GRAPH ?g { ?a ?p ?b } }"
    rows = store.select(query, {"a": Iri(one), "b": Iri(other)}).rows
    return {str(row["p"]).rpartition("#")[2] for row in rows}


def test_the_goal_most_like_one_elsewhere_comes_first_with_its_reasons(view: LinkView) -> None:
    answer = view.similar(OLDER, k=3).as_dict()
    first = answer["hits"][0]
    assert answer["status"] == "complete"
    assert first["label"].endswith("Atender al menos a 140 personas adultas mayores")
    assert {"mayores", "adultas"} & {word.replace("adultos", "adultas") for word in first["why"]["shared"]}
    assert sum(one["adds"] for one in first["why"]["features"].values()) > 0
    assert [hit["score"] for hit in answer["hits"]] == sorted((hit["score"] for hit in answer["hits"]), reverse=True)
    assert answer["goal"]["institution"] != first["institution"]


def test_a_goal_is_found_by_its_end_and_an_unclear_name_says_what_to_give(view: LinkView) -> None:
    assert view.resolve(OLDER).endswith(OLDER)
    with pytest.raises(NotHere, match="No hay ninguna meta «nada»"):
        view.resolve("nada")


def test_links_stand_in_a_graph_of_their_own_as_mappings_and_as_plain_triples(services: Services) -> None:
    store = services.store()
    query = """SELECT ?enlace ?a ?p ?b ?puntaje WHERE { GRAPH grafo:enlaces {
        ?enlace a owl:Axiom ; owl:annotatedSource ?a ; owl:annotatedProperty ?p ; owl:annotatedTarget ?b ;
            sssom:similarity_score ?puntaje ; sssom:mapping_justification ?j ; sssom:mapping_tool_version ?v ;
            sssom:mapping_date ?fecha . ?a ?p ?b . } }"""
    rows = store.select(query).rows
    assert {str(row["p"]).rpartition("#")[2] for row in rows} >= {"similarA", "posibleRespuestaA"}
    assert all(0 <= float(str(row["puntaje"])) <= 1 for row in rows)
    assert not store.ask("ASK { ?a rc:similarA ?b . ?a rc:institucion ?i . ?b rc:institucion ?i }")
    assert not store.ask("ASK { ?a rc:similarA|^rc:similarA ?b . ?a a skos:Concept }")


def test_units_are_linked_by_what_they_are_in_charge_of_and_goals_that_say_nothing_are_not(tmp_path: Path) -> None:
    text = (EXAMPLES / PARISH).read_text(encoding="utf-8").replace("Loma Supuesta", "Cerro Fingido")
    rows = [",".join([*row.split(",")[:-2], "Cumplir el plan", row.split(",")[-1]]) for row in text.splitlines()[3:]]
    twin = tmp_path / "cerro.csv"
    twin.write_text("\n".join([*text.splitlines()[:3], *rows]), encoding="utf-8")
    services = open_services(Settings(release=tmp_path / "release"))
    services.build([EXAMPLES / PARISH, EXAMPLES / TOWN, twin])
    view = services.links()
    corpus = view.corpus
    kinds = {thing.iri: thing.type for thing in corpus.things}
    speaks = dict(zip(kinds, corpus.says.tolist(), strict=True))
    akin = [one for one in view.mappings() if one.predicate == Kind.AKIN.value]
    assert akin
    assert all("Unidad" in (kinds[one.subject], kinds[one.object]) for one in akin)
    linked = {end for one in view.mappings() for end in (one.subject, one.object) if kinds[end] == "Meta"}
    silent = {thing.iri for thing in corpus.things if thing.text == "Cumplir el plan"}
    assert silent
    assert not silent & linked
    assert all(speaks[end] == 0 for end in silent)
    institutions = {thing.iri: thing.institution for thing in corpus.things}
    assert all(institutions[one.subject] != institutions[one.object] for one in akin)


def test_activities_in_the_words_of_an_agreement_are_certain_and_others_are_scored(services: Services) -> None:
    found = [one for one in services.links().mappings() if one.predicate == Kind.ANSWERS.value]
    stated = services.store().select("SELECT ?a ?b WHERE { ?a rc:atiende ?b }").rows
    literal = {(one.subject, one.object) for one in found if one.justification == "LexicalMatching"}
    assert literal == {(str(row["a"]), str(row["b"])) for row in stated}
    assert all(one.score == 1 for one in found if (one.subject, one.object) in literal)
    assert all(one.score < 1 for one in found if (one.subject, one.object) not in literal)


def test_the_same_input_gives_the_same_links(services: Services, tmp_path: Path) -> None:
    again = build(tmp_path / "release", PLAN, PARISH, TOWN)
    assert again.release().manifest.graph_hash == services.release().manifest.graph_hash


def test_decisions_survive_rebuilds_refusals_included(tmp_path: Path) -> None:
    services = build(tmp_path / "release", TOWN, PARISH)
    view = services.links()
    liked, disliked = [one for one in view.mappings() if one.predicate == Kind.SIMILAR.value][:2]
    view.decide(liked.subject, liked.object, Verdict.ACCEPT, None, "Ana", TODAY, services.base())
    view.decide(disliked.object, disliked.subject, Verdict.REFUSE, None, "Luis", TODAY, services.base())
    text = (tmp_path / "release" / NAME).read_bytes()

    services = build(tmp_path / "release", TOWN, PARISH)
    assert predicates(services.store(), liked.subject, liked.object) == {"similarA"}
    assert predicates(services.store(), disliked.subject, disliked.object) == set()
    kept = {(one.subject, one.object): one for one in services.links().mappings()}
    assert kept[liked.subject, liked.object].justification == "ManualMappingCuration"
    assert kept[disliked.subject, disliked.object].refused
    assert kept[disliked.subject, disliked.object].reviewer == "Luis"
    shown = services.links().similar(disliked.subject, k=100).as_dict()["hits"]
    assert disliked.object not in {hit["iri"] for hit in shown}

    services = build(tmp_path / "release", TOWN)
    gone = services.links().vanished()
    assert len(gone) == 2
    assert all("loma-supuesta" in missing[0] for _, missing in gone)
    assert (tmp_path / "release" / NAME).read_bytes() == text

    services = build(tmp_path / "release", TOWN, PARISH)
    assert predicates(services.store(), liked.subject, liked.object) == {"similarA"}
    assert services.links().vanished() == []


def test_the_last_decision_counts_and_another_kind_replaces_the_first(view: LinkView, services: Services) -> None:
    one = view.waiting(Kind.SIMILAR)[0]
    view.decide(one.subject, one.object, Verdict.ACCEPT, None, "Ana", TODAY, services.base())
    view.decide(one.subject, one.object, Verdict.ACCEPT, Kind.RESTATED, "Ana", TODAY, services.base())
    now = [each for each in view.mappings() if {each.subject, each.object} == {one.subject, one.object}]
    assert [each.predicate for each in now] == [Kind.RESTATED.value]
    assert len(view.decisions.all()) == 2


def test_nobody_decides_without_a_name_or_about_what_is_not_there(view: LinkView, services: Services) -> None:
    one = view.waiting()[0]
    with pytest.raises(DecisionError, match="--reviewer"):
        view.decide(one.subject, one.object, Verdict.ACCEPT, None, " ", TODAY, services.base())
    with pytest.raises(NotHere):
        view.decide(one.subject, "https://example.org/x", Verdict.ACCEPT, None, "Ana", TODAY, services.base())
    assert not view.decisions.path.exists()


def test_a_table_goes_out_and_its_decisions_come_in_elsewhere(
    view: LinkView, services: Services, tmp_path: Path
) -> None:
    yes, no = view.waiting(Kind.SIMILAR)[:2]
    view.decide(yes.subject, yes.object, Verdict.ACCEPT, None, "Ana", TODAY, services.base())
    view.decide(no.subject, no.object, Verdict.REFUSE, None, "Ana", TODAY, services.base())
    output = io.StringIO()
    count = view.write(output, services.base())
    table = tmp_path / "enlaces.sssom.tsv"
    table.write_text(output.getvalue(), encoding="utf-8")
    assert count == len(view.mappings()) == len(output.getvalue().splitlines()) - 8

    other = LinkView(view.store, view.encoder, Decisions(tmp_path / "otra"))
    assert other.take(table, "Eva", services.base()) == 2
    assert other.take(table, "Eva", services.base()) == 0
    assert other.decisions.in_force().keys() == view.decisions.in_force().keys()
    refused = other.decisions.in_force()[min(no.subject, no.object), max(no.subject, no.object)]
    assert (refused.verdict, refused.reviewer) == (Verdict.REFUSE, "Ana")


def test_a_line_that_nobody_understands_names_its_number(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    good = Decision("a:1", "a:2", Kind.SIMILAR, Verdict.ACCEPT, "Ana", TODAY)
    decisions.add([good], "https://example.org/")
    with decisions.path.open("a", encoding="utf-8") as stream:
        stream.write("a:1\t\t\tskos:exactMatch\ta:3\t\tsemapv:ManualMappingCuration\tAna\t2022-01-01\t\t\n")
    with pytest.raises(DecisionError, match="línea 8"):
        decisions.all()


def test_a_quotation_mark_hides_no_later_decision_and_a_file_keeps_its_columns(tmp_path: Path) -> None:
    decisions = Decisions(tmp_path)
    columns = "object_id subject_id predicate_id mapping_date reviewer_label predicate_modifier subject_label comment"
    decisions.path.write_text(columns.replace(" ", "\t") + "\n", encoding="utf-8")
    open_quote = Decision("a:1", "a:2", Kind.SIMILAR, Verdict.ACCEPT, "Ana", TODAY, source_label='"Quito\tlimpio')
    refused = Decision("a:1", "a:3", Kind.SIMILAR, Verdict.REFUSE, "Luis", TODAY, comment='otra "cosa"')
    decisions.add([open_quote, refused], "https://example.org/")
    again = decisions.all()
    assert [one.source_label for one in again] == ['"Quito limpio', ""]
    assert again[1] == refused


def test_review_asks_and_keeps_what_is_answered(services: Services) -> None:
    path = services.settings.release / NAME
    run = CliRunner().invoke(
        main, ["review", "--release", str(services.settings.release), "--kind", "similarA"], input="Ana\na\nr\ns\nt\n"
    )
    try:
        assert run.exit_code == 0, run.output
        assert "2 decisiones guardadas" in run.output
        verdicts = [one.verdict for one in Decisions(services.settings.release).all()]
        assert verdicts == [Verdict.ACCEPT, Verdict.REFUSE]
    finally:
        path.unlink()


def test_groups_compare_the_figures_of_goals(view: LinkView) -> None:
    groups = [group.as_dict() for group in view.groups()]
    older = next(group for group in groups if "mayores" in group["label"])
    assert len({goal["institution"]["iri"] for goal in older["goals"]}) == 2
    assert {goal["planned"] for goal in older["goals"]} >= {1500.0, 140.0}


def test_a_release_without_goals_has_no_links(tmp_path: Path) -> None:
    nothing = tmp_path / "nada.txt"
    nothing.write_text("Nada que ver con metas.\n", encoding="utf-8")
    services = open_services(Settings(release=tmp_path / "release"))
    services.build([nothing])
    assert services.links().as_dict() == {"status": "empty", "total": 0, "links": [], "vanished": []}
