"""`make demo`: the bot, unchanged, beside a workspace of a made-up municipality, both by the same clock."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from pydantic import SecretStr

from bot.app import Bot, running, serving, ticking
from bot.logs import start_logging
from bot.manifest import COMMANDS, EVENTS, SCOPES, manifest
from bot.settings import Settings
from domain.people import Department, Named
from sandbox.app import App, Command
from sandbox.look import TOWN_ZONE
from sandbox.moments import AFTER_CLOSING, MORNING, OPENING
from sandbox.past import tell_past
from sandbox.server import running as workspace_running
from sandbox.town import DEPARTMENT, LEADER, PROFESSIONAL_LEADER, SUPER_USER, TEAM, Person, town
from sandbox.workspace import Workspace
from storage import outbox, people

#: Where the page is, unless PORT says otherwise.
PORT = 8080
HIGHEST_PORT = 65535
SATURDAY = 5
SHORTLY = timedelta(seconds=5)
#: While the clock is turned, messages of the last minute and the next seconds are waited for, fifteen seconds at most:
#: what Slack has put off for longer than that comes later.
JUST_NOW, SOON = timedelta(minutes=1), timedelta(seconds=10)
LOOKS, BETWEEN_LOOKS = 75, 0.2
#: The story begins on a Monday morning.
FIRST_DAY = datetime(2027, 1, 11, 8, tzinfo=UTC)
OPERATOR = "Egelund It"
#: Kept for one run: the workspace itself lives in memory only.
HOME = Path("var/demo")
#: What the page's log keeps: enough to look back, and not more memory the longer the demo runs.
LOG_KEEPS, LOG_KEEPS_CHARACTERS = 2_000, 4_000_000
ROLES = {LEADER: "leder", PROFESSIONAL_LEADER: "faglig_leder", SUPER_USER: "superbruger"}


class DemoClock:
    """Runs as fast as the real time, from a day of its own, and can be turned forward.

    On the way it shows every hour at which something may fall due, and has `do_due_work` done there: weeks that are
    turned past are weeks that have passed, and not weeks in which the bot was down.
    """

    def __init__(self, start: datetime, do_due_work: Callable[[], Awaitable[None]] | None = None) -> None:
        self.do_due_work = do_due_work
        self._ahead = start - datetime.now(UTC)
        self._turned = asyncio.Condition()
        self._one_at_a_time = asyncio.Lock()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    async def until(self, moment: datetime) -> None:
        """Wait until this clock shows `moment`, by waiting or by being turned."""
        async with self._turned:
            while (left := (moment - self.now()).total_seconds()) > 0:
                try:
                    await asyncio.wait_for(self._turned.wait(), left)
                except TimeoutError:
                    return

    async def turn(self, to: datetime) -> None:
        """Pass the time until `to`."""
        async with self._one_at_a_time:
            for moment in hours_of_work(self.now(), to):
                await self._show(moment)
                if self.do_due_work:
                    await self.do_due_work()
            await self._show(to)

    async def _show(self, moment: datetime) -> None:
        """Whoever waits looks at the clock again."""
        self._ahead += max(timedelta(), moment - self.now())
        async with self._turned:
            self._turned.notify_all()


def hours_of_work(after: datetime, before: datetime) -> Iterator[datetime]:
    """Shortly after the hours at which something may fall due, of every day from Monday to Friday in between: when work
    begins, at nine, and when it is over, in the town's time."""
    day = after.astimezone(TOWN_ZONE).date()
    while day <= before.astimezone(TOWN_ZONE).date():
        for clock in (OPENING, MORNING, AFTER_CLOSING):
            moment = datetime.combine(day, clock, TOWN_ZONE) + SHORTLY
            if after < moment < before and day.weekday() < SATURDAY:
                yield moment.astimezone(UTC)
        day += timedelta(days=1)


def demo_app(*, socket_mode: bool = False) -> App:
    """The app as its manifest describes it."""
    commands = tuple(Command(command.name, command.description, command.hint) for command in COMMANDS)
    home = manifest("")["features"]["app_home"]
    return App(
        scopes=frozenset(SCOPES),
        events=frozenset(EVENTS),
        commands=commands,
        home_tab=home["home_tab_enabled"],
        messages_tab=home["messages_tab_enabled"],
        messages_tab_read_only=home["messages_tab_read_only_enabled"],
        socket_mode=socket_mode,
    )


def demo_settings(workspace: Workspace, home: Path) -> Settings:
    """Settings for a bot that lives in `home` and talks to this workspace, on the road that its app is set to; nothing
    is read from the environment.
    """
    app = workspace.app
    return Settings.model_construct(
        slack_bot_token=SecretStr(app.token),
        slack_signing_secret=None if app.socket_mode else SecretStr(app.signing_secret),
        slack_app_token=SecretStr(app.app_token) if app.socket_mode else None,
        slack_api_url=f"{workspace.url}/api/",
        database_url=f"sqlite+aiosqlite:///{home / 'anker.sqlite'}",
        keys_dir=home / "keys",
        secret_keys=None,
        operator=OPERATOR,
        content_dir=None,
        host="127.0.0.1",
        port=0,
    )


async def name_people(bot: Bot, workspace: Workspace) -> None:
    """Who has which right in Egelund, and who is in its department: what an administrator does on the first day."""
    residents = {person.first_name: person for person in workspace.town.people}
    named = Named(
        coordinator=residents["Mette"].id,
        deputy=residents["Jonas"].id,
        team=frozenset(residents[name].id for name in ("Torben", "Sofie", "Amina")),
    )
    marks = {person.id: ROLES[person.role] for person in residents.values() if _is_marked(person)}
    rooms = {name: workspace.channel(name).id for name in (DEPARTMENT, TEAM)}
    department = Department(name="Børn og Familie", channel=rooms[DEPARTMENT], marks=marks)
    async with bot.desk.store.writes() as tx:
        for room in rooms.values():
            await people.save_named(tx, bot.desk.team, room, named)
        await people.save_department(tx, bot.desk.team, rooms[DEPARTMENT], department)
        await people.save_department(tx, bot.desk.team, rooms[TEAM], replace(department))


async def finish_due_work(bot: Bot) -> None:
    """What is due now, and what that sets going in its turn, until its messages have been sent: the bot's own clock
    may have taken some of them already, and holds each until its turn comes.
    """
    for _ in range(LOOKS):
        await bot.do_due_work()
        await bot.desk.background.finish()
        now = bot.desk.now()
        async with bot.desk.store.reads() as tx:
            if not await outbox.is_waiting(tx, now - JUST_NOW, now + SOON):
                return
        await asyncio.sleep(BETWEEN_LOOKS)


def _is_marked(person: Person) -> bool:
    return person.role in ROLES and not person.deleted


async def show(port: int, *, socket_mode: bool = False) -> None:
    """Run until stopped; prints the page's address when it is ready."""
    stopped = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopped.set)
    clock = DemoClock(FIRST_DAY)
    async with AsyncExitStack() as stack:
        opened = workspace_running(clock, demo_app(socket_mode=socket_mode), town(), turn=clock.turn, port=port)
        workspace = await stack.enter_async_context(opened)
        workspace.log.keeps, workspace.log.keeps_characters = LOG_KEEPS, LOG_KEEPS_CHARACTERS
        tell_past(workspace)
        # The address is ours, so the folder that goes with it is too: two demos at once do not disturb each other.
        home = HOME / str(port)
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        bot = await stack.enter_async_context(running(demo_settings(workspace, home), clock))
        await name_people(bot, workspace)
        bot_port = await stack.enter_async_context(serving(bot, "127.0.0.1", 0))
        workspace.app.request_url = f"http://127.0.0.1:{bot_port}/slack/events"
        clock.do_due_work = partial(finish_due_work, bot)
        await stack.enter_async_context(ticking(bot))
        sys.stdout.write(f"Anker is ready: {workspace.url}/\n")
        sys.stdout.flush()
        await stopped.wait()


def main() -> int:
    """Start the demo on `PORT`, with `SOCKET_MODE=1` by Socket Mode, or say why that is not possible."""
    start_logging()
    wanted = os.environ.get("PORT", str(PORT))
    if not wanted.isdecimal() or int(wanted) > HIGHEST_PORT:
        sys.stderr.write(f"PORT={wanted} is not a port. Choose a number, such as PORT=8090 make demo\n")
        return 2
    port = int(wanted)
    try:
        asyncio.run(show(port, socket_mode=os.environ.get("SOCKET_MODE", "") not in {"", "0"}))
    except OSError as taken:
        sys.stderr.write(f"Port {port} cannot be used ({taken.strerror}). Choose another: PORT=8090 make demo\n")
        return 2
    return 0
