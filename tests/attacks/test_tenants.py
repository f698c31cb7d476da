"""Another workspace's people, and our own with ids that are not theirs (A27, S4, S6, S25): refused, nothing told."""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator, Iterator
from itertools import chain
from pathlib import Path

import pytest

import storage
from domain.barometers import Choice
from domain.people import Invited
from handlers.slack.commands import WORDS
from sandbox.connections import share_channel
from storage import rounds, sittings
from tests.attacks.forged import Forger
from tests.attacks.leaks import rows
from tests.attacks.neighbours import OTHER_TEAM, Ids, a_municipality, nobodys, shared_town
from tests.conversations.house import House, built
from tests.conversations.test_rights import CLICKS, SUBMISSIONS

ERROR = re.compile(r"\b[0-9a-f]{6}\b")
#: What everybody may have, strangers too, for it says nothing of anybody: the promise, and that they are not asked.
#: What is kept of them is theirs to read, and says nothing of others. The rest is said without looking at anything: of
#: a message or a template of one's own, and of what never was.
SAID_TO_ALL = (
    "Kun du ser dette vindue. Alt, hvad Anker har gemt",
    "Dine svar er anonyme, når runden lukker",
    "Du er ikke spurgt i et åbent barometer",
    "Det er allerede afgjort.",
    "Ikke gemt som svar.",
    "Svaret står, som det var.",
    "I orden. Jeg skriver tidligst igen",
    "Noget gik galt",  # a window without its fields, which Slack sends of nobody
)
NOT_WELCOME = "Anker er kun for dem, der er ansat her."
NO_WALK = "Den skabelon findes ikke, eller du er ikke med i den."
NO_COURSE = ("Det forløb findes ikke, eller du er ikke med i det.", "Den handling")
UNKNOWN = "Den runde findes ikke, eller du er ikke spurgt i den."
NO_DRAFT = "Den runde er sat op på ny eller slettet, eller du leder den ikke mere."

Act = tuple[str, str, str]


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with built(tmp_path, shared_town()) as house:
        yield house


def acts(ids: Ids) -> Iterator[Act]:
    """Everything that can be pressed or sent in, with these ids in it."""
    for action, (_, value) in CLICKS.items():
        yield "clicks", action, ids.filled(value)
    for callback, (_, subject) in SUBMISSIONS.items():
        yield "submits", callback, ids.filled(subject)


def words() -> Iterator[Act]:
    """Everything that can be typed, and the buttons that stand for it."""
    for word in WORDS:
        yield "clicks", word.offer.action, word.offer.key
        yield "types", word.command, word.en


async def told(forger: Forger, act: Act) -> str:
    """What the person reads after the act; an error's own id is left out."""
    how, name, value = act
    return ERROR.sub("ID", await getattr(forger, how)(name, value))


async def everything(house: House) -> list[str]:
    return sorted(str(row) for row in await rows(house))


async def told_apart(forger: Forger, known: Ids) -> list[str]:
    """The acts that answer otherwise for a round that is there than for one that never was."""
    pairs = [(act, other) for act, other in zip(acts(known), acts(nobodys(known)), strict=True) if act != other]
    assert len(pairs) > 20
    answers = [(act[1], await told(forger, act), await told(forger, other)) for act, other in pairs]
    assert all(answer for _, answer, _ in answers), "somebody was told nothing"
    return [f"{name}: {answer!r} / {other!r}" for name, answer, other in answers if answer != other]


async def test_a_colleague_from_next_door_is_refused_everything_and_changes_nothing(house: House) -> None:
    """In a shared channel their requests carry our workspace, and their own beside their name."""
    ours = await a_municipality(house, house.bot.desk.team)
    oda = Forger(house, house.person("Oda").id, house.bot.desk.team, OTHER_TEAM)
    await share_channel(house.workspace, "boern-familie", house.workspace.people[oda.user])
    before = await everything(house)
    house.workspace.rates.enforced = False  # everything is tried within one second
    assert await told_apart(oda, ours) == []
    let_in = []
    for act in chain(acts(ours), words()):
        answer = await told(oda, act)
        if not answer.lstrip("*").startswith((NOT_WELCOME, UNKNOWN, NO_DRAFT, NO_WALK, *NO_COURSE, *SAID_TO_ALL)):
            let_in.append(f"{act}: {answer}")
        assert ours.user not in answer
    assert let_in == []
    assert await everything(house) == before


async def test_another_workspace_is_refused_everything_with_one_sentence(house: House) -> None:
    """Slack's signature says that Slack sent it, not that this workspace did."""
    ours = await a_municipality(house, house.bot.desk.team)
    otto, since = Forger(house, "U0OTTO", OTHER_TEAM, extra={"response_url": ""}), len(house.workspace.log)
    before = await everything(house)
    answers = {await told(otto, act) for act in chain(acts(ours), acts(nobodys(ours)), words())}
    assert len(answers) == 1
    assert answers.pop().startswith(NOT_WELCOME)
    assert house.workspace.log[since:] == []
    assert await everything(house) == before


@pytest.mark.parametrize("name", ["Mette", "Hanne"])
async def test_ids_of_another_municipality_are_unknown_to_the_same_people_here(house: House, name: str) -> None:
    """Mette leads and Hanne is asked in both; one database holds the two, and only one of them is served."""
    await a_municipality(house, house.bot.desk.team)
    theirs = await a_municipality(house, OTHER_TEAM)
    here = Forger(house, house.person(name).id, house.bot.desk.team)
    before = await everything(house)
    assert await told_apart(here, theirs) == []
    assert await everything(house) == before


async def test_a_colleague_without_a_right_cannot_tell_which_rounds_there_are(house: House) -> None:
    """Ida is neither asked nor named; a channel she is not in must not be told by its rounds."""
    ours = await a_municipality(house, house.bot.desk.team)
    ida = Forger(house, house.person("Ida").id, house.bot.desk.team)
    before = await everything(house)
    # The result is posted in the channel that she presses from: that one round is hers to see. So is the course's
    # timeline, on whose button she is told whom to ask.
    seen = ("releases.", "courses.status")
    assert [act for act in await told_apart(ida, ours) if not act.startswith(seen)] == []
    changed = set(await everything(house)) - set(before)
    assert changed == set()


async def test_blocks_of_another_round_inside_ones_own_window_change_nothing_there(house: House) -> None:
    """The round is the one that the window is about, wherever else the fields say they belong."""
    ours = await a_municipality(house, house.bot.desk.team)
    theirs = await a_municipality(house, OTHER_TEAM)
    hanne = Forger(house, ours.user, house.bot.desk.team)
    before = await bodies(house, theirs.open)
    field = {f"comment:{theirs.open}:{ours.comment}": {"sittings.comment": {"value": "hos naboen"}}}
    await hanne.submits("sittings.comments", f"{ours.open}:comments", field)
    await hanne.submits("sittings.comments", f"{theirs.open}:comments", field)
    await hanne.clicks("sittings.answer", f"{theirs.open}:{ours.item}:5")
    await hanne.clicks("sittings.answer", f"{ours.open}:{ours.item}:5")
    assert await bodies(house, theirs.open) == before
    async with house.bot.desk.store.reads() as tx:
        found = await rounds.load(tx, house.bot.desk.team, ours.open)
        assert found
        [(_, kept)] = await sittings.all_of(tx, found, [Invited(ours.user, "sagsbehandler")])
    assert kept.comments == {ours.comment: "hos naboen"}
    assert kept.answers == {ours.item: Choice.STRONGLY_AGREE}


async def bodies(house: House, round_id: str) -> list[str]:
    return sorted(str(row) for table, row in await rows(house) if table == "sittings" and row[0] == round_id)


MISSHAPEN = ("", ":", "{open}", "{open}:", "{open}:{item}:9", "{open}:none:4", "{open}:{item}:4:5", "{item}:{open}:4")


async def test_ids_in_the_wrong_shape_are_told_and_change_nothing(house: House) -> None:
    ours = await a_municipality(house, house.bot.desk.team)
    hanne, before = Forger(house, ours.user, house.bot.desk.team), await everything(house)
    for value in MISSHAPEN:
        for action in ("sittings.answer", "sittings.set", "rounds.more"):
            assert await hanne.clicks(action, ours.filled(value)), (action, value)
        assert await hanne.submits("sittings.form", ours.filled(value)), value
    assert await everything(house) == before


#: Tables whose rows belong to a team by a column of their own.
OF_A_TEAM = {
    "RoundRow",
    "BarometerRow",
    "TemplateRow",
    "DepartmentRow",
    "DepartmentMarkRow",
    "NamedRow",
    "ReleaseRow",
    "PreferenceRow",
    "AuditRow",
    "HandledRow",
    "WalkRow",
    "WrittenRow",
    "FollowUpRow",
    "CourseRow",
    "CourseTypeRow",
    "CourseDraftRow",
    "CourseDueRow",
    "CourseRestRow",
    "PlanActionRow",
    "HomeRow",
    "HomeMarkRow",
}
QUERIES = {"select", "update", "delete", "insert_into", "exists"}
#: What makes such a condition for its callers.
OF_ONE = {"_of_channel", "_is", "_tab", "_stale"}
#: What reads or writes them for everybody at once, because the clock asks, or by an id that was looked up by its team.
FOR_ALL_TEAMS = {
    "rounds.due": "the clock's",
    "rounds.all_in_state": "the clock's",
    "rounds.delete_drafts": "the clock's",
    "rounds.mark_reminded": "the clock's",
    "workspaces.forget_handled": "the clock's",
    "people.unasked": "the clock's",
    "walks.all_ids": "the clock's",
    "walk_retention.last_used": "the clock's",
    "walk_retention.unused_since": "the clock's",
    "walk_retention.forget_orphans": "the clock's",
    "walk_retention.forget_written": "the clock's",
    "follow_ups._running": "the clock's, and narrowed to a team by those who call it for one",
    "course_drafts.forget": "the clock's",
    "course_due.courses_due": "the clock's",
    "course_due.forget_said": "the clock's",
    "course_due.mark": "by the keys of a course that was loaded by its team",
    "course_due.rest": "of a course that was loaded by its team",
    "course_due.unsaid": "of a course that was loaded by its team",
    "course_due.unsay": "of a course that was loaded by its team",
    "course_due.waiting": "of a course that was loaded by its team",
    "course_retention.forget_orphans": "the clock's",
    "course_retention.orphans": "the clock's",
    "course_retention.unused_since": "the clock's",
    "homes.anything_marked": "the clock's",
    "health.figures": "counts without a team",
}


def functions() -> Iterator[tuple[str, ast.AsyncFunctionDef | ast.FunctionDef]]:
    """Every function in the modules of storage that hold queries."""
    for path in sorted(Path(storage.__path__[0]).glob("*.py")):
        if path.stem == "tables":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef):
                yield f"{path.stem}.{node.name}", node


def unscoped(node: ast.AsyncFunctionDef | ast.FunctionDef) -> bool:
    """Whether a function names a team's table and nowhere the team that it is about."""
    names = {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
    reads = names & OF_A_TEAM and any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in QUERIES
        for one in ast.walk(node)
    )
    return bool(reads) and not compares_team(node)


QUERIES = {"select", "update", "delete", "insert_into", "exists"}


def compares_team(node: ast.AST) -> bool:
    """`Row.team_id == something` in a condition, `team_id` among values, or a table's rows by a helper that does."""
    for one in ast.walk(node):
        if isinstance(one, ast.Compare) and isinstance(one.left, ast.Attribute) and one.left.attr == "team_id":
            return True
        if isinstance(one, ast.Constant) and one.value == "team_id":
            return True
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in OF_ONE:
            return True
    return False


def test_every_query_of_a_team_s_rows_names_the_team() -> None:
    found = {name for name, node in functions() if unscoped(node)}
    assert found == set(FOR_ALL_TEAMS)


def test_the_check_sees_a_query_that_names_none() -> None:
    source = "def latest(tx, team, channel):\n  return select(RoundRow).where(RoundRow.{} == {})"
    [open_to_all] = ast.parse(source.format("channel", "channel")).body
    [scoped] = ast.parse(source.format("team_id", "team")).body
    assert isinstance(open_to_all, ast.FunctionDef)
    assert isinstance(scoped, ast.FunctionDef)
    assert unscoped(open_to_all)
    assert not unscoped(scoped)
