"""Whose report is it, and of which period: invented reports in the spellings that hidden ones may use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KnowledgeError, UnknownIdentity
from kg.identify import identify
from kg.model import Identity, Line, Period, Place, Problem, SourceRow, Span, Text
from kg.read import read_document
from kg.registry import load_registry
from kg.sidecar import Sidecar, parse_sidecar

TABLE = "No.\tDescripción de la unidad\tObjetivo de la unidad\tIndicador\tMeta cuantificable\n1\tA\tB\tC\tD"


@dataclass(frozen=True)
class Family:
    document_type: str = "matriz-poa"
    title: str = "Metas del POA"
    country: str | None = None
    plan_kind: str | None = None


@dataclass(frozen=True)
class Recognised:
    family: Family = Family()
    rows: tuple[SourceRow, ...] = ()
    heading_lines: tuple[Line, ...] = ()


def told(
    text: str, kind: str = "matriz-poa", sidecar: Sidecar | None = None, rows: tuple[SourceRow, ...] = ()
) -> tuple[Identity, tuple[Problem, ...]]:
    document = read_document("informe.txt", text.encode())
    return identify(document, Recognised(Family(kind), rows), load_registry(), sidecar)


def updated(value: str) -> tuple[SourceRow, ...]:
    place = Place(Span(0, len(value)), 9, 9, 2)
    return (SourceRow("publicacion", {"actualizado": Text(value, place)}, {}, place),)


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("GAD MUNICIPAL DE RIOBAMBA", "gad-0601"),
        ("Gobierno Autónomo Descentralizado Municipal del Cantón Penipe", "gad-0609"),
        ("GOBIERNO AUTONOMO DESCENTRALIZADO MUNICIPAL DEL CANTON PUJILI", "gad-0504"),
        ("Gobierno Autónomo Descentralizado Municipal Intercultural del Cantón Cañar", "gad-0303"),
        ("G.A.D. Municipal de Salcedo", "gad-0505"),
        ("GADM Cotacachi", "gad-1003"),
        ("I. Municipalidad de Ambato", "gad-1801"),
        ("M. I. MUNICIPALIDAD DE GUAYAQUIL", "gad-0901"),
        ("Ilustre Municipio de Loja", "gad-1101"),
        ("Municipio de Tabacundo", "gad-1704"),
        ("Alcaldía de Cuenca", "gad-0101"),
        ("GAD del cantón La Concordia", "gad-2302"),
        ("GAD Municipal de Santo Domingo", "gad-2301"),
        ("GAD Municipal de Quito", "gad-1701"),
        ("MUNICIPIO DEL DISTRITO METROPOLITANO DE QUITO", "gad-1701"),
        ("MDMQ", "gad-1701"),
        ("GADMCA AMBATO", "gad-1801"),
        ("GAD de Penipe", "gad-0609"),
        ("gad municipal de mera", "gad-1602"),
        ("GAD Municipal Santa Cruz - Galápagos", "gad-2003"),
        ("MANCOMUNIDAD DEL PUEBLO CAÑARI 2021", "mancomunidad-pueblo-canari"),
        ("Empresa Pública Municipal de Agua Potable de Ambato EP-EMAPA-A", "ep-emapa-a"),
        ("EMPRESA PUBLICA METROPOLITANA DE ASEO - EMASEO EP", "emaseo-ep"),
        ("CONSEJO DE PARTICIPACIÓN CIUDADANA Y CONTROL SOCIAL - GAD MUNICIPAL DE BALAO", "gad-0903"),
        ("Formulario del CPCCS para el GAD Provincial de Napo", "gad-15"),
        ("Prefectura del Guayas", "gad-09"),
        ("GOBIERNO PROVINCIAL DE LOS RIOS", "gad-12"),
        ("Gobierno Autónomo Descentralizado de la Provincia de Bolívar", "gad-02"),
        ("GAD Provincial de Santo Domingo de los Tsáchilas", "gad-23"),
        ("H. Consejo Provincial de Tungurahua", "gad-18"),
        ("GAD Provincial de Esmeraldas", "gad-08"),
        ("GAD Municipal de Esmeraldas", "gad-0801"),
        ("GAD Municipal del cantón Pichincha", "gad-1311"),
        ("GAD Municipal del cantón Bolívar, provincia de Manabí", "gad-1302"),
        ("GAD MUNICIPAL DE OLMEDO - LOJA", "gad-1116"),
        ("GAD Parroquial Rural de San José de Minas", "gad-170181"),
        ("JUNTA PARROQUIAL DE AMAGUAÑA", "gad-170152"),
        ("GADPR Malacatos", "gad-110156"),
        ("Gobierno Autónomo Descentralizado de la Parroquia Rural Santa Rosa, cantón Ambato", "gad-180165"),
        ("Consorcio de Gobiernos Autónomos Provinciales del Ecuador", "congope"),
        ("Asociación de Municipalidades Ecuatorianas - AME", "ame"),
        ("CONSEJO DE GOBIERNO DEL RÉGIMEN ESPECIAL DE GALÁPAGOS", "cgreg"),
        ("Cuerpo de Bomberos del cantón Otavalo", "cuerpo-bomberos-1004"),
        ("REGISTRO DE LA PROPIEDAD DEL CANTÓN MEJÍA", "registro-propiedad-1703"),
        ("Administración Zonal Quitumbe", "gad-1701-az-quitumbe"),
        ("Empresa Pública Municipal de Aseo de Riobamba (EMAR-EP)", "emar-ep"),
    ],
)
def test_title_names_the_institution(title: str, key: str) -> None:
    identity, problems = told(f"{title}\nRENDICIÓN DE CUENTAS 2022\n\n{TABLE}")
    assert (identity.institution.key, problems) == (key, ())
    assert "línea 1" in identity.institution_basis
    assert identity.period == Period(2022, 2022)


def test_unknown_territory_keeps_its_name_and_is_reported() -> None:
    identity, problems = told(f"GAD MUNICIPAL DE SAN ISIDRO DEL EJEMPLO\nRENDICION DE CUENTAS 2019\n\n{TABLE}")
    institution = identity.institution
    assert (institution.key, institution.kind) == ("gad-municipal-san-isidro-ejemplo", "gad-municipal")
    assert (institution.name, institution.place) == ("GAD Municipal de San Isidro del Ejemplo", None)
    assert [problem.code for problem in problems] == ["territorio-fuera-del-registro"]
    assert "no está en el registro" in identity.institution_basis


@pytest.mark.parametrize("name", ["Bolívar", "OLMEDO"])
def test_homonyms_without_context_stay_open(name: str) -> None:
    identity, problems = told(f"GAD Municipal de {name}\n\n{TABLE}")
    assert identity.institution.place is None
    assert [problem.code for problem in problems] == ["territorio-ambiguo"]


def test_homonyms_are_told_apart_by_their_province_elsewhere() -> None:
    identity, problems = told(f"GAD Municipal de Bolívar\nInforme 2021\n\n{TABLE}\nObras en la provincia de Carchi.")
    assert (identity.institution.key, problems) == ("gad-0402", ())


def test_government_without_level_follows_the_text() -> None:
    body = "La Prefecta presentó el informe. El viceprefecto coordinó con la prefectura."
    identity, _ = told(f"GAD de Loja\nInforme 2021\n\n{TABLE}\n{body}")
    assert identity.institution.key == "gad-11"
    body = "El Alcalde y el concejo cantonal aprobaron las obras. Los concejales debatieron."
    identity, _ = told(f"GAD de Loja\nInforme 2021\n\n{TABLE}\n{body}")
    assert identity.institution.key == "gad-1101"


def test_level_words_and_a_place_in_the_title_suffice() -> None:
    identity, _ = told("Acuerdos por Manabí\n\nLa gestión del Gobierno Provincial se concertará.\n")
    assert identity.institution.key == "gad-13"
    assert identity.period is None
    assert "no dice" in identity.period_basis


def test_mail_domain_identifies_and_the_line_is_given() -> None:
    text = f"{TABLE}\nCORREO:\t\t\t\tana.ruiz@municipiopenipe.gob.ec"
    identity, _ = told(text)
    assert identity.institution.key == "gad-0609"
    assert "municipiopenipe.gob.ec, línea 3" in identity.institution_basis


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("guano.gob.ec", "gad-0607"),
        ("gadmriobamba.gob.ec", "gad-0601"),
        ("prefecturaloja.gob.ec", "gad-11"),
        ("gadprsanjosedeminas.gob.ec", "gad-170181"),
        ("mail.conagopare.gob.ec", "conagopare"),
        ("santaana.gob.ec", "gad-1313"),
    ],
)
def test_hosts(host: str, key: str) -> None:
    identity, _ = told(f"{TABLE}\nCorreo:\t\t\t\tinfo@{host}")
    assert identity.institution.key == key


@pytest.mark.parametrize("host", ["gmail.com", "hotmail.es", "pichincha.gob.ec", "noexiste.gob.ec"])
def test_hosts_that_tell_nothing(host: str) -> None:
    with pytest.raises(UnknownIdentity, match="institucion:"):
        told(f"{TABLE}\nCorreo:\t\t\t\tinfo@{host}")


def test_title_beats_mail_and_the_conflict_is_reported() -> None:
    identity, problems = told(f"GAD Municipal de Guano\nInforme 2021\n\n{TABLE}\nCorreo:\t\t\t\tinfo@chambo.gob.ec")
    assert identity.institution.key == "gad-0607"
    assert [problem.code for problem in problems] == ["identidad-en-conflicto"]
    assert "Chambo" in problems[0].message


def test_company_may_use_the_mail_of_its_municipality() -> None:
    text = f"Empresa Pública Municipal de Aseo de Riobamba (EMAR-EP)\n\n{TABLE}\nCorreo:\t\t\t\tinfo@riobamba.gob.ec"
    identity, problems = told(text)
    assert identity.institution.parent is not None
    assert (identity.institution.parent.key, problems) == ("gad-0601", ())


def test_zone_belongs_to_the_sole_metropolitan_district_and_says_that_this_is_supposed() -> None:
    identity, _ = told("PLAN DE TRABAJO 2023\nADMINISTRACIÓN ZONAL LA DELICIA\n\n1. EJE SOCIAL\n", "plan-trabajo")
    institution = identity.institution
    assert institution.parent is not None
    assert (institution.parent.key, institution.place, institution.zone) == ("gad-1701", "1701", "La Delicia")
    assert "se supone" in identity.institution_basis


def test_zone_belongs_to_the_municipality_that_the_title_names() -> None:
    identity, _ = told("GAD Municipal de Guayaquil\nAdministración Zonal Norte\nPLAN DE TRABAJO 2023\n", "plan-trabajo")
    assert identity.institution.key == "gad-0901-az-norte"
    assert "se supone" not in identity.institution_basis


def test_body_that_depends_on_a_government_named_beside_it_speaks() -> None:
    identity, _ = told(f"GAD Municipal de Durán\nEmpresa Pública Municipal de Vivienda (VIVIR-EP)\n\n{TABLE}")
    assert identity.institution.key == "vivir-ep"
    assert identity.institution.parent is not None
    assert identity.institution.parent.key == "gad-0907"


def test_form_fields_name_the_institution_and_period() -> None:
    text = f"FORMULARIO DE INFORME\nNOMBRE DE LA INSTITUCIÓN:\tGAD Municipal de Chunchi\nPERIODO:\t2022\n\n{TABLE}"
    identity, _ = told(text)
    assert (identity.institution.key, identity.period) == ("gad-0605", Period(2022, 2022))
    assert identity.institution_basis.startswith("campo")


def test_names_in_the_text_vote() -> None:
    rows = "\n".join(f"{n}\tUnidad\tLos fines del GAD Municipal de Colta\tx\ty" for n in range(4))
    identity, _ = told(f"{TABLE}\n{rows}\n9\tUnidad\tConvenio con el GAD Provincial de Chimborazo\tx\ty")
    assert identity.institution.key == "gad-0603"


def test_a_government_named_once_yields_to_the_mail() -> None:
    row = "1\tUnidad\tConvenio con el GAD Provincial de Chimborazo\tx\ty"
    identity, _ = told(f"{TABLE}\n{row}\nCorreo:\t\t\t\tinfo@guano.gob.ec")
    assert identity.institution.key == "gad-0607"


def test_a_government_named_once_speaks_when_nothing_else_does() -> None:
    identity, problems = told(f"{TABLE}\n1\tUnidad\tFines del GAD Municipal de Villa Inventada\tx\ty")
    assert identity.institution.key == "gad-municipal-villa-inventada"
    assert [problem.code for problem in problems] == ["institucion-inferida", "territorio-fuera-del-registro"]


def test_two_governments_named_once_leave_it_open() -> None:
    row = "1\tUnidad\tEl GAD Municipal de Guano y el GAD Municipal de Chambo\tx\ty"
    with pytest.raises(UnknownIdentity):
        told(f"{TABLE}\n{row}")


def test_a_host_with_its_name_confirms_a_body_named_once() -> None:
    text = (
        f"{TABLE}\nCorreo:\t\t\t\tinfo@mancomunidadrioclaro.gob.ec\n\nMancomunidad del Río Claro. Todos los derechos."
    )
    identity, _ = told(text)
    assert (identity.institution.key, identity.institution.kind) == ("mancomunidad-rio-claro", "mancomunidad")


def test_acronym_speaks_when_it_dominates() -> None:
    rows = "\n".join(f"{n}\tUnidad\tServicios que presta la AME\tx\ty" for n in range(5))
    identity, _ = told(f"{TABLE}\n{rows}")
    assert identity.institution.key == "ame"


@pytest.mark.parametrize(
    ("title", "kind", "period"),
    [
        ("RENDICIÓN DE CUENTAS 2020", "matriz-poa", (2020, 2020)),
        ("Informe de Rendición de Cuentas del año 2021", "matriz-poa", (2021, 2021)),
        ("INFORME DE RENDICION DE CUENTAS\nPERIODO ENERO - DICIEMBRE 2022", "matriz-poa", (2022, 2022)),
        ("Rendición de cuentas: del 1 de enero al 31 de diciembre de 2023", "matriz-poa", (2023, 2023)),
        ("EVALUACIÓN DEL POA 2019", "matriz-poa", (2019, 2019)),
        (
            "Seguimiento al Plan de Desarrollo y Ordenamiento Territorial 2019-2023, año 2021",
            "matriz-poa",
            (2021, 2021),
        ),
        ("EJERCICIO FISCAL 2018", "matriz-poa", (2018, 2018)),
        ("Informe de gestión, período 2019-2023", "matriz-poa", (2019, 2023)),
        ("PLAN DE TRABAJO 2025\nProceso de Rendición de Cuentas 2024", "plan-trabajo", (2025, 2025)),
        ("Proceso de Rendición de Cuentas 2024\nPlan de Trabajo para el año 2025", "plan-trabajo", (2025, 2025)),
        ("Rendición de Cuentas 2021 (Ordenanza No. 045-2017)", "matriz-poa", (2021, 2021)),
    ],
)
def test_period_in_the_title(title: str, kind: str, period: tuple[int, int]) -> None:
    identity, _ = told(f"GAD Municipal de Guano\n{title}\n\n{TABLE}", kind)
    assert identity.period == Period(*period)
    assert "línea" in identity.period_basis


@pytest.mark.parametrize(
    "title",
    [
        "PDOT 2015-2025",
        "Plan de Desarrollo y Ordenamiento Territorial 2020-2030",
        "Cumplimiento de la Ley Orgánica reformada en 2014",
        "Resolución No. 012-2019 del concejo",
        "Telf. 2930153",
    ],
)
def test_years_of_norms_and_plans_are_no_period(title: str) -> None:
    identity, _ = told(f"GAD Municipal de Guano\n{title}\n\n{TABLE}")
    assert identity.period is None


def test_update_date_gives_the_year_and_a_different_plan_year_is_reported() -> None:
    text = f"GAD Municipal de Guano\n\n{TABLE}\n1\tA\tB\t% del POA 2021\tC\n2\tA\tB\t% del POA 2021\tC"
    identity, problems = told(text, "lotaip-a4", rows=updated("31/01/2022"))
    assert identity.period == Period(2022, 2022)
    assert "31/01/2022" in identity.period_basis
    assert [problem.code for problem in problems] == ["periodo-en-conflicto"]


def test_update_date_is_read_from_the_text_without_rows() -> None:
    text = f"GAD Municipal de Guano\n\n{TABLE}\nFECHA ACTUALIZACIÓN DE LA INFORMACIÓN:\t\t\t30/06/2023\t"
    assert told(text, "lotaip-a4")[0].period == Period(2023, 2023)


def test_sidecar_outweighs_the_document_and_the_conflict_is_reported() -> None:
    sidecar = parse_sidecar("institucion: gad-0604\nperiodo: 2020\ntitulo: Metas de Chambo", "informe.txt.yaml")
    identity, problems = told(f"GAD Municipal de Guano\nInforme 2021\n\n{TABLE}", sidecar=sidecar)
    assert (identity.institution.key, identity.period, identity.title) == (
        "gad-0604",
        Period(2020, 2020),
        "Metas de Chambo",
    )
    assert [problem.code for problem in problems] == ["identidad-en-conflicto"]


@pytest.mark.parametrize(
    ("stated", "key"),
    [
        ("institucion: CONGOPE", "congope"),
        ("institucion: '0602'", "gad-0602"),
        ("institucion: GAD Municipal de Guamote", "gad-0606"),
        ("institucion: Guamote\ntipo: gad-municipal", "gad-0606"),
        ("institucion: Liga Barrial del Norte\ntipo: otra", "liga-barrial-norte"),
    ],
)
def test_sidecar_names_institutions_in_many_ways(stated: str, key: str) -> None:
    identity, _ = told(f"Tabla\n\n{TABLE}", sidecar=parse_sidecar(stated, "cuentas.yaml"))
    assert identity.institution.key == key


def test_file_note_fills_from_the_folder_note() -> None:
    folder = parse_sidecar("institucion: gad-0604\nperiodo: 2019\nfamilia: matriz-poa", "cuentas.yaml")
    merged = parse_sidecar("periodo: 2020-2021", "a.txt.yaml").over(folder)
    assert (merged.institution, merged.period, merged.family) == ("gad-0604", Period(2020, 2021), "matriz-poa")


@pytest.mark.parametrize(
    "text", ["anio: 2020", "periodo: veinte", "periodo: 2025-2015", "- x", "institucion: [a]", "a: [b"]
)
def test_bad_notes_are_refused_with_advice(text: str) -> None:
    with pytest.raises(KnowledgeError):
        parse_sidecar(text, "cuentas.yaml")


def test_nothing_to_go_by() -> None:
    with pytest.raises(UnknownIdentity):
        told("Lista de compras\n\npan\nleche\n")


def test_printed_title_is_kept_and_composed_otherwise() -> None:
    assert told(f"GAD Municipal de Guano\nRENDICIÓN DE CUENTAS 2020\n\n{TABLE}")[0].title == (
        "RENDICIÓN DE CUENTAS 2020 — GAD Municipal de Guano"
    )
    assert (
        told(f"GAD Municipal de Guano\nAÑO 2020\n\n{TABLE}")[0].title == "Metas del POA: GAD Municipal de Guano, 2020"
    )


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=200))
def test_any_text_is_identified_or_refused(text: str) -> None:
    try:
        identity, _ = told(f"x {text}\nGAD Municipal de Guano\n")
    except UnknownIdentity:
        return
    assert identity.institution.key and identity.institution_basis


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([c for c in load_registry().territories if len(c) == 4]), st.booleans(), st.integers(2008, 2035))
def test_every_canton_is_known_by_its_title(code: str, capitals: bool, year: int) -> None:
    registry = load_registry()
    province = registry.ancestors(code)[0].name
    title = f"GAD Municipal del cantón {registry.territories[code].name}, provincia de {province}"
    identity, _ = told(f"{title.upper() if capitals else title}\nRendición de cuentas {year}\n\n{TABLE}")
    assert (identity.institution.key, identity.period) == (f"gad-{code}", Period(year, year))


SEEDS = {
    "000": ("lotaip-a4", "congope", "2021"),
    "001": ("lotaip-a4", "gad-0602", "2021"),
    "002": ("matriz-poa", "gad-1701", "2020"),
    "003": ("plan-trabajo", "gad-1701-az-valle-chillos", "2024"),
    "004": ("pacto", "gad-17", None),
}


@pytest.mark.parametrize("number", SEEDS)
def test_real_reports(number: str) -> None:
    folder = Path(__file__).resolve().parents[2] / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("the folder with the real reports (../shared) is not beside this checkout")
    kind, key, period = SEEDS[number]
    path = next(folder.glob(f"{number}_*"))
    document = read_document(path.name, path.read_bytes())
    identity, problems = identify(document, Recognised(Family(kind)), load_registry())
    assert (identity.institution.key, identity.period and identity.period.key) == (key, period)
    assert [problem.code for problem in problems] in ([], ["institucion-inferida"])


def test_who_answers_for_a_row_says_nothing_of_who_publishes() -> None:
    bodies = ["Empresa Pública de Aseo de Penipe", "Patronato Municipal de Amparo Social"] * 3
    text = "\n".join(f"{number}\tMeta {number}\t{name}" for number, name in enumerate(bodies, 1))
    read = read_document("informe.txt", text.encode())
    rows = tuple(
        SourceRow("meta", {"unidad": cell}, {}, line.place)
        for line in read.lines
        if (cell := line.cells[2]) is not None
    )
    told(text)  # in any other column they are the only ones that are named
    with pytest.raises(UnknownIdentity, match="qué institución publica"):
        told(text, rows=rows)
    identity, _ = told(f"GAD Municipal de Penipe\n\n{text}", rows=())
    assert identity.institution.key != "gad-0609"  # the dependent body in what looks like a title speaks first
