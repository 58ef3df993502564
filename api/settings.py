"""Settings: the only module that reads the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator

from kg.base import BASE

TOKEN_BYTES = 32
"""Fewest bytes of the token that lets somebody upload."""

Seconds = Annotated[float, Field(gt=0, le=600)]


class Settings(BaseModel):
    """Where the release stands, under which base IRI its things are named, and how it is served.

    Every field is set by the environment variable ``CUENTAS_`` and its name in capitals; lists are separated by commas.
    """

    model_config = ConfigDict(frozen=True)

    release: Path = Path("release")
    base: str = Field(default=BASE, description="Ends in / or #.")
    model: str = Field(default="cuentas-es", description="Makes the vectors: the shipped model, a folder, a name.")

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = Field(
        default="", description="Address that readers see, without / at the end; empty: the request's."
    )
    hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    """Names that the header Host may hold, without port; ``*.example.org`` and ``*`` are understood."""
    cors: str = Field(default="*", description="Origin that pages in a browser may ask from; empty: none.")
    proxies: int = Field(default=0, ge=0, le=5, description="Proxies in front whose X-Forwarded-For is believed.")

    workers: int = Field(default=2, ge=1, le=64, description="Processes that answer, of each kind.")
    queue: int = Field(default=32, ge=1, le=10_000, description="Requests that wait for a process; then 503.")
    query_seconds: Seconds = 10.0
    """Wall clock of one question, search or query; then 504."""
    query_memory: int = Field(default=1 << 30, ge=1 << 26, description="Bytes that one process may take.")
    query_rows: int = Field(default=100_000, ge=1)
    query_bytes: int = Field(default=50_000_000, ge=1, description="Bytes of one answer.")
    client_seconds: float = Field(default=60.0, ge=0, description="Query-seconds a minute a client; 0: no limit.")
    cache_bytes: int = Field(default=64 << 20, ge=0, description="Answers kept in memory.")

    reports: Path | None = Field(default=None, description="Folder with the reports that an upload is added to.")
    admin_token: str = Field(default="", repr=False, description="Lets an administrator upload; empty: nobody can.")
    log_queries: bool = Field(default=False, description="Write the text of questions and queries to the log.")

    @field_validator("base")
    @classmethod
    def _check_base(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or not value.endswith(("/", "#")):
            raise ValueError("La base de los IRI debe empezar por http(s):// y terminar en / o #.")
        return value

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("CUENTAS_PUBLIC_URL debe empezar por http:// o https://.")
        return value.rstrip("/")

    @field_validator("hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("admin_token")
    @classmethod
    def _check_token(cls, value: str) -> str:
        if value and len(value.encode()) < TOKEN_BYTES:
            raise ValueError(f"CUENTAS_ADMIN_TOKEN debe tener al menos {TOKEN_BYTES} bytes.")
        return value

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """Take ``CUENTAS_RELEASE``, ``CUENTAS_BASE`` … where they are set."""
        found = {name: environ.get(f"CUENTAS_{name.upper()}") for name in cls.model_fields}
        return cls.model_validate({name: value for name, value in found.items() if value})
