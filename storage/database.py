"""The database: SQLite in one file, or PostgreSQL for several processes; who shares a commit is decided here."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, cast

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, CursorResult, ExceptionContext, Executable, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from domain.barometers import Barometer
from domain.course_definitions import CourseType
from domain.templates import Template, TemplateId
from storage.keys import KeyStore
from storage.tables import Table

#: How long a writer waits for another process to finish with a SQLite file, in milliseconds.
PATIENCE = 5_000
#: How long the emptying of the write-ahead log may hold writers up, in milliseconds.
CHECKPOINT_PATIENCE = 200
#: Any number that nothing else in the database locks by.
LOCKS = 7_246_104

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # NORMAL may lose the last commit when the power goes; an acknowledged answer is a stored answer.
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    # What is sorted or spilled stays out of temporary files.
    "PRAGMA temp_store=MEMORY",
    f"PRAGMA busy_timeout={PATIENCE}",
)

#: What these log while debugging holds parameters and rows.
_TALKATIVE = ("aiosqlite", "sqlalchemy.engine.Engine")

Begin = Literal["IMMEDIATE", "DEFERRED", "NONE"]


class Barometers(Protocol):
    """The barometers of the content files: every version, and the newest of each."""

    def every(self) -> tuple[Barometer, ...]: ...

    def all(self) -> tuple[Barometer, ...]: ...


class Templates(Protocol):
    """Where the templates of the content files are found."""

    def get(self, template_id: TemplateId, version: int, /) -> Template: ...

    def every(self) -> tuple[Template, ...]: ...

    def all(self) -> tuple[Template, ...]: ...


class NoTemplates:
    """A program without templates, such as one that only seals rounds."""

    def get(self, template_id: TemplateId, version: int, /) -> Template:
        raise LookupError(f"{template_id}, version {version}")

    def every(self) -> tuple[Template, ...]:
        return ()

    def all(self) -> tuple[Template, ...]:
        return ()


class CourseTypes(Protocol):
    """The types of courses of the content files, the newest version of each."""

    def all(self) -> tuple[CourseType, ...]: ...


class NoCourseTypes:
    """A program without courses."""

    def all(self) -> tuple[CourseType, ...]:
        return ()


class LinksAPerson(Exception):  # noqa: N818 - the name is the sentence
    """One transaction was about to write an answer and a person: on PostgreSQL the two rows would share a number."""


@dataclass(frozen=True, slots=True)
class Tx:
    """One transaction: what is written in it is committed together or not at all."""

    session: AsyncSession
    keys: KeyStore
    barometers: Barometers
    templates: Templates
    course_types: CourseTypes
    _written: set[Literal["answer", "person"]] = field(default_factory=set)

    def writes(self, what: Literal["answer", "person"]) -> None:
        """Every storage function that writes a respondent's answer, or a person's id, says so first.

        Raises `LinksAPerson` when both would meet in one commit. Rows that are written or deleted for everybody at
        once (opening, seal) single nobody out and are not announced.
        """
        self._written.add(what)
        if len(self._written) > 1:
            raise LinksAPerson


class Store:
    """The database, the keys and the barometers: the whole program has one."""

    def __init__(
        self,
        engine: AsyncEngine,
        keys: KeyStore,
        barometers: Barometers,
        templates: Templates | None = None,
        course_types: CourseTypes | None = None,
    ) -> None:
        self.engine, self.keys, self.barometers = engine, keys, barometers
        self.templates: Templates = templates or NoTemplates()
        self.course_types: CourseTypes = course_types or NoCourseTypes()
        self._is_sqlite = engine.dialect.name == "sqlite"
        # SQLite has one writer at a time: waiting here costs nothing, waiting in the database polls.
        self._writer = asyncio.Lock()
        self._writing = _sessions(engine, "IMMEDIATE")
        self._reading = _sessions(engine, "DEFERRED")

    @asynccontextmanager
    async def writes(self) -> AsyncIterator[Tx]:
        """Commits when the block ends, rolls back when it raises; not to be nested.

        On PostgreSQL a deadlock or serialization error of the database surfaces as SQLAlchemy's `DBAPIError`.
        """
        async with self._one_writer(), self._writing() as session, session.begin():
            yield Tx(session, self.keys, self.barometers, self.templates, self.course_types)

    @asynccontextmanager
    async def reads(self) -> AsyncIterator[Tx]:
        """A view that does not change while it is read on SQLite; the database refuses to write in it."""
        async with self._reading() as session, session.begin():
            yield Tx(session, self.keys, self.barometers, self.templates, self.course_types)

    async def close(self) -> None:
        await self.engine.dispose()

    async def forget_deleted(self) -> bool:
        """Empty SQLite's write-ahead log, where deleted rows live on; False while somebody reads: try again later.

        On PostgreSQL there is nothing to do: content is ciphertext before it gets there, and its key is gone.
        """
        if not self._is_sqlite:
            return True
        async with self._one_writer(), self.engine.connect() as plain:
            connection = await plain.execution_options(sqlite_begin="NONE")
            await connection.exec_driver_sql(f"PRAGMA busy_timeout={CHECKPOINT_PATIENCE}")
            try:
                busy = (await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
            finally:
                await connection.exec_driver_sql(f"PRAGMA busy_timeout={PATIENCE}")
        return bool(busy == 0)

    def _one_writer(self) -> AbstractAsyncContextManager[Any]:
        return self._writer if self._is_sqlite else nullcontext()


async def open_store(
    url: str,
    keys: KeyStore,
    barometers: Barometers,
    templates: Templates | None = None,
    course_types: CourseTypes | None = None,
) -> Store:
    """The store at a driver URL (`sqlite+aiosqlite:///path`, `postgresql+asyncpg://…`); `migrate` comes first."""
    return Store(make_engine(url), keys, barometers, templates, course_types)


def make_engine(url: str) -> AsyncEngine:
    """An engine that never shows a parameter or a row, in no log and no error, whatever the log level."""
    for name in _TALKATIVE:
        logging.getLogger(name).addFilter(_no_details)
    engine = create_async_engine(url, hide_parameters=True, echo=False, pool_pre_ping=not url.startswith("sqlite"))
    event.listen(engine.sync_engine, "handle_error", _without_detail)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


async def migrate(url: str) -> None:
    """Bring the schema up to date; twice is harmless, and so are two processes at the same time."""
    engine = make_engine(url)
    try:
        async with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCKS})"))
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def schema_is_current(url: str) -> bool:
    """Whether the database has exactly the schema that this version of the program was written for."""
    engine = make_engine(url)
    try:
        async with engine.connect() as plain:
            connection = await plain.execution_options(sqlite_begin="DEFERRED")
            return await connection.run_sync(_is_current)
    finally:
        await engine.dispose()


def migrations(connection: Connection | None = None) -> Config:
    """Alembic's configuration; migrations run on the connection where one is given."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "storage:migrations")
    return config


def insert_into(tx: Tx, rows: type[Table]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update`, on either database."""
    return sqlite.insert(rows) if tx.session.get_bind().dialect.name == "sqlite" else postgresql.insert(rows)


async def changed(tx: Tx, statement: Executable) -> int:
    """Execute an INSERT, UPDATE or DELETE; the number of rows it changed."""
    result = await tx.session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", result).rowcount


async def hold(tx: Tx, name: str, *, shared: bool = False) -> None:
    """Keep others from holding the name until the transaction ends; those who share it only wait for those who don't.

    A lock in PostgreSQL's memory: locking a row instead would write the transaction's number beside it for good.
    On SQLite a transaction that writes is alone anyway.
    """
    if tx.session.get_bind().dialect.name == "postgresql":
        function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
        await tx.session.execute(text(f"SELECT {function}({LOCKS}, hashtext(:name))"), {"name": name})


def _sessions(engine: AsyncEngine, begin: Begin) -> async_sessionmaker[AsyncSession]:
    options = {"sqlite_begin": begin, "postgresql_readonly": begin == "DEFERRED", "populate_existing": True}
    return async_sessionmaker(engine, expire_on_commit=False, execution_options=options)


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transactions begin too late: 175 of 200 concurrent updates were lost under them.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    begin: Begin = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
    connection.exec_driver_sql(f"PRAGMA query_only={int(begin == 'DEFERRED')}")
    if begin != "NONE":
        connection.exec_driver_sql(f"BEGIN {begin}")


def _no_details(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


def _without_detail(context: ExceptionContext) -> None:
    """PostgreSQL repeats the values of a row it refuses in the second line of its message; keep the first line."""
    error: BaseException | None = context.sqlalchemy_exception
    while error is not None:
        if hasattr(error, "detail") and isinstance(error.detail, str):
            error.detail = ""
        error.args = tuple(part.split("\nDETAIL", 1)[0] if isinstance(part, str) else part for part in error.args)
        error = getattr(error, "orig", None) or error.__cause__


def _upgrade(connection: Connection) -> None:
    command.upgrade(migrations(connection), "head")


def _is_current(connection: Connection) -> bool:
    heads = set(ScriptDirectory.from_config(migrations()).get_heads())
    return set(MigrationContext.configure(connection).get_current_heads()) == heads
