"""An answer written in a modal instead of a message, and every wording of it read."""

from __future__ import annotations

from dataclasses import dataclass

from domain.cpr import find_cpr
from domain.revisions import LONGEST_ANSWER, AnswerTooLong, Overtaken, QuestionId
from domain.walk_fields import text_of, with_own
from domain.walks import WalkAct, WalkId
from handlers import walks
from handlers.slack import walk_cards
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Reply, Submission, chosen
from handlers.slack.walk_windows import card_behind, open_from, updated
from messages.slack import walk_views as views
from messages.slack.field_errors import looks_like_cpr
from messages.wording import Words


@dataclass(frozen=True, slots=True)
class Bases:
    """The revision that the writer was shown last, and the one that the field held when it was opened; 0 for none."""

    seen: int
    opened: int


async def on_field(desk: Desk, click: Click) -> Reply:
    """Write in a modal, with the present text in it."""
    return await open_from(desk, click, views.field_view)


async def on_read(desk: Desk, click: Click) -> Reply:
    """What stands there in full, and the earlier wordings."""
    walk_id, question = click.ids[:2]
    async with desk.store.reads() as tx:
        walk, wordings = await walks.history(tx, click.team, click.user, walk_id, question)
    view = views.read_view(walk, walk.question(question), wordings, await desk.words(click.user))
    await desk.open_view(click.trigger_id, view)
    return Reply()


async def on_field_sent(desk: Desk, submission: Submission) -> Reply:
    """The text is kept, or comes back: with a civil registration number, or overtaken by a colleague's."""
    walk_id, question, base = submission.subject[:3]
    words = await desk.words(submission.user)
    if refused := _with_cpr(submission, words):
        return refused
    text = _text(submission)
    return await _keep(desk, submission, walk_id, question, text, Bases(int(base), int(base)), words)


async def on_overtaken_sent(desk: Desk, submission: Submission) -> Reply:
    """The choice between a colleague's text and one's own."""
    walk_id, question, standing, *opened = submission.subject
    bases = Bases(int(standing), int(opened[0] if opened else 0))
    words = await desk.words(submission.user)
    [choice] = chosen(submission.field("walks.choice"))
    if choice == "keep":
        return updated(views.kept_view(words("Kollegaens tekst står. Din er ikke gemt."), words))
    if refused := _with_cpr(submission, words):
        return refused
    text = _text(submission)
    if choice == "add":
        async with desk.store.reads() as tx:
            walk, wordings = await walks.history(tx, submission.team, submission.user, walk_id, question)
        text = with_own(walk.answers.get(question), text_of(wordings, bases.opened), text)
    return await _keep(desk, submission, walk_id, question, text, bases, words)


async def _keep(
    desk: Desk, submission: Submission, walk_id: WalkId, question: QuestionId, text: str, bases: Bases, words: Words
) -> Reply:
    """The text is kept; where a colleague was faster, both are shown, and the field keeps what was written in it."""
    team, user = submission.team, submission.user
    try:
        async with desk.store.writes() as tx:
            await walks.replace_text(tx, team, user, walk_id, question, text, bases.seen, desk.now())
            shown = await walks.show(tx, team, user, walk_id, question, desk.now())
    except Overtaken as overtaken:
        async with desk.store.reads() as tx:
            walk = await walks.take_part(tx, team, user, walk_id, WalkAct.WRITE)
        mine, opened = _text(submission), bases.opened
        return updated(views.overtaken_view(walk, walk.question(question), overtaken.standing, mine, opened, words))
    except AnswerTooLong:
        first = next(iter(submission.fields("walks.text")))
        told = words("Svaret er for langt: der er plads til {n} tegn. Kort det af.", n=LONGEST_ANSWER)
        return Reply({"response_action": "errors", "errors": {first: told}})
    return Reply(after=walk_cards.show(desk, user, shown, words, card_behind(desk, submission)))


def _with_cpr(submission: Submission, words: Words) -> Reply | None:
    """The parts that look as if they held a civil registration number, each with its line; nothing is kept."""
    found = {block: find_cpr(str(state.get("value") or "")) for block, state in submission.fields("walks.text").items()}
    errors = {block: looks_like_cpr(lines[0], words) for block, lines in found.items() if lines}
    return Reply({"response_action": "errors", "errors": errors}) if errors else None


def _text(submission: Submission) -> str:
    fields = submission.fields("walks.text")
    ordered = sorted(fields, key=views.part_order)
    return views.joined([(views.part_order(block)[1], str(fields[block].get("value") or "")) for block in ordered])


LISTENERS = Listeners(
    clicks={"walks.field": on_field, "walks.read": on_read},
    submissions={"walks.field": on_field_sent, "walks.overtaken": on_overtaken_sent},
)
