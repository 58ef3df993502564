"""Where a document is silent, the name of its file may say whose it is: one government without doubt, and told."""

from __future__ import annotations

import pytest
from understanding import understand

from kg.errors import UnknownIdentity
from kg.families import load_families, recognise
from kg.identify import identify
from kg.read import read_document
from kg.registry import load_registry
from kg.tally import is_task

TABLE = """id\tsistema\tmeta\tresponsable
M1\tBiofísico\tAumentar a 30 hectáreas el bosque protegido hasta el 2027\tDirección de Ambiente
M2\tSocial\tMantener a 400 niños en los centros infantiles hasta el 2027\tAcción Social
"""


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("montecristi-metas.tsv", "gad-1309"),
        ("METAS_MONTECRISTI_2023.tsv", "gad-1309"),
        ("gad-municipal-de-alausi-metas.tsv", "gad-0602"),
        ("metas-manabi.tsv", "gad-13"),
        ("metas-canton-loja.tsv", "gad-1101"),
        ("prefectura-de-loja-metas.tsv", "gad-11"),
    ],
)
def test_one_government_in_the_name_of_the_file_is_taken_and_told(name: str, key: str) -> None:
    document = read_document(name, TABLE.encode())
    identity, problems = identify(document, recognise(document, load_families()), load_registry())
    assert (identity.institution.key, identity.institution_basis) == (key, f"el nombre del archivo («{name}»)")
    assert "institucion-del-archivo" in {problem.code for problem in problems}
    assert not is_task("institucion-del-archivo")


@pytest.mark.parametrize(
    "name", ["metas.tsv", "loja-metas.tsv", "metas-olmedo.tsv", "santa-rosa.tsv", "alausi-y-guano.tsv"]
)
def test_a_name_of_which_several_have_a_government_says_nothing(name: str) -> None:
    with pytest.raises(UnknownIdentity):
        understand(name, TABLE.encode())


def test_what_the_document_says_is_stronger() -> None:
    report = understand("montecristi-metas.tsv", ("GAD Municipal de Alausí\n" + TABLE).encode())
    assert report.identity.institution.key == "gad-0602"
