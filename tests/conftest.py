"""Fixtures: where data comes from, and the two releases that slow tests share.

* ``shared`` — the folder beside the checkout with real reports and gold answers; tests that need it skip without it.
* ``seed_release`` / ``seed_store`` — the five real reports, built once a session.
* ``example_release`` / ``example_store`` — the invented reports of ``examples/``, built once a session.
* ``web`` — a client of the service over ``example_release``, with its readers, once a session.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from starlette.testclient import TestClient

from api.services import Services, open_services
from api.settings import Settings
from kg.store import Store

ROOT = Path(__file__).resolve().parent.parent
# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = ROOT.parent / "shared"
    if not (folder / "seeds").is_dir():
        pytest.skip("the folder with the real reports (../shared) is not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def seed_release(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Services:
    return _built(shared / "seeds", tmp_path_factory.mktemp("seeds"))


@pytest.fixture(scope="session")
def seed_store(seed_release: Services) -> Store:
    return seed_release.store()


@pytest.fixture(scope="session")
def example_release(tmp_path_factory: pytest.TempPathFactory) -> Services:
    return _built(ROOT / "examples", tmp_path_factory.mktemp("examples"))


@pytest.fixture(scope="session")
def example_store(example_release: Services) -> Store:
    return example_release.store()


@pytest.fixture(scope="session")
def web(example_release: Services) -> Iterator[TestClient]:
    from api.app import create_app

    settings = Settings(release=example_release.settings.release, workers=1, client_seconds=0)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


def _built(reports: Path, folder: Path) -> Services:
    services = open_services(Settings(release=folder / "release"))
    services.build((reports,))
    return services
