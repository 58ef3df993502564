"""Whose report is it where no title says so: hosts, lines outside the table and the name of the file that agree."""

from __future__ import annotations

import pytest

from kg.errors import UnknownIdentity
from kg.families import load_families, recognise
from kg.identify import identify
from kg.model import Identity, Problem
from kg.read import read_document
from kg.registry import load_registry
from kg.signs import _run

HEAD = """Formato de transparencia
Art. 7 de la Ley Orgánica de Transparencia y Acceso a la Información Pública - LOTAIP
Literal a4) Las metas y objetivos de las unidades administrativas de conformidad con sus programas operativos
No.\tDescripción de la unidad\tObjetivo de la unidad\tIndicador\tMeta cuantificable
1\tCoordinación\tConducir la gestión\tConvenios suscritos\tSuscribir 5 convenios
2\tUnidad de Aguas\tCuidar las fuentes{}\tHectáreas\tConservar 40 hectáreas
FECHA ACTUALIZACIÓN DE LA INFORMACIÓN:\t\t\t31/08/2022\t
"""
MAIL = "CORREO ELECTRÓNICO DEL O LA RESPONSABLE DE LA UNIDAD POSEEDORA DE LA INFORMACIÓN:\t\t\tinfo@{}\t\n"


def told(name: str, host: str = "", foot: str = "", row: str = "") -> tuple[Identity, list[Problem]]:
    text = HEAD.format(row) + (MAIL.format(host) if host else "") + (f"\n{foot}\n" if foot else "")
    return whose(name, text)


def whose(name: str, text: str) -> tuple[Identity, list[Problem]]:
    document = read_document(name, text.encode())
    identity, problems = identify(document, recognise(document, load_families()), load_registry())
    return identity, list(problems)


def codes(problems: list[Problem]) -> list[str]:
    return [one.code for one in problems if one.code.startswith(("inst", "ident", "territ"))]


@pytest.mark.parametrize(
    ("name", "host", "key", "printed"),
    [
        ("consorcio-molinuco-lotaip-2022.txt", "consorciomolinuco.gob.ec", "consorcio-molinuco", "Consorcio Molinuco"),
        ("molinuco-lotaip.txt", "consorciodelmolinuco.org", "consorcio-molinuco", "Consorcio Molinuco"),
        ("consorcio-del-molinuco.txt", "molinuco.gob.ec", "consorcio-molinuco", "Consorcio del Molinuco"),
        ("lotaip_mancomunidad_rio_sereno.txt", "mancomunidadriosereno.gob.ec", "mancomunidad-rio-sereno", None),
        ("ep-aguas-rio-sereno.txt", "aguasriosereno-ep.gob.ec", "empresa-publica-aguas-rio-sereno", None),
        ("punta-serena-lotaip.txt", "autoridadportuariapuntaserena.gob.ec", "autoridad-portuaria-punta-serena", None),
        ("punta-serena-lotaip.txt", "www.prefecturapuntaserena.gob.ec", "gad-provincial-punta-serena", None),
        ("lotaip-villa-serena-2023.txt", "municipiodevillaserena.gob.ec", "gad-municipal-villa-serena", None),
        ("lotaip-alausi.txt", "bomberosalausi.gob.ec", "cuerpo-bomberos-0602", "Cuerpo de Bomberos de Alausí"),
    ],
)
def test_a_host_and_the_name_of_the_file_agree(name: str, host: str, key: str, printed: str | None) -> None:
    identity, problems = told(name, host)
    assert identity.institution.key == key
    assert printed in (None, identity.institution.name)
    assert f"el nombre del archivo («{name}»), que concuerda con el dominio del correo {host}, línea 8" in (
        identity.institution_basis
    )
    assert "institucion-inferida" in codes(problems)
    assert ("territorio-fuera-del-registro" in codes(problems)) is key.startswith("gad-")


@pytest.mark.parametrize("name", ["informe.txt", "consorcio-molinuco.txt"])
def test_a_line_below_the_table_gives_the_whole_name_and_the_host_agrees(name: str) -> None:
    foot = "Consorcio de Municipios del Molinuco. Todos los derechos reservados."
    identity, problems = told(name, "consorciomolinuco.gob.ec", foot)
    assert (identity.institution.name, identity.institution.kind) == (
        "Consorcio de Municipios del Molinuco",
        "consorcio",
    )
    assert "línea 10, que concuerda con el dominio del correo" in identity.institution_basis
    assert (name in identity.institution_basis) is name.startswith("consorcio")
    assert codes(problems) == ["institucion-inferida"]


def test_a_mention_in_a_row_agrees_with_a_mail_but_not_with_a_link() -> None:
    row = " que son de la Mancomunidad de Pueblos del Molinuco"
    assert told("informe.txt", "mancomunidadmolinuco.gob.ec", row=row)[0].institution.kind == "mancomunidad"
    with pytest.raises(UnknownIdentity):
        told("informe.txt", foot="Ver https://mancomunidadmolinuco.gob.ec", row=row)


def test_a_line_alone_is_taken_with_a_problem() -> None:
    identity, problems = told("informe.txt", foot="2022 Patronato Provincial de Molinuco")
    assert identity.institution.key == "patronato-provincial-molinuco"
    assert codes(problems) == ["institucion-inferida"]
    assert "solo por una línea" in problems[0].message


def test_of_two_lines_the_one_that_another_sign_repeats_is_taken_and_the_other_is_told() -> None:
    foot = "Consorcio de Aguas del Molinuco\nMancomunidad del Río Sereno"
    with pytest.raises(UnknownIdentity):
        told("informe.txt", foot=foot)
    for name, host in (("rio-sereno.txt", ""), ("informe.txt", "mancomunidadriosereno.gob.ec")):
        identity, problems = told(name, host, foot)
        assert identity.institution.key == "mancomunidad-rio-sereno"
        assert codes(problems) == ["institucion-inferida", "identidad-en-conflicto"]
        assert "Consorcio de Aguas del Molinuco" in problems[1].message


@pytest.mark.parametrize(
    ("name", "host", "foot"),
    [
        ("consorcio-molinuco-lotaip-2022.txt", "", ""),  # the name of the file alone
        ("informe.txt", "consorciomolinuco.gob.ec", ""),  # the host alone
        ("consorcio-rio-sereno.txt", "consorciomolinuco.gob.ec", ""),  # they say two things
        ("mancomunidad-molinuco.txt", "consorciomolinuco.gob.ec", ""),  # and two kinds
        ("molinuco.txt", "molinuco.gob.ec", ""),  # no kind
        ("sereno.txt", "episereno.gob.ec", ""),
        ("sereno.txt", "epsereno.gob.ec", ""),  # two letters are too few to tell a kind
        ("informe.txt", "gmail.com", "Firmado por el Consorcio de Aguas del Molinuco"),  # the line is more than a name
    ],
)
def test_what_does_not_agree_is_refused(name: str, host: str, foot: str) -> None:
    with pytest.raises(UnknownIdentity, match="qué institución publica"):
        told(name, host, foot)


def test_a_government_that_the_registry_knows_by_its_mail_stays() -> None:
    identity, _ = told("molinuco.txt", "guano.gob.ec", "Empresa Pública de Aseo de Guano")
    assert identity.institution.key == "gad-0607"


def test_a_port_authority_is_known_by_its_title() -> None:
    text = "Metas - Autoridad Portuaria Municipal de Punta Serena (inventada)\n" + HEAD.format("")
    assert whose("x.txt", text)[0].institution.key == "autoridad-portuaria-municipal-punta-serena"


@pytest.mark.parametrize(
    ("words", "letters", "run"),
    [
        ("municipios del rio claro", "rioclaro", (2, 4)),
        ("municipios del rio claro", "delrioclaro", (1, 4)),
        ("municipios del rio claro", "municipiosrioclaro", (0, 4)),
        ("la paz", "lapaz", (0, 2)),
        ("rio claro", "rio", None),
        ("rio claro", "ioclaro", None),
    ],
)
def test_words_run_together(words: str, letters: str, run: tuple[int, int] | None) -> None:
    assert _run(tuple(words.split()), letters) == run
