"""The house keeps its shape: direction, one library in one place, no cycles, nothing at import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = {"ontologies": 0, "kg": 1, "search": 2, "api": 3}
FILES = sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))

HOMES = {
    "yaml": ("kg/knowledge.py",),
    "spacy": ("kg/extract/nlp.py",),
    "pyoxigraph": ("kg/triples/", "kg/store/", "kg/release/", "kg/vocabulary.py", "kg/ingest.py"),
    "rdflib": ("kg/dataset.py", "kg/export"),
    "pyshacl": ("kg/validate.py",),
    "pyrudof": ("kg/validate.py",),
    "openpyxl": ("kg/export",),
    "charset_normalizer": ("kg/read/",),
    "python_calamine": ("kg/read/workbook.py",),
    "lxml": ("kg/read/",),
    "pypdfium2": ("kg/read/pdf/pdfium.py",),
    "pydantic": ("kg/families/", "api/"),
    "fastapi": ("api/",),
    "starlette": ("api/",),
    "uvicorn": ("api/server.py",),
    "jinja2": ("api/pages/",),
    "mcp": ("api/mcp/",),
    "mcp_types": ("api/mcp/",),
    "prometheus_client": ("api/telemetry.py",),
    "faiss": ("search/dense/nearest.py",),
    "Stemmer": ("search/lexical/analysis.py",),
    "onnxruntime": ("search/transformers.py",),
    "sentence_transformers": ("search/transformers.py",),
    "click": ("api/",),
    "rich": ("api/",),
}
HEAVY = ("faiss", "spacy", "rdflib", "pyshacl", "pyrudof", "openpyxl")
QUIET_CALLS = {
    "Filters",
    "compile", "frozenset", "tuple", "dict", "set", "range", "TypeVar", "NewType", "namedtuple", "files", "field",
    "Decimal", "MappingProxyType", "getLogger", "Path", "ContextVar", "sorted", "NamedNode", "Namespace", "escape",
    "join", "Struct", "encode", "Variable", "AfterValidator", "StringConstraints", "Field", "ConfigDict", "option",
    "ord", "len", "enumerate", "split", "zip", "Period", "Iri", "cast", "maketrans", "timedelta", "str", "int",
    "argument", "Choice", "Layout", "group", "Institution", "Query", "Header", "APIRouter", "get", "items",
    "ToolAnnotations", "problems", "values",
}  # fmt: skip


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Yield every imported module and whether the import stands at the top of the file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner if inner in MODULES else node.module), id(node) in top


MODULES = frozenset(map(module_name, FILES))


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_imports_point_downwards(path: Path) -> None:
    own = FLOORS[path.relative_to(ROOT).parts[0]]
    upward = [name for name, _ in imports(path) if FLOORS.get(name.split(".")[0], -1) > own]
    assert not upward


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_each_library_has_one_home(path: Path) -> None:
    here = str(path.relative_to(ROOT).as_posix())
    astray = {
        name.split(".")[0]
        for name, _ in imports(path)
        if name.split(".")[0] in HOMES and not here.startswith(HOMES[name.split(".")[0]])
    }
    assert not astray


def test_no_import_cycles() -> None:
    graph = {module_name(path): {name for name, top in imports(path) if top and name in MODULES} for path in FILES}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for other in sorted(graph[name] - {name}):
                visit(other, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


def calls(node: ast.AST) -> Iterator[str]:
    """Yield the names called when ``node`` is executed, function bodies left out."""
    if isinstance(node, ast.FunctionDef | ast.Lambda | ast.AsyncFunctionDef):
        return
    if isinstance(node, ast.Call):
        function = node.func
        yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "?")
    for child in ast.iter_child_nodes(node):
        yield from calls(child)


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_nothing_happens_at_import(path: Path) -> None:
    allowed = (
        ast.Import,
        ast.ImportFrom,
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.ClassDef,
        ast.Assign,
        ast.AnnAssign,
    )
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        guard = isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        main = isinstance(node, ast.If) and "__main__" in ast.dump(node.test)
        assert docstring or guard or main or isinstance(node, allowed), f"{path}:{node.lineno}"
        if isinstance(node, ast.Assign | ast.AnnAssign):
            assert set(calls(node)) <= QUIET_CALLS, f"{path}:{node.lineno} calls {set(calls(node)) - QUIET_CALLS}"


def test_heavy_libraries_load_lazily() -> None:
    names = ", ".join(module_name(path) for path in FILES)
    check = f"import sys, {names}; print(sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_files_and_functions_stay_small(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= 400
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, f"{path}:{node.lineno} {node.name}"


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_only_settings_reads_the_environment_and_only_api_catches_everything(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    reads = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}]
    assert not reads or path.match("api/settings.py") or path.match("api/cli/*.py")
    if path.relative_to(ROOT).parts[0] != "api":
        broad = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.ExceptHandler)
            and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
        ]
        assert not broad
