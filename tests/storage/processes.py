"""Other processes on the same database, as several machines would be; quick to start, for they share the imports."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Barrier

from storage import outbox, workspaces
from storage.database import Store, migrate, open_store
from storage.keys import KeyStore
from storage.outbox import Claimed
from tests.storage.samples import NOW, TEAM, SampleBarometers

CONTEXT = multiprocessing.get_context("forkserver")
# One list for the whole test run: the benchmark's own would be replaced by this one.
CONTEXT.set_forkserver_preload([__name__, "bench.servers", "bench.large_rounds", "bot.__main__", "bot.serve"])


def together(count: int, work: Callable[..., None], *arguments: object) -> list[list[str]]:
    """What each of so many processes reports, one list each; all of them begin at the same moment.

    `work` takes a connection to report to, a barrier to wait at, and the arguments.
    """
    barrier = CONTEXT.Barrier(count)
    pipes = [CONTEXT.Pipe(duplex=False) for _ in range(count)]
    processes = [CONTEXT.Process(target=work, args=(here, barrier, *arguments)) for _, here in pipes]
    for process in processes:
        process.start()
    for _, here in pipes:
        here.close()
    reports = [received(there) for there, _ in pipes]
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * count
    return reports


def received(reports: Connection) -> list[str]:
    """Everything that is reported until the other side is closed."""
    found: list[str] = []
    with reports:
        while True:
            try:
                found.append(reports.recv())
            except EOFError:
                return found


def claim_everything(report: Connection, barrier: Barrier, url: str, keys: Path) -> None:
    """Claim what is due until nothing is left, and report each message. Nobody goes on before all have claimed some."""
    owner = str(report.fileno())

    async def claim(store: Store) -> list[Claimed]:
        async with store.writes() as tx:
            return await outbox.claim(tx, owner, NOW, 15)

    async def work() -> None:
        store = await open_store(url, KeyStore(keys), SampleBarometers())
        barrier.wait()
        claimed = await claim(store)
        barrier.wait()
        while claimed:
            for row in claimed:
                report.send(row.dedupe_key)
            claimed = await claim(store)
        await store.close()

    asyncio.run(work())


def commit_for_ever(report: Connection, url: str, keys: Path, run: str) -> None:
    """Commit one row after the other, and report each one once it is committed."""

    async def work() -> None:
        store = await open_store(url, KeyStore(keys), SampleBarometers())
        for number in range(1_000_000):
            async with store.writes() as tx:
                await workspaces.first_time(tx, TEAM, f"{run}:{number}", NOW)
            report.send(f"{run}:{number}")

    asyncio.run(work())


def migrate_at_once(report: Connection, barrier: Barrier, url: str) -> None:
    barrier.wait()
    asyncio.run(migrate(url))
    report.send("migrated")


def make_ring(report: Connection, barrier: Barrier, folder: Path) -> None:
    """Start a key store where there is none, and report something that its ring sealed."""
    barrier.wait()
    report.send(KeyStore(folder).ring.seal(b"hej", b"").hex())
