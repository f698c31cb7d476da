"""The template in a direct message: one question at a time, forward, back, and handed to a colleague."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

from slack_sdk.models.views import View

from domain.cpr import find_cpr
from domain.people import Person
from domain.revisions import LONGEST_ANSWER, AnswerTooLong, Overtaken, Question, QuestionId, Status
from domain.walks import Walk, WalkAct, WalkId
from handlers import walks
from handlers.slack import walk_cards, walk_reviews
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Made, Reply, Submission, chosen
from handlers.slack.walk_cards import Pressed, pressed
from handlers.walks import CAME_BACK, HANDED, INVITATION, Shown, WalkPlan
from messages.slack import walk_views as views
from messages.slack import walks as cards
from messages.slack.cards import Card
from messages.slack.forms import looks_like_cpr
from messages.slack.walk_views import StartFacts
from messages.wording import Words
from storage import people as stored_people
from storage.outbox import Claimed

#: A template is filled in over weeks; this is what is proposed.
DAYS_TO_ANSWER = 42


async def on_icm(desk: Desk, command: Command, person: Person) -> Reply:
    """`/icm`: the next open question of this person, in the direct message; several walks: which one."""
    async with desk.store.reads() as tx:
        mine = [walk for walk in await walks.walks_of(tx, person.team, person.user) if person.user in walk.authors]
    words = desk.wording(person)
    if not mine:
        # Whoever only approves has no question; whoever is in no walk is told whom to ask.
        return await walk_reviews.on_status(desk, command, person)
    if len(mine) > 1:
        return Reply(after=desk.whisper(command.response_url, cards.choose_card(mine, words)))
    async with desk.store.writes() as tx:
        shown = await walks.go_on(tx, person.team, person.user, mine[0].id, desk.now())
    return Reply(after=_send(desk, shown, command, person.user, words))


async def _send(desk: Desk, shown: Shown, command: Command, user: str, words: Words) -> None:
    """The question goes into the direct message; where `/icm` was typed elsewhere, that is said there."""
    await walk_cards.put(desk, user, shown.walk, _card(shown, user, desk, words), words)
    if not command.channel.startswith("D") and shown.question:
        await desk.whisper(command.response_url, cards.sent_card(shown.walk, shown.question, words))


def _card(shown: Shown, user: str, desk: Desk, words: Words) -> Card:
    if shown.question is None:
        return cards.nothing_left_card(shown.walk, words)
    return cards.question_card(shown.walk, shown.question, user, desk.now(), words)


async def on_start_word(desk: Desk, command: Command, person: Person) -> Reply:
    """`/icm start`: who takes part, who approves, by when. Raises `NotAllowed` before anything is opened."""
    is_channel = bool(command.channel) and not command.channel.startswith("D")
    async with desk.store.reads() as tx:
        if is_channel:
            await walks.may_start(tx, person, command.channel)
        department = await stored_people.department(tx, person.team, command.channel)
    target = desk.workdays.on_or_after(desk.workdays.local(desk.now()).date() + timedelta(days=DAYS_TO_ANSWER))
    facts = StartFacts(
        channel=command.channel if is_channel else None,
        unit=department.name if department else "",
        templates=desk.store.templates.all(),
        target=target,
    )
    view = views.start_view(facts, person.user, desk.wording(person))
    await desk.open_view(command.trigger_id, view)
    return Reply()


async def on_start(desk: Desk, submission: Submission) -> Reply:
    """The walk begins; everybody in it hears of it. Raises `NotAllowed`."""
    [channel] = chosen(submission.field("walks.channel"))
    person = await desk.who(submission.user, channel)
    words = desk.wording(person)
    target = date.fromisoformat(chosen(submission.field("walks.target"))[0])
    if target <= desk.workdays.local(desk.now()).date():
        text = words("Vælg en dag, der ikke er gået.")
        return Reply({"response_action": "errors", "errors": {"walks-target": text}})
    if refused := await _not_taking_part(desk, submission, words):
        return refused
    plan = WalkPlan(
        channel=channel,
        unit=str(submission.field("walks.unit").get("value") or "").strip(),
        template=chosen(submission.field("walks.template"))[0],
        authors=chosen(submission.field("walks.authors")),
        approvers=chosen(submission.field("walks.approvers")),
        target=target,
        language=person.language,
    )
    async with desk.store.writes() as tx:
        walk = await walks.start(tx, person, plan, submission.event, desk.now())
    return _updated(views.started_view(walk, words))


async def _not_taking_part(desk: Desk, submission: Submission, words: Words) -> Reply | None:
    """Bots, guests, strangers and those who have left cannot write to Anker: each is named at their field."""
    errors = {}
    for field in ("walks.authors", "walks.approvers"):
        found = [(await desk.person(user)).member for user in chosen(submission.field(field))]
        names = ", ".join(member.name for member in found if member.absence)
        if names:
            told = words("Kan ikke være med: {names}. Vælg kolleger, der selv kan skrive til Anker.", names=names)
            errors[field.replace(".", "-")] = told
    return Reply({"response_action": "errors", "errors": errors}) if errors else None


async def on_begin(desk: Desk, click: Click) -> Reply:
    """Begin or go on with a walk: the card becomes the next open question."""
    return await _move(desk, click, lambda tx: walks.go_on(tx, click.team, click.user, click.ids[0], desk.now()))


async def on_next(desk: Desk, click: Click) -> Reply:
    walk, question = click.ids[:2]
    return await _move(desk, click, lambda tx: walks.go_on(tx, click.team, click.user, walk, desk.now(), question))


async def on_show(desk: Desk, click: Click) -> Reply:
    """A certain question, whoever is on it."""
    walk, question = click.ids[:2]
    return await _move(desk, click, lambda tx: walks.show(tx, click.team, click.user, walk, question, desk.now()))


async def _on_back(desk: Desk, click: Click) -> Reply:
    walk, question = click.ids[:2]
    return await _move(desk, click, lambda tx: walks.step(tx, click.team, click.user, walk, question, -1, desk.now()))


async def _move(desk: Desk, click: Click, how: Callable[..., Awaitable[Shown]]) -> Reply:
    """To another question: the clicked card becomes it, unless something was written below it meanwhile."""
    async with desk.store.writes() as tx:
        shown = await how(tx)
    return Reply(after=_put(desk, click.user, shown, pressed(click), await desk.words(click.user)))


async def _put(desk: Desk, user: str, shown: Shown, where: Pressed, words: Words) -> None:
    await walk_cards.put(desk, user, shown.walk, _card(shown, user, desk, words), words, where)


async def on_unsettled(desk: Desk, click: Click) -> Reply:
    return await _mark(desk, click, Status.NOT_SETTLED)


async def _on_not_relevant(desk: Desk, click: Click) -> Reply:
    return await _mark(desk, click, Status.NOT_RELEVANT)


async def _mark(desk: Desk, click: Click, status: Status) -> Reply:
    """Marked, and on to the next question."""
    walk, question = click.ids[:2]
    async with desk.store.writes() as tx:
        await walks.mark(tx, click.team, click.user, walk, question, status, desk.now())
    return await on_next(desk, click)


async def on_more(desk: Desk, click: Click) -> Reply:
    """The menu of a question's card."""
    listeners = {
        "not_relevant": _on_not_relevant,
        "hand": _ask_whom,
        "back": _on_back,
        "jump": _ask_where,
        "pause": _on_pause,
    }
    return await listeners[click.ids[2]](desk, click)


async def _on_pause(desk: Desk, click: Click) -> Reply:
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, click.ids[0], WalkAct.SEE)
    words = await desk.words(click.user)
    return Reply(after=walk_cards.put(desk, click.user, walk, cards.paused_card(walk, words), words, pressed(click)))


async def _ask_whom(desk: Desk, click: Click) -> Reply:
    return await _open(desk, click, views.hand_view)


async def _ask_where(desk: Desk, click: Click) -> Reply:
    return await _open(desk, click, views.jump_view)


async def on_field(desk: Desk, click: Click) -> Reply:
    """Write in a modal, with the present text in it."""
    return await _open(desk, click, views.field_view)


async def _open(desk: Desk, click: Click, view: Callable[[Walk, Question, Words], View]) -> Reply:
    walk_id, question = click.ids[:2]
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, walk_id, WalkAct.WRITE)
    made = view(walk, walk.question(question), await desk.words(click.user))
    view_id = await desk.open_view(click.trigger_id, made)
    desk.opened_from.note(view_id, click.response_url)
    desk.opened_from.note((view_id, "card"), pressed(click))
    return Reply()


def _opened_from(desk: Desk, submission: Submission) -> Pressed:
    """The card from which the window was opened; after a restart nobody knows, and a new card comes below."""
    return desk.opened_from.get((submission.view_id, "card")) or Pressed()


async def on_read(desk: Desk, click: Click) -> Reply:
    """What stands there in full, and the earlier wordings."""
    walk_id, question = click.ids[:2]
    async with desk.store.reads() as tx:
        walk, wordings = await walks.history(tx, click.team, click.user, walk_id, question)
    view = views.read_view(walk, walk.question(question), wordings, await desk.words(click.user))
    return Reply(after=_show_view(desk, click, view))


async def _show_view(desk: Desk, click: Click, view: View) -> None:
    await desk.open_view(click.trigger_id, view)


async def on_field_sent(desk: Desk, submission: Submission) -> Reply:
    """The text is kept, or comes back: with a civil registration number, or overtaken by a colleague's."""
    walk_id, question, base = submission.subject[:3]
    words = await desk.words(submission.user)
    if refused := _with_cpr(submission, words):
        return refused
    return await _keep(desk, submission, walk_id, question, _text(submission), int(base), words)


async def on_overtaken_sent(desk: Desk, submission: Submission) -> Reply:
    """The choice between a colleague's text and one's own."""
    walk_id, question, base = submission.subject[:3]
    words = await desk.words(submission.user)
    [choice] = chosen(submission.field("walks.choice"))
    if choice == "keep":
        return _updated(views.kept_view(words("Kollegaens tekst står. Din er ikke gemt."), words))
    if refused := _with_cpr(submission, words):
        return refused
    text = _text(submission)
    if choice == "add":
        async with desk.store.reads() as tx:
            walk = await walks.take_part(tx, submission.team, submission.user, walk_id, WalkAct.WRITE)
        standing = walk.answers.get(question)
        text = f"{standing.text}\n\n{text}" if standing and standing.text and text else text
    return await _keep(desk, submission, walk_id, question, text, int(base), words)


async def _keep(
    desk: Desk, submission: Submission, walk_id: WalkId, question: QuestionId, text: str, base: int, words: Words
) -> Reply:
    try:
        async with desk.store.writes() as tx:
            await walks.replace_text(tx, submission.team, submission.user, walk_id, question, text, base, desk.now())
            shown = await walks.show(tx, submission.team, submission.user, walk_id, question, desk.now())
    except Overtaken as overtaken:
        async with desk.store.reads() as tx:
            walk = await walks.take_part(tx, submission.team, submission.user, walk_id, WalkAct.WRITE)
        mine = _text(submission)
        return _updated(views.overtaken_view(walk, walk.question(question), overtaken.standing, mine, words))
    except AnswerTooLong:
        first = next(iter(submission.fields("walks.text")))
        told = words("Svaret er for langt: der er plads til {n} tegn. Kort det af.", n=LONGEST_ANSWER)
        return Reply({"response_action": "errors", "errors": {first: told}})
    return Reply(after=_put(desk, submission.user, shown, _opened_from(desk, submission), words))


def _with_cpr(submission: Submission, words: Words) -> Reply | None:
    """The parts that look as if they held a civil registration number, each with its line; nothing is kept."""
    found = {block: find_cpr(str(state.get("value") or "")) for block, state in submission.fields("walks.text").items()}
    errors = {block: looks_like_cpr(lines[0], words) for block, lines in found.items() if lines}
    return Reply({"response_action": "errors", "errors": errors}) if errors else None


def _text(submission: Submission) -> str:
    fields = submission.fields("walks.text")
    ordered = sorted(fields, key=views.part_order)
    return views.joined([(views.part_order(block)[1], str(fields[block].get("value") or "")) for block in ordered])


async def on_jump_sent(desk: Desk, submission: Submission) -> Reply:
    """To the chosen question, or to one of one's own in the element of the card."""
    walk_id, here = submission.subject[:2]
    words = await desk.words(submission.user)
    own = str(submission.field("walks.own").get("value") or "").strip()
    if own and find_cpr(own):
        told = looks_like_cpr(find_cpr(own)[0], words)
        return Reply({"response_action": "errors", "errors": {"walks-own": told}})
    [question] = chosen(submission.field("walks.to"))
    async with desk.store.writes() as tx:
        if own:
            walk = await walks.take_part(tx, submission.team, submission.user, walk_id, WalkAct.WRITE)
            element = walk.question(here).element
            _, added = await walks.add_question(tx, submission.team, submission.user, walk_id, element, own)
            question = added.id
        shown = await walks.show(tx, submission.team, submission.user, walk_id, question, desk.now())
    return Reply(after=_put(desk, submission.user, shown, _opened_from(desk, submission), words))


async def on_hand_sent(desk: Desk, submission: Submission) -> Reply:
    """The question goes to a colleague; the person goes on to the next."""
    walk_id, question = submission.subject[:2]
    words = await desk.words(submission.user)
    [taker] = chosen(submission.field("walks.taker"))
    absence = (await desk.person(taker)).member.absence
    if absence or taker == submission.user:
        told = words("Vælg en kollega, der kan skrive til Anker.")
        return Reply({"response_action": "errors", "errors": {"walks-taker": told}})
    async with desk.store.writes() as tx:
        await walks.hand(tx, submission.team, submission.user, walk_id, question, taker, desk.now())
        shown = await walks.go_on(tx, submission.team, submission.user, walk_id, desk.now(), question)
    return Reply(after=_put(desk, submission.user, shown, _opened_from(desk, submission), words))


def _updated(view: View) -> Reply:
    return Reply({"response_action": "update", "view": view.to_dict()})


async def invitation_post(desk: Desk, claimed: Claimed) -> Made:
    """The beginning, for one who takes part."""
    walk = await _walk_of(desk, claimed)
    if walk is None or claimed.target not in walk.people:
        return None
    card = cards.invitation_card(walk, claimed.target, await desk.words(claimed.target))
    return card, card


async def handed_post(desk: Desk, claimed: Claimed) -> Made:
    """A question that a colleague asks this person to answer; None once it is answered or handed on."""
    walk = await _walk_of(desk, claimed)
    question = claimed.subject["question"]
    if walk is None or question not in walk.handed or walk.handed[question].taker != claimed.target:
        return None
    words = await desk.words(claimed.target)
    card = cards.handed_card(walk, walk.question(question), claimed.target, desk.now(), words)
    return card, card


async def came_back_post(desk: Desk, claimed: Claimed) -> Made:
    """The answer to a question that this person handed out."""
    walk = await _walk_of(desk, claimed)
    question = claimed.subject["question"]
    if walk is None or question not in walk.answers or claimed.target not in walk.people:
        return None
    card = cards.came_back_card(walk, walk.question(question), await desk.words(claimed.target))
    return card, card


async def _walk_of(desk: Desk, claimed: Claimed) -> Walk | None:
    async with desk.store.reads() as tx:
        return await walks.of_post(tx, claimed.team, claimed.subject["walk"])


LISTENERS = Listeners(
    clicks={
        "walks.begin": on_begin,
        "walks.next": on_next,
        "walks.show": on_show,
        "walks.unsettled": on_unsettled,
        "walks.more": on_more,
        "walks.field": on_field,
        "walks.read": on_read,
    },
    submissions={
        "walks.start": on_start,
        "walks.field": on_field_sent,
        "walks.overtaken": on_overtaken_sent,
        "walks.jump": on_jump_sent,
        "walks.hand": on_hand_sent,
    },
    posts={INVITATION: invitation_post, HANDED: handed_post, CAME_BACK: came_back_post},
)
