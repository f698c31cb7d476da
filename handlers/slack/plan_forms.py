"""Actions written down, edited and given up in windows; whatever is refused says in which row, and nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from slack_sdk.models.views import View

from domain.barometers import ThemeId
from domain.courses import CourseOver
from domain.cpr import find_cpr
from domain.people import Act, UserId
from domain.plans import ActionId, NewAction
from handlers import courses, plans
from handlers.plans import Edit
from handlers.slack import course_rooms, directory
from handlers.slack.desk import Desk, Later
from handlers.slack.plan_cards import SeenAt, actor, redraw, redraw_changed, today
from handlers.slack.requests import Click, Listeners, Payload, Reply, Submission, chosen
from handlers.slack.windows import open_window
from messages.slack import plan_views as views
from messages.slack.field_errors import cannot_write, is_blank, looks_like_cpr
from messages.slack.plan_views import MORE_ROWS, MOST_ROWS, NO_THEME, ROWS, block_of
from messages.wording import Words

#: The fields of an action, as they are called in ids.
FIELDS = ("text", "theme", "owner", "deadline")


async def on_add(desk: Desk, click: Click) -> Reply:
    """The window for several actions at once. Raises `UnknownCourse`, `NotAllowed` and `CourseOver`."""
    course_id, *surface = click.ids
    await open_window(desk, click, await _add_view(desk, click.user, course_id, ROWS, surface))
    return Reply()


async def _add_view(desk: Desk, user: UserId, course_id: str, rows: int, surface: Sequence[str]) -> View:
    person = await course_rooms.member(desk, user, course_id)
    person.check(Act.WORK_COURSE)
    async with desk.store.reads() as tx:
        course = await courses.take_part(tx, person, course_id, Act.WORK_COURSE)
        if course.over:
            raise CourseOver
        themes = await plans.themes_of(tx, course)
    return views.add_view(course, themes, rows, desk.wording(person), ":".join(surface))


async def on_more_rows(desk: Desk, click: Click) -> Reply:
    """ "Flere rækker": what was typed already stays where it is. Raises as `on_add` does."""
    course_id, rows, *surface = click.ids
    more = min(int(rows) + MORE_ROWS, MOST_ROWS)
    view = await _add_view(desk, click.user, course_id, more, surface)
    return Reply(after=desk.slack.views_update(view_id=str((click.view or {}).get("id", "")), view=view))


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a row, or in the window of one action; None where nothing was chosen."""

    text: str = ""
    theme: ThemeId | None = None
    owner: UserId | None = None
    deadline: date | None = None


async def on_add_sent(desk: Desk, submission: Submission) -> Reply:
    """All rows go into the plan, or none: what is wrong is told at its row. Raises `UnknownCourse`, `NotAllowed`."""
    course_id, rows, *surface = submission.subject
    person = await course_rooms.member(desk, submission.user, course_id)
    person.check(Act.WORK_COURSE)
    words = desk.wording(person)
    typed = {row: one for row in range(int(rows)) if (one := _row(submission, row)).text}
    if not typed:
        return _refused({block_of("text", 0): words("Skriv mindst én handling.")})
    mistakes = [mistake for row, one in typed.items() for mistake in await _mistakes(desk, one, words, row)]
    if mistakes:
        return _refused(dict(mistakes))
    new = [_new(one) for one in typed.values()]
    async with desk.store.writes() as tx:
        course = await courses.take_part(tx, person, course_id, Act.WORK_COURSE, lock=True)
        added = await plans.add(tx, course, new, person, desk.now(), desk.workdays, submission.view_id)
    place = SeenAt(surface[0] if surface else "", desk.opened_from.get(submission.view_id))
    return _updated(views.added_view(added, today(desk), words), redraw(desk, person, course, place))


def _row(submission: Submission, row: int) -> Typed:
    return _typed({name: submission.fields(f"plans.{name}").get(block_of(name, row), {}) for name in FIELDS})


def _typed(fields: Mapping[str, Payload]) -> Typed:
    day = _first(fields["deadline"])
    theme = _first(fields["theme"])
    return Typed(
        text=str(fields["text"].get("value") or "").strip(),
        theme=theme if theme != NO_THEME else None,
        owner=_first(fields["owner"]),
        deadline=date.fromisoformat(day) if day else None,
    )


def _first(state: Payload) -> str | None:
    return next(iter(chosen(state)), None)


def _new(typed: Typed) -> NewAction:
    assert typed.owner is not None and typed.deadline is not None  # noqa: PT018, S101 - told as mistakes before
    return NewAction(typed.text, typed.owner, typed.deadline, typed.theme)


async def _mistakes(desk: Desk, typed: Typed, words: Words, row: int) -> list[tuple[str, str]]:
    """What cannot be, by the block of its field, each with the number of its row."""
    found = [
        ("text", text_mistake(typed.text, words)),
        ("owner", await owner_mistake(desk, typed.owner, words)),
        ("deadline", deadline_mistake(desk, typed.deadline, words)),
    ]
    return [(block_of(name, row), views.in_row(row, what, words)) for name, what in found if what]


def text_mistake(text: str, words: Words) -> str | None:
    """Why a text is not kept: it looks as if it held a civil registration number."""
    lines = find_cpr(text)
    return looks_like_cpr(lines[0], words) if lines else None


async def owner_mistake(desk: Desk, owner: UserId | None, words: Words) -> str | None:
    """Why somebody cannot be in charge of an action: nobody, a guest, a bot, or gone."""
    if owner is None:
        return words("Vælg, hvem der gør det.")
    return cannot_write(await directory.member(desk, owner), words)


def deadline_mistake(desk: Desk, deadline: date | None, words: Words) -> str | None:
    """Why a day is no deadline: none, or past."""
    if deadline is None:
        return words("Vælg en frist.")
    return words("Vælg en dag, der ikke er gået.") if deadline < today(desk) else None


async def on_edit_sent(desk: Desk, submission: Submission) -> Reply:
    """One action is changed; a deadline that has passed may stay. Raises `UnknownAction`, `NotYours`, `Settled`."""
    action_id, place = _place(desk, submission)
    person = await actor(desk, submission.user, action_id)
    words = desk.wording(person)
    async with desk.store.reads() as tx:
        before = (await plans.find(tx, person, action_id)).action
    typed = _typed({name: submission.field(f"plans.{name}") for name in FIELDS})
    owner, deadline = typed.owner or before.owner, typed.deadline
    found = {
        "plans-text": text_mistake(typed.text, words) if typed.text else is_blank(words),
        "plans-owner": None if owner == before.owner else await owner_mistake(desk, owner, words),
        "plans-deadline": None if deadline == before.deadline else deadline_mistake(desk, deadline, words),
    }
    mistakes = {block: what for block, what in found.items() if what}
    if mistakes or deadline is None:
        return _refused(mistakes)
    wanted = Edit(typed.text, deadline, owner, typed.theme)
    async with desk.store.writes() as tx:
        changed = await plans.edit(tx, person, action_id, wanted, desk.now(), desk.workdays)
    if changed.action == before:
        return Reply({"response_action": "update", "view": views.unchanged_view(words).to_dict()})
    text = views.edited_text(changed.action, today(desk), words)
    former = before.owner if changed.action.owner != before.owner else None
    return _updated(views.kept_view(text, words), redraw_changed(desk, person, changed, place, former))


async def on_give_up_sent(desk: Desk, submission: Submission) -> Reply:
    """An action is given up, with a reason or without. Raises `UnknownAction` and `NotYours`."""
    action_id, place = _place(desk, submission)
    person = await actor(desk, submission.user, action_id)
    words = desk.wording(person)
    reason = str(submission.field("plans.reason").get("value") or "").strip()
    if mistake := text_mistake(reason, words):
        return _refused({"plans-reason": mistake})
    async with desk.store.writes() as tx:
        changed = await plans.change(tx, person, action_id, lambda one: one.given_up(reason), desk.now(), desk.workdays)
    text = views.given_up_text(changed.action, words)
    return _updated(views.kept_view(text, words), redraw_changed(desk, person, changed, place))


def _place(desk: Desk, submission: Submission) -> tuple[ActionId, SeenAt]:
    action_id, surface, channel, ts = submission.subject[:4]
    return action_id, SeenAt(surface, desk.opened_from.get(submission.view_id), channel, ts)


def _refused(mistakes: Mapping[str, str]) -> Reply:
    return Reply({"response_action": "errors", "errors": dict(mistakes)})


def _updated(view: View, after: Later) -> Reply:
    return Reply({"response_action": "update", "view": view.to_dict()}, after)


LISTENERS = Listeners(
    clicks={"plans.add": on_add, "plans.more_rows": on_more_rows},
    submissions={"plans.add": on_add_sent, "plans.edit": on_edit_sent, "plans.give_up": on_give_up_sent},
)
