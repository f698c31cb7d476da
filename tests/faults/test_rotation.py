"""A new secret key is taken into use: killed in the middle nothing is lost, and the old key cannot go too early."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from bot.app import open_house
from bot.settings import Settings, SettingsMistake
from domain.templates import Template
from domain.walks import Walk
from handlers import keeping
from storage import rotation, walks
from storage.database import Store, changed, open_store
from storage.keys import KeyStore
from storage.tables import WalkRow
from storage.template_files import load_templates
from storage.templates import NOT_KEPT
from tests.domain.small_walks import IDA, NOW, a_walk
from tests.faults.lives import ROOT
from tests.storage.processes import CONTEXT
from tests.storage.samples import TEAM, SampleBarometers, SampleTemplates
from tests.storage.test_keys import secret

OLD, NEW = secret(1, b"a"), secret(2, b"b")
TEXTS = 120
WALK = "abcdefghijklm"
ICM = load_templates([ROOT / "content"]).get("icm", 1)


class Shipped(SampleTemplates):
    """The samples, and what comes with Anker."""

    def every(self) -> tuple[Template, ...]:
        return (*super().every(), ICM)


async def opened(url: str, folder: Path, ring: str) -> Store:
    return await open_store(url, KeyStore(folder, ring), SampleBarometers(), Shipped())


async def write_texts(url: str, folder: Path, ring: str, walk: Walk) -> None:
    """An answer that was changed so many times."""
    store = await opened(url, folder, ring)
    async with store.writes() as tx:
        walk = await walks.insert(tx, walk, "V1")
        for number in range(TEXTS):
            after = walk.replace_text(walk.questions[0].id, f"Ordlyd {number}", number, IDA, NOW)
            await walks.save(tx, walk, after)
            walk = after
    await store.close()


async def texts(store: Store) -> list[str]:
    async with store.reads() as tx:
        walk = await walks.load(tx, TEAM, WALK)
        assert walk is not None
        return [one.text for one in await walks.history(tx, walk, "q1")]


async def left(store: Store) -> int:
    async with store.reads() as tx:
        return await rotation.left(tx)


def rotate_slowly(report: Connection, url: str, folder: Path, ring: str) -> None:
    """Rotate a few texts at a time, and report each time how many are left."""

    async def work() -> None:
        store = await opened(url, folder, ring)
        while count := await left(store):
            async with store.reads() as tx:
                old = await rotation.outdated(tx)
            async with store.writes() as tx:
                await rotation.reseal(tx, old[:3])
            report.send(count)
        await store.close()

    asyncio.run(work())


async def test_killed_in_the_middle_of_rotation_every_text_is_readable_and_the_rest_is_done_after(
    store_url: str, tmp_path: Path
) -> None:
    folder, both = tmp_path / "keys", f"{NEW},{OLD}"
    await write_texts(store_url, folder, OLD, a_walk(WALK, TEAM))
    for _ in range(3):
        there, here = CONTEXT.Pipe(duplex=False)
        process = CONTEXT.Process(target=rotate_slowly, args=(here, store_url, folder, both))
        process.start()
        here.close()
        for _ in range(4):
            await asyncio.to_thread(there.recv)
        process.kill()
        process.join()
        there.close()
    store = await opened(store_url, folder, both)
    assert 0 < await left(store) < TEXTS
    assert await texts(store) == [f"Ordlyd {number}" for number in range(TEXTS)]
    unfinished = await left(store)
    assert await keeping.rotate(store) == keeping.Rotated(unfinished, 0)
    assert await left(store) == 0
    await store.close()
    alone = await opened(store_url, folder, NEW)
    assert await texts(alone) == [f"Ordlyd {number}" for number in range(TEXTS)]
    assert await keeping.rotate(alone) == keeping.Rotated(0, 0)
    await alone.close()


async def test_two_processes_rotate_at_once_and_nothing_is_lost(store_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    await write_texts(store_url, folder, OLD, a_walk(WALK, TEAM))
    stores = [await opened(store_url, folder, f"{NEW},{OLD}") for _ in range(2)]
    await asyncio.gather(*(keeping.rotate(store) for store in stores))
    assert await left(stores[0]) == 0
    assert await texts(stores[0]) == [f"Ordlyd {number}" for number in range(TEXTS)]
    for store in stores:
        await store.close()


async def test_texts_that_cannot_be_read_are_told_of_and_left(
    store_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "keys"
    await write_texts(store_url, folder, OLD, a_walk(WALK, TEAM))
    store = await opened(store_url, folder, NEW)
    assert await keeping.rotate(store) == keeping.Rotated(0, TEXTS)
    assert f"{TEXTS} texts cannot be read, and keep the secret key that they have" in caplog.text
    await store.close()


# Starting


def settings(tmp_path: Path, url: str, ring: str) -> Settings:
    return Settings(
        _env_file=None,  # type: ignore[call-arg]  # no file of the machine
        slack_bot_token=SecretStr("xoxb-1"),
        slack_signing_secret=SecretStr("s"),
        operator="Egelund It",
        content_dir=tmp_path / "content",
        database_url=url,
        keys_dir=tmp_path / "keys",
        secret_keys=SecretStr(ring),
    )


@pytest.fixture
async def url(store_url: str, tmp_path: Path) -> str:
    """A database with a walk through the template that comes with Anker, sealed with the old key."""
    (tmp_path / "content").mkdir()
    await write_texts(store_url, tmp_path / "keys", OLD, replace(a_walk(WALK, TEAM), template=ICM))
    return store_url


async def starts(tmp_path: Path, url: str, ring: str) -> None:
    await (await open_house(settings(tmp_path, url, ring))).close()


async def test_a_key_that_was_taken_out_too_early_stops_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake) as refused:
        await starts(tmp_path, url, NEW)
    assert str(refused.value) == (
        "SECRET_KEYS lacks key 1, which 120 stored texts and 0 open rounds need: put it back behind the newest one, "
        "until nothing is left to rotate (docs/operating.md)."
    )
    await starts(tmp_path, url, f"{NEW},{OLD}")


async def test_another_key_of_the_same_number_stops_the_start(url: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsMistake, match="another key 1 than the one that 120 stored texts need"):
        await starts(tmp_path, url, secret(1, b"x"))


async def test_after_rotation_it_starts_with_the_new_key_alone(url: str, tmp_path: Path) -> None:
    house = await open_house(settings(tmp_path, url, f"{NEW},{OLD}"))
    await keeping.rotate(house)
    await house.close()
    await starts(tmp_path, url, NEW)
    with pytest.raises(SettingsMistake, match="lacks key 2"):
        await starts(tmp_path, url, OLD)


async def test_only_a_template_that_was_never_kept_is_missed_when_its_file_is_taken_away(
    store_url: str, tmp_path: Path
) -> None:
    (tmp_path / "content").mkdir()
    await write_texts(store_url, tmp_path / "keys", OLD, a_walk(WALK, TEAM))
    await starts(tmp_path, store_url, OLD)
    house = await open_house(settings(tmp_path, store_url, OLD))
    async with house.writes() as tx:
        await changed(tx, update(WalkRow).values(template_sha256=NOT_KEPT))
    await house.close()
    with pytest.raises(SettingsMistake, match=r"lacks a template that is being filled in \(lille version 1\)"):
        await starts(tmp_path, store_url, OLD)
