"""The sandbox: what it gives back, what it takes away, and how each way of dying is told."""

from __future__ import annotations

import ctypes
import faulthandler
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import CuentasError, ReaderCrashed, ReaderTimedOut, SourceTooLarge, UnreadableFile
from kg.model import Document, Line, LineKind, Place, Span, Text
from kg.read import read_document
from kg.sandbox import Limits, Sandbox, child
from kg.sandbox.bare import CellColumns
from kg.sandbox.child import Ending
from kg.sandbox.confine import confine
from kg.sandbox.parent import _file
from kg.sandbox.walls import Wall
from kg.sandbox.wire import Malformed, decode, encode

linux = pytest.mark.skipif(sys.platform != "linux", reason="seccomp and Landlock are Linux's")
GOOD = "GAD MUNICIPAL DEL CANTÓN TENA\nMeta\tAvance\nConstruir &amp; mantener 3 puentes\t<b>100</b>%\n".encode()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as shared:
        yield shared


def confined(action: Callable[[], object], limits: Limits = Limits()) -> int:  # noqa: B008
    """Run ``action`` in a confined process; return its exit status: 0 done, 13 refused, negative for a signal."""
    process = os.fork()
    if process == 0:
        status = 70
        os.closerange(3, 10_000)  # what other tests have open would count against the limit
        try:
            confine(limits)
            try:
                action()
                status = 0
            except PermissionError:
                status = 13
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def reading(action: Callable[[], object], limits: Limits = Limits()) -> tuple[int, bytes]:  # noqa: B008
    """Let a reader process run ``action`` instead of a reader; return how it ended and what it answered."""
    source, target = _file(b"x"), _file(b"")
    process = os.fork()
    if process == 0:
        faulthandler.disable()
        child.read_document = lambda *_: action()  # type: ignore[attr-defined,assignment]
        child.answer("x.txt", source, target, limits)
    ending = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    return ending, os.pread(target, 1 << 20, 0)


def test_a_document_comes_back_as_it_was_read(sandbox: Sandbox) -> None:
    assert sandbox.read("carpeta/tena.txt", GOOD) == read_document("tena.txt", GOOD)


def test_an_error_comes_back_as_it_was_raised(sandbox: Sandbox) -> None:
    with pytest.raises(UnreadableFile) as here:
        read_document("x.txt", b"")
    with pytest.raises(UnreadableFile) as there:
        sandbox.read("x.txt", b"")
    assert str(there.value) == str(here.value)


def test_the_next_file_is_read_while_the_first_is_not_yet_asked_for(sandbox: Sandbox) -> None:
    waiting = [sandbox.submit(f"{number}.txt", GOOD + str(number).encode()) for number in range(3)]
    assert [pending.document().text[-1] for pending in waiting] == ["0", "1", "2"]


def test_a_template_that_died_is_replaced(sandbox: Sandbox) -> None:
    sandbox.read("x.txt", GOOD)
    template = sandbox.start()
    os.kill(template._process.pid, signal.SIGKILL)
    template._process.wait()
    assert sandbox.read("x.txt", GOOD).lines


def test_the_template_ends_with_its_owner() -> None:
    code = "from kg.sandbox import Sandbox; s = Sandbox(); s.read('x', b'a b'); print(s.start()._process.pid)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    process = int(done.stdout)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and Path(f"/proc/{process}/cmdline").exists():
        time.sleep(0.05)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_reading_leaves_no_open_files(sandbox: Sandbox) -> None:
    sandbox.read("x.txt", GOOD)
    before = sum(1 for _ in Path("/dev/fd").iterdir())
    for _ in range(5):
        sandbox.read("x.txt", GOOD)
    assert sum(1 for _ in Path("/dev/fd").iterdir()) == before


# Limits


def test_a_file_over_the_size_limit_is_not_even_sent() -> None:
    with Sandbox(Limits(file=100)) as small, pytest.raises(SourceTooLarge, match=r"el límite es 0\.0001 MB"):
        small.read("x.txt", b"a" * 101)


def test_too_many_cells_and_an_endless_cell_are_told() -> None:
    with Sandbox(Limits(cells=5, cell=50)) as small:
        with pytest.raises(SourceTooLarge, match="6 celdas"):
            small.read("x.txt", b"a\tb\tc\nd\te\tf\n")
        with pytest.raises(SourceTooLarge, match="en la fila 2 un texto de 51 caracteres"):
            small.read("x.txt", b"a\n" + b"b" * 51)
        assert small.read("x.txt", b"a\tb\tc\nd\te\n").lines


def test_memory_is_a_limit() -> None:
    with Sandbox(Limits(memory=200_000_000)) as small, pytest.raises(SourceTooLarge, match="memoria"):
        small.read("x.txt", b"a\tb\n" * 2_000_000)


def test_time_is_a_limit_and_the_next_file_is_read() -> None:
    with Sandbox(Limits(seconds=1)) as hasty:
        begin = time.monotonic()
        with pytest.raises(ReaderTimedOut, match="1 segundos"):
            hasty.read("x.txt", b"a\tb\n" * 5_000_000)
        assert time.monotonic() - begin < 60
        assert hasty.read("x.txt", GOOD).lines


def test_waiting_without_working_ends_too() -> None:
    assert reading(lambda: time.sleep(30), Limits(seconds=1))[0] == -signal.SIGALRM


# Ways of dying


def crash() -> None:
    ctypes.string_at(0)


def unforeseen() -> None:
    raise KeyError("hoja")


class PanicException(BaseException):
    """Stands for what PyO3 raises when Rust panics: no ``Exception``."""


def panic() -> None:
    raise PanicException("index out of bounds")


def hoard() -> None:
    "x" * (1 << 40)


@pytest.mark.parametrize(
    ("action", "ending", "answer"),
    [
        (os.abort, -signal.SIGABRT, b""),
        (crash, -signal.SIGSEGV, b""),
        (unforeseen, Ending.CRASH, b'"KeyError"'),
        (panic, Ending.CRASH, b'"PanicException"'),
        (hoard, Ending.MEMORY, b""),
        (sys.exit, Ending.CRASH, b'"SystemExit"'),
    ],
)
def test_every_way_of_dying_has_its_ending(action: Callable[[], object], ending: int, answer: bytes) -> None:
    assert reading(action) == (ending, answer)


@pytest.mark.parametrize("answer", [b"", b"[]", b"{", b'["SystemExit"]', b"\xff"])
def test_nonsense_from_a_reader_is_a_crash(answer: bytes, sandbox: Sandbox) -> None:
    pending = sandbox.submit("x.txt", GOOD)
    for ending in (Ending.DOCUMENT, Ending.ERROR, Ending.CRASH, 99):
        with pytest.raises(ReaderCrashed):
            pending._understood(_file(answer), ending)
    pending.document()


def test_an_error_class_that_is_not_ours_is_not_raised(sandbox: Sandbox) -> None:
    pending = sandbox.submit("x.txt", GOOD)
    with pytest.raises(CuentasError) as told:
        pending._understood(_file(b'["KeyboardInterrupt", "mensaje", "consejo"]'), Ending.ERROR)
    assert type(told.value) is UnreadableFile
    pending.document()


# Walls


def loop() -> None:
    while True:
        pass


def start_thread() -> None:
    thread = threading.Thread(target=str)
    thread.start()
    thread.join()


@linux
def test_what_holds_on_linux() -> None:
    def check() -> None:
        os._exit(len({Wall.LIMITS, Wall.SECCOMP} - walls))

    process = os.fork()
    if process == 0:
        walls = confine(Limits())
        check()
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0


@linux
@pytest.mark.parametrize(
    "action",
    [
        lambda: socket.socket(),
        lambda: socket.socket(socket.AF_UNIX),
        lambda: socket.socketpair(),
        lambda: os.fork(),
        lambda: os.execv("/bin/true", ["true"]),
        lambda: subprocess.run(["true"], check=False),
        lambda: os.kill(os.getppid(), 0),
        lambda: os.open("/dev/null", os.O_WRONLY),
        lambda: os.open("/tmp", os.O_TMPFILE | os.O_RDWR),
        lambda: Path("/tmp/cuentas-sandbox-test").mkdir(),
        lambda: Path("/tmp/a").rename("/tmp/b"),
        lambda: Path("/tmp/a").unlink(),
        lambda: Path("/tmp").chmod(0o1777),
        lambda: os.memfd_create("x"),
        lambda: list(Path("/etc").iterdir()),
        lambda: Path("/etc/passwd").read_text(encoding="utf-8"),
    ],
)
def test_what_a_reader_may_not_do(action: Callable[[], object]) -> None:
    assert confined(action) == 13


@linux
@pytest.mark.parametrize(
    "action",
    [
        lambda: Path(os.__file__).read_bytes(),
        lambda: "á".encode("cp850"),
        start_thread,
        lambda: os.kill(os.getpid(), 0),
        lambda: bytearray(100_000_000),
    ],
)
def test_what_a_reader_needs_stays(action: Callable[[], object]) -> None:
    assert confined(action) == 0


def test_processor_time_ends_a_loop() -> None:
    assert confined(loop, Limits(seconds=1)) in (-signal.SIGALRM, -signal.SIGXCPU)


# The message between the processes

places = st.builds(
    lambda at, row, column, sheet, page: (at, row, column, sheet, page),
    st.tuples(st.integers(0, 40), st.integers(1, 9)),
    st.integers(1, 10**6),
    st.none() | st.integers(1, 16384),
    st.none() | st.sampled_from(["Metas", "Hoja 1", ""]),
    st.none() | st.integers(1, 500),
)
MANY = 1_000
TEXT = "Año 2021: «metas» 🙂 y más de cincuenta caracteres, con tildes."


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Draw documents whose texts are verbatim copies or carry offsets, with places of every kind."""

    def place() -> Place:
        (start, width), row, column, sheet, page = draw(places)
        return Place(Span(start, start + width), row, row + draw(st.integers(0, 2)), column, sheet, page)

    def text() -> Text:
        here = place()
        if draw(st.booleans()):
            return Text(TEXT[here.span.start : here.span.end], here)
        value = draw(st.text(min_size=1, max_size=5))
        return Text(value, here, tuple(draw(st.integers(0, len(TEXT) - 1)) for _ in value))

    lines = [
        Line(draw(st.sampled_from(LineKind)), tuple(text() if full else None for full in row), place())
        for row in draw(st.lists(st.lists(st.booleans(), max_size=4), max_size=5))
    ]
    return Document("x.txt", "ab", 9, draw(st.sampled_from(["text/plain", "text/csv"])), TEXT, tuple(lines))


@settings(max_examples=50, deadline=None)
@given(documents())
def test_what_is_encoded_is_decoded(document: Document) -> None:
    assert decode(b"".join(encode(document, CellColumns(document.lines))), "x.txt", "ab", 9, MANY) == document


@settings(max_examples=50, deadline=None)
@given(documents(), st.data())
def test_a_damaged_message_is_a_document_or_malformed(document: Document, data: st.DataObject) -> None:
    message = bytearray(b"".join(encode(document, CellColumns(document.lines))))
    for _ in range(data.draw(st.integers(1, 4))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    del message[data.draw(st.integers(len(message) // 2, len(message))) :]
    try:
        found = decode(bytes(message), "x.txt", "ab", 9, MANY)
    except Malformed:
        return
    for line in found.lines:
        for cell in filter(None, line.cells):
            assert cell.value
            assert 0 <= cell.place.span.start <= cell.place.span.end <= len(found.text)
            assert all(0 <= offset < len(found.text) for offset in cell.offsets or ())


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=400))
def test_any_text_reads_the_same_inside_and_outside(sandbox: Sandbox, text: str) -> None:
    data = text.encode("utf-8", "replace")
    try:
        here: Document | str = read_document("x.csv", data)
    except CuentasError as error:
        here = str(error)
    try:
        there: Document | str = sandbox.read("x.csv", data)
    except CuentasError as error:
        there = str(error)
    assert there == here


def test_a_message_of_impossible_lengths_is_malformed() -> None:
    with pytest.raises(Malformed):
        decode(struct.pack("<Q", 1 << 60), "x", "ab", 1, MANY)
