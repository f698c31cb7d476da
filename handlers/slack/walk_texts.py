"""What people write to Anker as answers: kept first, then added, or asked about; only a button moves on."""

from __future__ import annotations

from slack_sdk.errors import SlackApiError

from domain.cpr import find_cpr
from domain.revisions import LONGEST_ANSWER, AnswerTooLong, Overtaken
from domain.walk_texts import Doubt
from handlers import walk_texts
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Listeners, Reply, Rewritten, Written
from handlers.slack.walk_cards import newest, ours, retire, settle
from handlers.walk_texts import Heard
from messages.slack import walk_texts as cards
from messages.slack.cards import Card
from messages.slack.walk_marks import is_aside, shown_in
from messages.slack.walk_moves import sent_line
from messages.slack.walks import line_card
from messages.slack.written import as_seen, channels_in, people_in
from messages.wording import Words
from storage.walk_messages import WrittenText


async def on_written(desk: Desk, written: Written) -> Reply | None:
    """A message of somebody who is in a walk; None for everybody else.

    It is stored before Slack hears that it arrived, and Slack's repetition of it changes nothing.
    """
    async with desk.store.reads() as tx:
        writing = await walk_texts.writing(tx, written.team, written.user)
    if not writing:
        return None
    card = await _card_before(desk, written)
    if not walk_texts.concerns(writing, written.user, card):
        return None
    words = await desk.words(written.user)
    told = await _answer(desk, written, card, words)
    key = ("walks", written.channel, written.ts, written.text)
    if desk.heard.get(key):
        return Reply()
    desk.heard.note(key, value=True)
    return Reply(after=_say(desk, written.channel, written.user, told, words))


async def _answer(desk: Desk, written: Written, card: walk_texts.Card | None, words: Words) -> Card:
    """What became of a message, and of a file that came with it."""
    text = await readable(desk, written.text)
    if written.has_files and not text.strip():
        return cards.only_text_card(words)
    told = _refused(written, text, words) or await _kept(desk, written, text, card, words)
    return cards.with_note(told, cards.only_text(words)) if written.has_files else told


def _refused(written: Written, text: str, words: Words) -> Card | None:
    """What is not kept: its writer still has it in Slack, and is told what to do."""
    if lines := find_cpr(text) or find_cpr(written.text):
        return cards.cpr_card(lines[0], words)
    return cards.too_long_card(LONGEST_ANSWER, words) if len(text) > LONGEST_ANSWER else None


async def readable(desk: Desk, text: str) -> str:
    """A message as its writer saw it, with the full names of the people in it, for the archive, and the channels'."""
    names = {user: await _name(desk, user) for user in people_in(text)}
    names |= {channel: await _channel_name(desk, channel) for channel in channels_in(text)}
    return as_seen(text, {key: name for key, name in names.items() if name})


async def _name(desk: Desk, user: str) -> str:
    try:
        found = await desk.person(user)
    except SlackApiError:
        return ""
    return found.full_name or found.member.name


async def _channel_name(desk: Desk, channel: str) -> str:
    try:
        return str((await desk.slack.conversations_info(channel=channel))["channel"].get("name") or "")
    except SlackApiError:
        return ""


async def _kept(desk: Desk, written: Written, text: str, card: walk_texts.Card | None, words: Words) -> Card:
    """The text is safe before anything is decided about it."""
    kept = WrittenText(written.team, written.channel, written.ts, written.user, desk.now(), text)
    async with desk.store.writes() as tx:
        kept = await walk_texts.keep(tx, kept)
    try:
        async with desk.store.writes() as tx:
            heard = await walk_texts.place(tx, kept, desk.now(), card, in_thread=written.thread is not None)
    except AnswerTooLong:
        return cards.too_long_card(LONGEST_ANSWER, words)
    return _told(heard, written.ts, words)


def _told(heard: Heard, ts: str, words: Words) -> Card:
    if heard.walk and heard.question:
        return cards.receipt_card(heard.walk, heard.question, ts, words)
    if heard.doubt:
        return cards.asked_card(heard.doubt, heard.choices, ts, words)
    return cards.dropped_card(words)


async def _say(desk: Desk, channel: str, user: str, card: Card, words: Words) -> None:
    """Tell the writer; receipts and cards of other questions above become lines."""
    where, ts = await desk.say(channel, card)
    shown = shown_in([block.to_dict() for block in card.blocks])
    async with desk.store.reads() as tx:
        writing = await walk_texts.writing(tx, desk.team, user) if shown[0] else []
    for walk in writing:
        if walk.id == shown[0]:
            await settle(desk, where, ts, walk, words, await newest(desk, where), written_to=shown[1])


async def _card_before(desk: Desk, written: Written) -> walk_texts.Card | None:
    """What the card shows that the message replies to, else the newest card of ours before it.

    None where there is none or Slack does not answer: then the question shown last counts.
    """
    latest = written.thread or written.ts
    found = ours(desk, await newest(desk, written.channel, latest, inclusive=written.thread is not None))
    blocks = (message.get("blocks") or () for message in found)
    newest_of_ours = next((one for one in blocks if written.thread or not is_aside(one)), None)
    return None if newest_of_ours is None else shown_in(newest_of_ours)


async def on_add(desk: Desk, click: Click) -> Reply:
    """The writer says where a kept message belongs."""
    return await _decide(desk, click, instead=False)


async def on_instead(desk: Desk, click: Click) -> Reply:
    """The message takes the place of what stands there."""
    return await _decide(desk, click, instead=True)


async def _decide(desk: Desk, click: Click, *, instead: bool) -> Reply:
    walk, question, ts = click.ids
    words = await desk.words(click.user)
    try:
        async with desk.store.writes() as tx:
            heard = await walk_texts.decide(
                tx, click.team, click.user, click.channel or "", ts, (walk, question), desk.now(), instead=instead
            )
    except AnswerTooLong:
        return Reply(after=desk.replace(click.response_url, cards.too_long_card(LONGEST_ANSWER, words)))
    decided = line_card(words("Det er allerede afgjort."))
    return Reply(after=_replace(desk, click, ts, _told(heard, ts, words) if heard else decided, decided))


async def _replace(desk: Desk, click: Click, ts: str, card: Card, line: Card) -> None:
    """Answer in place of the card that was pressed; whatever else asks about the same message becomes a line."""
    await desk.replace(click.response_url, card)
    await retire(desk, click.channel or "", ts, line, but=click.message_ts or "")


async def on_drop(desk: Desk, click: Click) -> Reply:
    """The message is no answer."""
    async with desk.store.writes() as tx:
        await walk_texts.decide(tx, click.team, click.user, click.channel or "", click.value, None, desk.now())
    words = await desk.words(click.user)
    decided = line_card(words("Det er allerede afgjort."))
    return Reply(after=_replace(desk, click, click.value, cards.dropped_card(words), decided))


async def on_waiting(desk: Desk, click: Click) -> Reply:
    """What the person left undecided is asked again in the direct message. Raises `UnknownWalk` and `NotInWalk`."""
    async with desk.store.reads() as tx:
        found = await walk_texts.asked_again(tx, click.team, click.user, click.ids[0])
    return Reply(after=_ask_again(desk, click, found, await desk.words(click.user)))


async def _ask_again(desk: Desk, click: Click, found: list[Heard], words: Words) -> None:
    """The card that asked before becomes a line, and where the button was pressed it is said where to look."""
    for heard in found:
        card = cards.asked_card(Doubt.LEFT_OPEN, heard.choices, heard.written.ts, words, heard.written.text)
        where, ts = await desk.say(click.user, card)
        await retire(desk, where, heard.written.ts, cards.choose_below_card(words), above=ts)
    if click.view is not None and click.view.get("type") == "modal":
        await desk.slack.views_update(view_id=str(click.view["id"]), view=cards.asked_view(words))
    elif not found:
        await desk.whisper(click.response_url, cards.none_waiting_card(words))
    elif not (click.channel or "").startswith("D"):
        await desk.whisper(click.response_url, sent_line(words))


async def on_undo(desk: Desk, click: Click) -> Reply:
    """What was added is taken out of the answer again."""
    walk, question, ts = click.ids
    words = await desk.words(click.user)
    try:
        async with desk.store.writes() as tx:
            await walk_texts.undo(tx, click.team, click.user, click.channel or "", ts, walk, question, desk.now())
    except Overtaken:
        card = line_card(words("Svaret er ændret i mellemtiden. Brug Skriv i felt ved spørgsmålet i stedet."))
        return Reply(after=desk.replace(click.response_url, card))
    card, nothing = cards.dropped_card(words), cards.nothing_to_follow_card(words)
    return Reply(after=_replace(desk, click, ts, card, nothing))


async def on_rewritten(desk: Desk, edited: Rewritten) -> Reply | None:
    """Somebody edited a message of theirs in Slack: they are asked whether the answer shall follow.

    One that waits to be placed waits with its newest text. One that was never kept, because it was refused or its edit
    came first, is taken as written now. None for everybody who is in no walk.
    """
    if edited.old == edited.new:
        return None
    text = await readable(desk, edited.new)
    async with desk.store.reads() as tx:
        found = await walk_texts.answer_of(tx, edited.team, edited.user, edited.channel, edited.ts)
    if found is None:
        return await _not_an_answer_yet(desk, edited, text)
    if lines := find_cpr(text):
        card = cards.cpr_card(lines[0], await desk.words(edited.user))
        return Reply(after=desk.say(edited.channel, card))
    words = await desk.words(edited.user)
    return Reply(after=_ask_to_follow(desk, edited, cards.edited_card(*found, edited.ts, words), words))


async def _ask_to_follow(desk: Desk, edited: Rewritten, card: Card, words: Words) -> None:
    """Asked once, for the newest edit: the card of an earlier one becomes a line."""
    _, ts = await desk.say(edited.channel, card)
    await retire(desk, edited.channel, edited.ts, cards.choose_below_card(words), above=ts)


async def _not_an_answer_yet(desk: Desk, edited: Rewritten, text: str) -> Reply | None:
    if not find_cpr(text):
        async with desk.store.writes() as tx:
            if await walk_texts.redraft(tx, edited.team, edited.user, edited.channel, edited.ts, text):
                return None
    again = Written(edited.team, edited.user, edited.channel, edited.ts, edited.new)
    card = await _card_before(desk, again)
    return await on_written(desk, again) if card and card[0] else None


async def on_follow_edit(desk: Desk, click: Click) -> Reply:
    """The answer follows the edit; the message is read anew, so that its newest text counts."""
    ts = click.ids[2]
    words = await desk.words(click.user)
    async with desk.store.reads() as tx:
        is_answer = await walk_texts.answer_of(tx, click.team, click.user, click.channel or "", ts)
    if is_answer is None:
        return Reply(after=desk.replace(click.response_url, cards.dropped_card(words)))
    return Reply(after=desk.replace(click.response_url, await _followed(desk, click, ts, words)))


async def _followed(desk: Desk, click: Click, ts: str, words: Words) -> Card:
    messages = await newest(desk, click.channel or "", ts, inclusive=True)
    text = await readable(desk, str(messages[0].get("text", ""))) if messages and messages[0]["ts"] == ts else ""
    if not text:
        return line_card(words("Beskeden er væk."))
    if lines := find_cpr(text):
        return cards.cpr_card(lines[0], words)
    try:
        async with desk.store.writes() as tx:
            heard = await walk_texts.follow_edit(tx, click.team, click.user, click.channel or "", ts, text, desk.now())
    except AnswerTooLong:
        return cards.too_long_card(LONGEST_ANSWER, words)
    return _told(heard, ts, words) if heard else cards.dropped_card(words)


async def on_keep_answer(desk: Desk, click: Click) -> Reply:
    """The answer stays as it was."""
    words = await desk.words(click.user)
    return Reply(after=desk.replace(click.response_url, line_card(words("Svaret står, som det var."))))


LISTENERS = Listeners(
    clicks={
        "walks.add": on_add,
        "walks.instead": on_instead,
        "walks.drop": on_drop,
        "walks.waiting": on_waiting,
        "walks.undo": on_undo,
        "walks.follow_edit": on_follow_edit,
        "walks.keep_answer": on_keep_answer,
    },
)
