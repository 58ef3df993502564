"""Settings: the only module that reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kg.base import BASE


class Settings(BaseModel):
    """Where the release stands and under which base IRI its things are named."""

    model_config = ConfigDict(frozen=True)

    release: Path = Path("release")
    base: str = Field(default=BASE, description="Ends in / or #.")

    @field_validator("base")
    @classmethod
    def _check_base(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not value.endswith(("/", "#")):
            raise ValueError("La base de los IRI debe empezar por http(s):// y terminar en / o #.")
        return value

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """Take ``CUENTAS_RELEASE`` and ``CUENTAS_BASE`` where they are set."""
        names = {"CUENTAS_RELEASE": "release", "CUENTAS_BASE": "base"}
        return cls.model_validate({field: environ[name] for name, field in names.items() if environ.get(name)})
