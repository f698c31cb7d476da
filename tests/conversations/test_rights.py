"""Who may do what: every button, window and word against every role, in one table.

An id that is not in the table fails the test, so nothing new is open to anybody by forgetting it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from slack_sdk.errors import SlackApiError
from sqlalchemy import text

from domain.barometers import Choice
from domain.calendars import DateNotGiven
from domain.course_setups import CourseDraft
from domain.people import Department, NotAllowed
from domain.plans import NotYours, UnknownAction
from domain.revisions import Status, wording
from domain.rounds import RoundState, WrongState
from domain.sittings import Sitting
from domain.walks import NotInWalk, Part, Walk
from handlers import sittings
from handlers.courses import UnknownCourse
from handlers.drafts import DraftGone
from handlers.people import NotWelcome
from handlers.sittings import TrialOver, UnknownRound
from handlers.slack import FEATURES
from handlers.slack.commands import WORDS, on_command
from handlers.slack.requests import Click, Command, Reply, Submission, Suggest
from handlers.walks import UnknownWalk
from messages.slack.home import action_of
from storage import course_drafts, people, rounds, walks
from storage.content import UnknownBarometer
from storage.courses import OneIsRunning
from storage.database import Store, Tx
from tests.conversations.course_houses import course_in
from tests.conversations.house import HERE, House, Road
from tests.conversations.plan_houses import planned

#: Who stands for which role. Nobody here is asked but Hanne, so that no right comes from being asked.
SEATS = {
    "nobody": "Ida",
    "asked": "Hanne",
    "observer": "Ulla",
    "team": "Amina",
    "waiting deputy": "Jonas",
    "deputy": "Jonas",
    "coordinator": "Mette",
    "administrator": "Henrik",
    "guest": "Pia",
    "owner": "Torben",
    "author": "Bente",
    "approver": "Anders",
}
WELCOME = frozenset(SEATS) - {"guest"}
LEADS = frozenset({"deputy", "coordinator"})
NAMES = LEADS | {"administrator"}
SEES_PEOPLE = NAMES | {"team", "waiting deputy"}
ASKED = frozenset({"asked"})
READER = frozenset({"coordinator"})
#: In the one walk of the house: who owns it, who writes with them, who approves it; the channel's team sees how far.
WRITES = frozenset({"owner", "author"})
APPROVES, OWNS = frozenset({"approver"}), frozenset({"owner"})
IN_WALK = WRITES | APPROVES
SEES_WALK = IN_WALK | LEADS | {"team", "waiting deputy"}
#: In the course of the channel: who works in it, and who may see it.
WORKS = LEADS | {"team", "waiting deputy"}
SEES_COURSE = WORKS | {"observer"}
#: Of an action in its plan: whoever is to do it, and whoever leads.
CHANGES_ACTION = LEADS | {"asked"}
#: What tells everybody no more than they may know: their own round, their own data, what was posted where they are.
OWN = frozenset(SEATS)

CLICKS: Mapping[str, tuple[frozenset[str], str]] = {
    "commands.language": (WELCOME, "da"),
    # Whoever the round's invitation names, and nobody else; here that is the coordinator.
    "comments.back": (READER, "{past}:{comment}:1"),
    "comments.delete": (READER, "{past}:{comment}:1"),
    "comments.keep_back": (READER, "{past}:{comment}:1"),
    "comments.next": (READER, "{past}:{comment}:1"),
    "comments.read": (READER, "{past}"),
    "comments.release": (READER, "{past}:{comment}:1"),
    "comments.shown": (WELCOME, "{past}"),
    "course_channels.move": (NAMES, "{course}"),
    "courses.calendar": (SEES_COURSE, "{course}"),
    "courses.done": (WORKS, "{course}:team_formed"),
    "courses.edit": (LEADS, "{course_draft}"),
    "courses.share": (WORKS, "{course}"),
    "courses.start": (LEADS, "here"),
    "courses.status": (SEES_COURSE, "{course}"),
    "courses.texts": (WORKS, "{course}"),
    "courses.type": (LEADS, "{channel}:forankringsstoette"),
    "handovers.choose": (NAMES, "{course}:{gone}:deactivated"),
    "handovers.take": (NAMES, "{course}:{gone}:deactivated"),
    "home.language": (WELCOME, "da"),
    # Nothing runs there: whoever writes in the walk is told so, everybody else is refused.
    "imports.blank": (LEADS, "{channel}"),
    "imports.blank_counts": (LEADS, "{channel}:{digest}:roles:2026-06-01"),
    "imports.earlier": (LEADS, "{channel}"),
    "imports.role": (LEADS, "{channel}:{digest}:0:sagsbehandler:0"),
    "imports.try": (LEADS, "{channel}:{digest}:0:sagsbehandler:1"),
    "meetings.agree": (WORKS, "{course}:status_meeting_2"),
    "meetings.hold": (WORKS, "{course}:status_meeting_2"),
    "meetings.leave_out": (WORKS, "{course}:status_meeting_2"),
    "meetings.more": (WORKS, "{course}:status_meeting_2"),
    "meetings.more_actions": (WORKS, "{course}:status_meeting_2"),
    "meetings.move": (WORKS, "{course}:status_meeting_2"),
    "meetings.record": (SEES_COURSE, "{course}:status_meeting_2"),
    "meetings.take_back": (WORKS, "{course}:status_meeting_2"),
    "people.ask_role": (WELCOME, "{channel}"),
    "people.open": (SEES_PEOPLE, "{channel}"),
    "people.grant": (NAMES, "{channel}:{user}"),
    "people.refuse": (NAMES, "{channel}:{user}"),
    "releases.changes": (WELCOME, "{past}"),
    "documents.excel": (WELCOME, "{past}"),
    "documents.get": (WELCOME, "{past}"),
    "documents.word": (WELCOME, "{past}"),
    "releases.groups": (WELCOME, "{past}"),
    "releases.items": (WELCOME, "{past}"),
    "releases.show": (OWN, "{past}"),
    "rounds.cancel": (LEADS, "{channel}"),
    "rounds.close": (LEADS, "{channel}"),
    "drafts.more": (LEADS, "{channel}"),
    "rounds.own": (OWN, "{open}"),
    "closings.end": (LEADS, "{course}"),
    "closings.no": (WORKS, "{course}:after_care"),
    "closings.partly": (WORKS, "{course}:after_care"),
    "closings.yes": (WORKS, "{course}:after_care"),
    "focus_groups.guide": (WORKS, "{course}:focus_groups"),
    "focus_groups.notes": (WORKS, "{course}:focus_groups"),
    "focus_groups.word": (WORKS, "{course}:1"),
    "focus_groups.write": (WORKS, "{course}:1"),
    "drafts.propose": (LEADS, "{course}:barometer_2_open"),
    "drafts.start": (LEADS, "here"),
    "drafts.texts": (LEADS, "{draft}"),
    # Whoever made the draft tries it, by themselves.
    "drafts.try": (frozenset({"coordinator"}), "{draft}"),
    "rounds.wrong_role": (OWN, "{open}"),
    "plans.add": (WORKS, "{course}"),
    "plans.done": (CHANGES_ACTION, "{action}:reminder:done"),
    "plans.edit": (CHANGES_ACTION, "{action}:reminder:edit"),
    "plans.more": (CHANGES_ACTION, "{action}:plan.0:done"),
    "plans.more_rows": (WORKS, "{course}:3:"),
    "plans.next": (SEES_COURSE, "{course}:1"),
    "plans.open": (SEES_COURSE, "{course}"),
    "plans.page": (SEES_COURSE, "{course}:0"),
    "plans.preview": (WORKS, "{course}"),
    "plans.reopen": (CHANGES_ACTION, "{action}:reminder:open"),
    "plans.share": (WORKS, "{course}"),
    "plans.word": (SEES_COURSE, "{course}"),
    "sittings.answer": (ASKED, "{open}:{item}:4"),
    "sittings.back": (ASKED, "{open}:{item}"),
    "sittings.begin": (ASKED, "{open}"),
    "sittings.show_here": (ASKED, "{open}"),
    "sittings.comments": (ASKED, "{open}"),
    "sittings.delete": (ASKED, "{open}"),
    "sittings.form": (ASKED, "{open}"),
    "sittings.gaps": (ASKED, "{open}:{theme}"),
    "sittings.hand_in": (ASKED, "{open}"),
    "sittings.more": (ASKED, "{open}:hand_in"),
    "sittings.no_reminders": (ASKED, "{open}"),
    "sittings.pause": (ASKED, "{open}"),
    "sittings.promise": (OWN, "{open}"),
    "sittings.set": (ASKED, "{open}:{item}:4"),
    "sittings.skip": (ASKED, "{open}:{item}"),
    "sittings.theme": (ASKED, "{open}:{theme}"),
    "follow_ups.held": (WRITES, "{walk}:{question}:2027-06-01:1"),
    "follow_ups.more": (WRITES, "{walk}:{question}:plan"),
    "follow_ups.move": (WRITES, "{walk}:{question}:2027-06-01:1"),
    "follow_ups.offer": (WRITES, "{walk}:{question}"),
    "follow_ups.put_off": (WRITES, "{walk}:{question}:2027-06-01:1"),
    "follow_ups.stop": (WRITES, "{walk}:{question}:2027-06-01:1"),
    "walk_documents.get": (IN_WALK, "{walk}"),
    # A message that is not one's own is found by nobody, and says nothing of the walk.
    "walks.add": (OWN, "{walk}:{question}:1.000001"),
    "walks.approve": (APPROVES, "{walk}"),
    "walks.ask_approval": (WRITES, "{walk}"),
    "walks.begin": (WRITES, "{walk}"),
    "walks.changes": (IN_WALK, "{walk}"),
    "walks.delete": (OWNS, "{walk}"),
    "walks.drop": (OWN, "1.000001"),
    "walks.field": (WRITES, "{walk}:{question}"),
    "walks.follow_edit": (OWN, "{walk}:{question}:1.000001"),
    "walks.go_to": (WRITES, "{walk}:{question}"),
    "walks.heir": (OWNS, "{walk}:{gone}"),
    "walks.instead": (OWN, "{walk}:{question}:1.000001"),
    "walks.keep_answer": (OWN, "{walk}:{question}"),
    "walks.more": (WRITES, "{walk}:{question}:back"),
    "walks.next": (WRITES, "{walk}:{question}"),
    "walks.not_this_week": (OWN, "{walk}"),
    "walks.own": (WRITES, "{walk}:{question}"),
    "walks.people": (IN_WALK, "{walk}"),
    "walks.read": (IN_WALK, "{walk}:{question}"),
    "walks.review": (IN_WALK, "{walk}"),
    "walks.reword": (WRITES, "{walk}:{own}"),
    "walks.send_back": (APPROVES, "{walk}"),
    "walks.settle": (WRITES, "{walk}:{question}"),
    "walks.share": (IN_WALK, "{walk}"),
    "walks.show": (WRITES, "{walk}:{question}"),
    "walks.status": (SEES_WALK, "{walk}"),
    "walks.undo": (WRITES, "{walk}:{question}:1.000001"),
    "walks.unsettled": (WRITES, "{walk}:{question}"),
    "walks.waiting": (WRITES, "{walk}"),
    "walks.whole": (IN_WALK, "{walk}:{question}"),
}
SUBMISSIONS: Mapping[str, tuple[frozenset[str], str]] = {
    "courses.setup": (LEADS, "{channel}:setup"),
    "courses.share": (WORKS, "{course}:share"),
    "courses.start": (LEADS, "{course_draft}:preview"),
    "course_channels.move": (NAMES, "{course}:channel"),
    "handovers.choose": (NAMES, "{course}:{gone}:deactivated"),
    "closings.answer": (WORKS, "{course}:after_care:yes"),
    "closings.end": (LEADS, "{course}:end"),
    "focus_groups.write": (WORKS, "{course}:1:"),
    "imports.bring_in": (LEADS, "{channel}:{digest}:roles:2026-06-01:F0"),
    "imports.counts": (LEADS, "{channel}:{digest}:roles:2026-06-01"),
    "imports.earlier": (LEADS, "{channel}:earlier"),
    "imports.sheet": (LEADS, "{channel}:import"),
    "imports.take": (LEADS, "{channel}:{digest}"),
    "meetings.agree": (WORKS, "{course}:status_meeting_2:0:"),
    "meetings.hold": (WORKS, "{course}:status_meeting_2:0:3"),
    "meetings.leave_out": (WORKS, "{course}:status_meeting_2:0:"),
    "meetings.move": (WORKS, "{course}:status_meeting_2:0:"),
    "people.channel": (SEES_PEOPLE, "{channel}:chosen"),
    "people.save": (NAMES, "{channel}:edition"),
    "plans.add": (WORKS, "{course}:3:"),
    "plans.edit": (CHANGES_ACTION, "{action}:own::"),
    "plans.give_up": (CHANGES_ACTION, "{action}:own::"),
    "rounds.cancel": (LEADS, "{open}:cancel"),
    "rounds.close": (LEADS, "{open}:close"),
    "drafts.confirm": (LEADS, "{draft}:preview"),
    "drafts.setup": (LEADS, "{channel}:setup"),
    "sittings.comments": (ASKED, "{open}:comments"),
    "sittings.delete": (ASKED, "{open}:delete"),
    "sittings.form": (ASKED, "{open}:{theme}"),
    "sittings.gaps": (ASKED, "{open}:{theme}"),
    "sittings.hand_in": (ASKED, "{open}:hand_in"),
    "follow_ups.move": (WRITES, "{walk}:{question}:2027-06-01:1"),
    "follow_ups.plan": (WRITES, "{walk}:{question}"),
    "walk_documents.get": (IN_WALK, "{walk}:document"),
    "walks.approve": (APPROVES, "{walk}:edition"),
    "walks.delete": (OWNS, "{walk}:edition"),
    "walks.field": (WRITES, "{walk}:{question}:0"),
    "walks.hand": (WRITES, "{walk}:{question}:hand"),
    "walks.heir": (OWNS, "{walk}:{gone}"),
    "walks.jump": (WRITES, "{walk}:{question}:jump"),
    "walks.leave": (IN_WALK, "{walk}:leave"),
    "walks.overtaken": (WRITES, "{walk}:{question}:0"),
    "walks.own": (WRITES, "{walk}:{question}:own"),
    "walks.people": (OWNS, "{walk}:edition"),
    "walks.reword": (WRITES, "{walk}:{own}:{wording}"),
    "walks.send_back": (APPROVES, "{walk}:edition"),
    "walks.settle": (WRITES, "{walk}:{unsettled}"),
    "walks.share": (IN_WALK, "{walk}:edition"),
    "walks.start": (LEADS, "{channel}:start"),
}
SUGGESTIONS: Mapping[str, frozenset[str]] = {"people.groups": OWN}
WORDS_OF: Mapping[str, frozenset[str]] = {
    "/barometer ": WELCOME,
    "/barometer start": LEADS,
    "/barometer status": WELCOME,
    "/barometer results": WELCOME,
    "/barometer close": LEADS,
    "/barometer cancel": LEADS,
    "/barometer import": LEADS,
    "/barometer my-data": OWN,
    "/barometer help": WELCOME,
    "/icm ": WELCOME,
    "/icm start": LEADS,
    "/icm status": WELCOME,
    "/icm document": WELCOME,
    "/icm my-data": OWN,
    "/icm help": WELCOME,
    "/anker ": WELCOME,
    "/anker status": WELCOME,
    "/anker start": LEADS,
    "/anker calendar": SEES_COURSE,
    # Whoever has no part in the course sees what is their own to do.
    "/anker plan": WELCOME,
    "/anker report": LEADS,
    "/anker people": SEES_PEOPLE,
    "/anker privacy": WELCOME,
    "/anker my-data": OWN,
    "/anker help": WELCOME,
}


@pytest.fixture
def road() -> Road:
    """Every button is pressed by everybody: what is asked is who may, and that is decided behind both roads."""
    return "http"


#: What a walk's windows are sent in with, so that nobody is refused for a mistake instead of a missing right.
ENTERED: Mapping[str, tuple[str, str]] = {
    "follow_ups.day": ("selected_date", "2027-05-03"),
    "follow_ups.first": ("selected_date", "2027-05-03"),
    "follow_ups.owner": ("selected_user", "{user}"),
    "follow_ups.rhythm": ("selected_option", "3:months"),
    "follow_ups.where": ("selected_option", "owner"),
    "meetings.day": ("selected_date", "2027-05-05"),
    "people.channel": ("selected_conversation", "{channel}"),
    "walk_documents.edition": ("selected_option", "{walk}:draft"),
    "walk_documents.kind": ("selected_option", "word"),
    "walk_documents.language": ("selected_option", "da"),
    "walks.approvers": ("selected_users", "{user}"),
    "walks.authors": ("selected_users", "{user}"),
    "walks.channel": ("selected_conversation", "{channel}"),
    "walks.choice": ("selected_option", "replace"),
    "walks.due": ("selected_date", "2027-12-01"),
    "walks.heir": ("selected_user", "{user}"),
    "walks.own": ("value", "Hvem passer hunden?"),
    "walks.owner": ("selected_user", "{user}"),
    "walks.settler": ("selected_user", "{user}"),
    "walks.taker": ("selected_user", "{colleague}"),
    "walks.target": ("selected_date", "2027-06-01"),
    "walks.template": ("selected_option", "icm"),
    "walks.text": ("value", "Et svar"),
    "walks.to": ("selected_option", "{question}"),
    "walks.unit": ("value", "Børn og Familie"),
    "walks.word": ("value", "Nr. 5 mangler"),
    "walks.wording": ("value", "Hvem passer katten?"),
}


def ids(kind: str) -> set[str]:
    return {name for feature in FEATURES for name in getattr(feature, kind)}


def test_every_button_is_in_the_table() -> None:
    words = {word.offer.action for word in WORDS} | {action_of(word.offer) for word in WORDS}
    assert ids("clicks") == set(CLICKS) | words


def test_every_window_and_select_is_in_the_table() -> None:
    assert ids("submissions") == set(SUBMISSIONS)
    assert ids("suggestions") == set(SUGGESTIONS)


def test_every_word_is_in_the_table() -> None:
    assert {f"{word.command} {word.en}" for word in WORDS} == set(WORDS_OF)


def test_no_id_is_heard_by_two_features() -> None:
    for kind in ("clicks", "submissions", "suggestions", "posts"):
        assert sum(len(getattr(feature, kind)) for feature in FEATURES) == len(ids(kind))


@dataclass
class Trial:
    """A house in which every listener can be tried by everybody, and nothing is kept."""

    house: House
    ids: Mapping[str, str]

    def user(self, role: str) -> str:
        return str(self.house.person(SEATS[role]).id)

    def click(self, action: str, value: str, role: str) -> Awaitable[Reply]:
        heard = {name: listener for feature in FEATURES for name, listener in feature.clicks.items()}
        team, here = self.house.bot.desk.team, self.ids["channel"]
        filled = value.format(**self.ids)
        view = {"id": "V0", "type": "modal", "hash": "1", "blocks": [], "state": {"values": {}}}
        click = Click(team, self.user(role), action, filled, f"{role}:{action}", "", channel=here, view=view)
        return heard[action](self.house.bot.desk, click)

    def submission(self, callback: str, subject: str, role: str) -> Awaitable[Reply]:
        heard = {name: listener for feature in FEATURES for name, listener in feature.submissions.items()}
        block = {"type": "section", "block_id": subject.format(**self.ids)}
        values = {
            f"{name}:0:p": {name: self.entered(entry)}
            for name, entry in ENTERED.items()
            if callback.startswith(("walk", "follow", "meetings", "people.channel"))
        }
        view = {"id": f"V{role}{callback}", "hash": "1", "blocks": [block], "state": {"values": values}}
        sent = Submission(self.house.bot.desk.team, self.user(role), callback, view)
        return heard[callback](self.house.bot.desk, sent)

    def entered(self, entry: tuple[str, str]) -> dict[str, object]:
        """The state of one field as Slack sends it."""
        kind, value = entry[0], entry[1].format(**self.ids)
        if kind == "selected_option":
            return {kind: {"value": value}}
        return {kind: [value] if kind.endswith("s") else value}

    def suggestion(self, action: str, role: str) -> Awaitable[Reply]:
        heard = {name: listener for feature in FEATURES for name, listener in feature.suggestions.items()}
        suggest = Suggest(self.house.bot.desk.team, self.user(role), action, "")
        return heard[action](self.house.bot.desk, suggest)

    def word(self, line: str, role: str) -> Awaitable[Reply]:
        command, _, text = line.partition(" ")
        desk, here = self.house.bot.desk, self.ids["channel"]
        return on_command(desk, Command(desk.team, self.user(role), command, text, here, "", "", "boern-familie"))


REFUSED = (
    *(NotAllowed, NotWelcome, UnknownRound, DraftGone, TrialOver),
    *(UnknownWalk, NotInWalk, UnknownCourse, UnknownAction, NotYours),
)


async def is_allowed(work: Awaitable[Reply]) -> bool:
    """Whether the work is done rather than refused; what would follow the answer is left."""
    try:
        reply = await work
    except REFUSED:
        return False
    except (WrongState, SlackApiError, UnknownBarometer, OneIsRunning, DateNotGiven):
        # Nothing was pressed or chosen, so no window opens; whoever came so far was not refused.
        return True
    if reply.after:
        reply.after.close()
    return True


@pytest.fixture
async def trial(house: House, monkeypatch: pytest.MonkeyPatch) -> Trial:
    """A published round, an open one and a draft, a walk and a course; whoever has a role is not asked."""
    here = house.workspace.channel("boern-familie").id
    not_asked = frozenset(
        house.person(name).id for role, name in SEATS.items() if role not in ("asked", "administrator")
    )
    await house.name(department=Department("Børn og Familie", here, not_asked=not_asked))
    await name(house, away=False)
    past = await house.starts()
    for name_of in ("Hanne", "Line", "Emil", "Freja", "Gitte", "Niels"):
        await answers(house, past.id, house.person(name_of).id)
    await house.turn(to=past.closes_at)
    await house.turn(to=past.closes_at + timedelta(days=100, hours=-4))
    running = await house.starts()
    draft = replace(running, id="a-draft", state=RoundState.DRAFT)
    async with house.bot.desk.store.writes() as tx:
        await rounds.insert(tx, draft, "trial")
        await rounds.replace_roster(tx, draft.id, await rounds.roster(tx, running.id))
    gone = next(one.id for one in house.workspace.people.values() if one.deleted)
    walk = await walk_in(house, here, gone)
    course = await course_in(house, date(2027, 9, 6), channel=HERE)
    draft_of_course = await course_draft_in(house, here)
    action = await planned(house, course, "Hanne")
    keep_nothing(house, monkeypatch)
    async with house.bot.desk.store.reads() as tx:
        digest = await tx.session.scalar(text("SELECT barometer_sha256 FROM rounds"))
    known = {
        "digest": str(digest),
        "channel": here,
        "user": house.person("Hanne").id,
        "past": past.id,
        "open": running.id,
        "draft": draft.id,
        "walk": walk.id,
        "course": course.id,
        "action": action.id,
        "course_draft": draft_of_course,
        "colleague": house.person("Line").id,
        "gone": gone,
        "question": walk.questions[0].id,
        "unsettled": walk.questions[1].id,
        "own": walk.added[0].id,
        "wording": wording(walk.added[0]),
    }
    themes = running.barometer.themes
    comment = running.barometer.open_items[0].id
    return Trial(house, known | {"item": themes[0].items[1].id, "theme": themes[0].id, "comment": comment})


async def walk_in(house: House, channel: str, gone: str) -> Walk:
    """A walk of which everything can be asked: one question answered, one not settled, and somebody in it has left."""
    desk = house.bot.desk
    owner, author, approver = (house.person(SEATS[role]).id for role in ("owner", "author", "approver"))
    parts = {owner: {Part.OWNER, Part.AUTHOR}, author: {Part.AUTHOR}, approver: {Part.APPROVER}, gone: {Part.AUTHOR}}
    begun = Walk(
        id=walks.new_walk_id(),
        team=desk.team,
        template=desk.store.templates.get("icm", 1),
        unit="Børn og Familie",
        people={user: frozenset(has) for user, has in parts.items()},
        target=date(2027, 6, 1),
        channel=channel,
        started_at=house.clock.now(),
    )
    first, second = begun.questions[:2]
    now = house.clock.now()
    written = begun.add_text(first.id, "Et svar", owner, now).mark(second.id, Status.NOT_SETTLED, 0, owner, now)
    written = written.settles(second.id, owner, written.target)
    written = written.add_question(walks.new_walk_id(), written.template.elements[-1].id, "Hvem passer hesten?", owner)
    async with desk.store.writes() as tx:
        await walks.insert(tx, begun, "trial")
        await walks.save(tx, begun, written)
    return written


async def course_draft_in(house: House, channel: str) -> str:
    """A course that somebody has filled in for the channel."""
    desk, leader = house.bot.desk, house.person("Mette").id
    opens = {"barometer_1_open": date(2027, 9, 6)}
    draft = CourseDraft("VDRAFT", desk.team, leader, channel, channel, "Egelund", "forankringsstoette", opens)
    async with desk.store.writes() as tx:
        await course_drafts.keep(tx, draft, house.clock.now())
    return draft.id


async def answers(house: House, round_id: str, user: str) -> None:
    """Hand in answers to every item, without the hundred clicks."""
    desk = house.bot.desk

    def everything(sitting: Sitting) -> Sitting:
        return replace(sitting, answers=dict.fromkeys((i.id for i in sitting.items), Choice.AGREE)).hand_in()

    async with desk.store.writes() as tx:
        await sittings.change(tx, desk.team, user, round_id, "all at once", everything)


async def name(house: House, *, away: bool) -> None:
    await house.name(
        HERE,
        coordinator=house.person("Mette").id,
        deputy=house.person("Jonas").id,
        team=frozenset({house.person("Amina").id}),
        observers=frozenset({house.person("Ulla").id}),
        coordinator_away=away,
    )


def keep_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    store = house.bot.desk.store
    writes = store.writes

    @asynccontextmanager
    async def undone() -> AsyncIterator[Tx]:
        async with writes() as tx:
            yield tx
            await tx.session.rollback()

    monkeypatch.setattr(store, "writes", undone)
    monkeypatch.setattr(store.keys, "destroy_round_key", lambda _: None)


def cases(trial: Trial, role: str) -> Iterator[tuple[str, frozenset[str], Awaitable[Reply]]]:
    """Everything that can be done, who may, and the doing of it by one role."""
    for action, (allowed, value) in CLICKS.items():
        yield f"button {action}", allowed, trial.click(action, value, role)
    for word in WORDS:
        line = f"{word.command} {word.en}"
        yield f"button {word.offer.action}", WORDS_OF[line], trial.click(word.offer.action, word.offer.key, role)
        if word.en == "start":  # on the Home tab all words are run by one listener
            yield f"home {line}", WORDS_OF[line], trial.click(action_of(word.offer), "{channel}", role)
        yield f"word {line}", WORDS_OF[line], trial.word(line, role)
    for callback, (allowed, subject) in SUBMISSIONS.items():
        yield f"window {callback}", allowed, trial.submission(callback, subject, role)
    for action, allowed in SUGGESTIONS.items():
        yield f"select {action}", allowed, trial.suggestion(action, role)


@pytest.mark.timeout(600)  # some three thousand things are tried
@pytest.mark.provokes("missing required field: trigger_id", "views.update: not_found")
async def test_everybody_may_do_what_the_table_says_and_nothing_else(trial: Trial) -> None:
    wrong = []
    # Everybody tries everything in the same minute, which is more than Slack lets one app ask of it.
    trial.house.workspace.rates.enforced = False
    for role in SEATS:
        if role == "deputy":
            await coordinator_leaves(trial)
        for what, allowed, work in cases(trial, role):
            may = await is_allowed(work)
            if may != (role in allowed):
                wrong.append(f"{role} {'may' if may else 'may not'}: {what}")
    assert not wrong, "\n".join(wrong)
    assert (await trial.house.round()).state is RoundState.OPEN


async def coordinator_leaves(trial: Trial) -> None:
    store, team, here = trial.house.bot.desk.store, trial.house.bot.desk.team, trial.ids["channel"]
    async with Store.writes(store) as tx:
        named = await people.named(tx, team, here)
        await people.save_named(tx, team, here, replace(named, coordinator_away=True))
