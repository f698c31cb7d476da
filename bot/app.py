"""The composition root: settings become a store, keys, a Slack client, listeners, routes and a clock."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from aiohttp import ClientError, web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.almanac import danish_workdays
from bot.clock import Ticking, due_work, own_work
from bot.clock import ticking as doing
from bot.connection import Pace
from bot.folders import not_for_keys
from bot.http import Door, routes
from bot.logs import log_forgotten_errors, quiet
from bot.reaching import client_of, plainly, session_of, word_of, wrong_proxy
from bot.reception import Reception
from bot.settings import CONTENT, Settings, SettingsMistake
from bot.sockets import Sockets, Trouble
from domain.people import Absence, TeamId
from handlers import slack
from handlers.slack.desk import Desk
from messages.charts import Charts
from messages.office_files import LETTERHEAD
from messages.slack.errors import not_welcome
from messages.wording import Words
from storage import health, rotation, templates, workspaces
from storage.content import ContentError, load_barometers
from storage.course_files import load_courses
from storage.database import Store, migrate, open_store, schema_is_current
from storage.key_folders import SharedFolder
from storage.keys import BadSecretKeys, KeyStore
from storage.template_files import load_templates

logger = logging.getLogger("anker")


@dataclass
class Bot:
    """The running bot: what hears Slack and what does due work."""

    desk: Desk
    http: web.Application
    clock: Ticking
    name: str
    #: None where Slack reaches the bot over HTTP.
    sockets: Sockets | None = None

    async def do_due_work(self) -> None:
        """Everything that is due now, once."""
        for work in due_work(self.desk, self.name).values():
            await work()


async def open_house(settings: Settings) -> Store:
    """The store with its keys and barometers; the schema is brought up to date first.

    Raises `ContentError`, and `SettingsMistake` also for a key that something stored cannot be read without, and for
    the template of something that is from before templates were kept in the database.
    """
    folders = [CONTENT, *([settings.content_dir] if settings.content_dir else [])]
    barometers = load_barometers(folders)
    templates_of_files, course_types = load_templates(folders), load_courses(folders)
    secret_keys = settings.secret_keys.get_secret_value() if settings.secret_keys else None
    try:
        keys = KeyStore(settings.keys_dir, secret_keys)
    except BadSecretKeys as mistake:
        raise SettingsMistake(f"SECRET_KEYS is wrong ({mistake}): id:key,id:key, newest first.") from None
    except SharedFolder:
        raise SettingsMistake(not_for_keys(settings.keys_dir)) from None
    except OSError as failure:
        raise SettingsMistake(f"KEYS_DIR {settings.keys_dir} cannot be used ({failure.strerror}).") from None
    file = make_url(settings.database_url).database
    try:
        if settings.database_url.startswith("sqlite") and file:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
        await migrate(settings.database_url)
    except (OSError, SQLAlchemyError):
        raise SettingsMistake("DATABASE_URL cannot be used: python -m bot doctor says why.") from None
    store = await open_store(settings.database_url, keys, barometers, templates_of_files, course_types)
    try:
        await _check_that_all_can_be_read(store)
    except SettingsMistake:
        await store.close()
        raise
    return store


async def _check_that_all_can_be_read(store: Store) -> None:
    async with store.reads() as tx:
        lacking = await rotation.lacking(tx)
    if lacking:
        raise SettingsMistake(" ".join(_sentence_about(key) for key in lacking))
    async with store.writes() as tx:
        gone = [f"{name} version {version}" for name, version in await templates.adopt(tx)]
    if gone:
        raise SettingsMistake(f"CONTENT_DIR lacks a template that is being filled in ({', '.join(gone)}): put it back.")


def _sentence_about(key: rotation.Lacking) -> str:
    needed = f"{key.texts} stored texts and {key.rounds} open rounds"
    if key.is_another:
        return f"SECRET_KEYS has another key {key.key_id} than the one that {key.texts} stored texts need."
    return (
        f"SECRET_KEYS lacks key {key.key_id}, which {needed} need: put it back behind the newest one, "
        "until nothing is left to rotate (docs/operating.md)."
    )


def read_letterhead(folder: Path | None) -> bytes | None:
    """The municipality's letterhead, None where it has none; raises `ContentError` for a file that cannot be used."""
    path = folder / LETTERHEAD if folder else None
    if path is None or not path.is_file():
        return None
    from messages.letterhead import NotALetterhead, on_letterhead  # noqa: PLC0415 - loads python-docx

    data = path.read_bytes()
    try:
        on_letterhead(data)
    except NotALetterhead as mistake:
        raise ContentError([f"{path}: {mistake}"]) from None
    return data


@asynccontextmanager
async def running(
    settings: Settings, clock: Ticking, charts: Charts | None = None, pace: Pace | None = None
) -> AsyncIterator[Bot]:
    """The bot with everything it needs, let go in good order at the end; `pace` is that of Socket Mode."""
    log_forgotten_errors()
    letterhead = read_letterhead(settings.content_dir)
    store = await open_house(settings)
    session = session_of(settings)
    desk = Desk(
        store=store,
        slack=client_of(settings, session),
        session=session,
        now=clock.now,
        until=clock.until,
        workdays=danish_workdays(),
        operator=settings.operator,
        charts=charts or Charts(),
        letterhead=letterhead,
    )
    try:
        await introduce(desk)
        reception = _reception(settings, desk)
        sockets = _sockets(settings, desk, reception, pace or Pace())
        yield Bot(desk, _http(settings, desk, reception, sockets), clock, token_hex(6), sockets)
    finally:
        await desk.background.finish()
        desk.charts.close()
        await session.close()
        await store.close()


async def introduce(desk: Desk) -> None:
    """Learn from Slack which workspace and which bot user this is."""
    url = desk.slack.base_url
    if mistake := wrong_proxy(url):
        raise SettingsMistake(mistake)
    unreached = f"SLACK_API_URL cannot be reached: {url}"
    try:
        answer = await desk.slack.auth_test()
    except SlackApiError as refused:
        word = word_of(refused)
        told = f"SLACK_BOT_TOKEN is refused by Slack ({word})." if word else unreached
        raise SettingsMistake(told) from None
    except (ClientError, OSError, TimeoutError) as failure:
        raise SettingsMistake(f"{unreached} ({plainly(failure)})") from None
    desk.team, desk.bot_user = answer["team_id"], answer["user_id"]
    async with desk.store.writes() as tx:
        await workspaces.save(tx, desk.team, desk.bot_user, str(answer.get("team", "")))


def _reception(settings: Settings, desk: Desk) -> Reception:
    app = AsyncApp(
        client=desk.slack,
        authorize=_authorize(desk, settings),
        # Signatures are checked at our own door. What came to Bolt past it would be refused.
        signing_secret=token_hex(32),
        process_before_response=True,
        raise_error_for_unhandled_request=False,
        user_facing_authorize_error_message=not_welcome(Absence.STRANGER, Words()).text,
        # Without this Bolt takes over the level of the root, and while debugging quotes messages.
        logger=quiet("slack_bolt"),
    )
    slack.register(app, desk)
    return Reception(app, desk.background, desk.may_post_to)


def _sockets(settings: Settings, desk: Desk, reception: Reception, pace: Pace) -> Sockets | None:
    token = settings.slack_app_token
    return Sockets(desk.slack, token.get_secret_value(), desk.session, reception, pace) if token else None


def _http(settings: Settings, desk: Desk, reception: Reception, sockets: Sockets | None) -> web.Application:
    secret = settings.slack_signing_secret
    door = Door(reception, secret.get_secret_value()) if secret else None

    async def is_ready() -> bool:
        is_heard = sockets is None or sockets.connected > 0
        return is_heard and await schema_is_current(settings.database_url)

    async def metrics() -> str:
        async with desk.store.reads() as tx:
            figures = await health.figures(tx)
        if sockets is None:
            return figures
        return f"{figures}# TYPE anker_sockets_connected gauge\nanker_sockets_connected {sockets.connected}\n"

    return routes(door, is_ready, metrics)


def _authorize(desk: Desk, settings: Settings):  # type: ignore[no-untyped-def]  # noqa: ANN202
    async def authorize(enterprise_id: str | None, team_id: TeamId | None) -> AuthorizeResult | None:
        """Only the workspace that the token belongs to is served."""
        if team_id != desk.team:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=settings.slack_bot_token.get_secret_value(),
            bot_user_id=desk.bot_user,
        )

    return authorize


@asynccontextmanager
async def serving(bot: Bot, host: str, port: int) -> AsyncIterator[int]:
    """Hear Slack, and whoever asks how the bot is; gives the port, which the system chooses where `port` is 0.

    Left, nothing more is taken, and what was taken is answered. Raises `SettingsMistake`.
    """
    # The server's own errors go through our log, which leaves their texts out, and not through a library's.
    runner = web.AppRunner(bot.http, access_log=None, logger=logger, shutdown_timeout=10)
    await runner.setup()
    site = web.TCPSite(runner, host, port)
    try:
        await site.start()
    except OSError as taken:
        await runner.cleanup()
        raise SettingsMistake(f"PORT {port} on {host} cannot be used ({taken.strerror}): choose another.") from None
    try:
        addresses: Sequence[tuple[str, int]] = runner.addresses
        async with _connected(bot.sockets):
            yield addresses[0][1]
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _connected(sockets: Sockets | None) -> AsyncIterator[None]:
    if sockets is None:
        yield
        return
    try:
        await sockets.start()
        yield
    except Trouble as trouble:
        raise SettingsMistake(str(trouble)) from None
    finally:
        await sockets.stop()


def ticking(bot: Bot) -> AbstractAsyncContextManager[None]:
    """Look for due work every second until left; what was begun is finished."""
    return doing(due_work(bot.desk, bot.name))


def tidying(bot: Bot) -> AbstractAsyncContextManager[None]:
    """The same in a process that only hears Slack: what it does for itself."""
    return doing(own_work(bot.desk))
