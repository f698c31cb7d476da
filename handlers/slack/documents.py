"""A result as a file: made beside the bot's own process, and delivered in a direct message to whoever asked."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence

from slack_sdk.models.blocks import Block

from domain.comparisons import Comparison
from domain.people import Person, UserId
from domain.round_numbers import RoundNumber
from domain.rounds import Round
from handlers import documents
from handlers.documents import Material
from handlers.releases import Result
from handlers.slack.deliveries import File, Make, deliver
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply
from handlers.slack.rooms import result_for
from messages.charts import Picture
from messages.documents import excel_file, title, word_file
from messages.office_files import file_name
from messages.reports import GroupNotes, Pictures, Report
from messages.sketches import Sketch
from messages.sketches.changes import changes
from messages.sketches.groups import groups
from messages.sketches.items import items
from messages.sketches.themes import themes
from messages.slack import documents as cards
from messages.slack.cards import Card
from messages.slack.deliveries import delivered_card, on_its_way_card
from messages.slack.focus_groups import group_name
from messages.wording import Words

logger = logging.getLogger("anker.documents")

Tell = Callable[[Card], Awaitable[None]]


async def on_get(desk: Desk, click: Click) -> Reply:
    """Which file is wanted. Raises `UnknownRound`."""
    person, result = await result_for(desk, click, click.value)
    card = cards.choice_card(result.round, result.number, desk.wording(person))
    return Reply(after=desk.whisper(click.response_url, card))


async def on_word(desk: Desk, click: Click) -> Reply:
    """The result as a Word file. Raises `UnknownRound`."""
    person, result = await result_for(desk, click, click.value)
    async with desk.store.reads() as tx:
        material = await documents.material(tx, result)
    words = desk.wording(person)

    async def make() -> File:
        text = cards.with_word_file(result.round, result.number, words)
        return await _word_file(desk, await _report(desk, material, words), text, words)

    return Reply(after=_deliver_chosen(desk, click, make, cards.excel_left(result.round, words), words))


async def on_excel(desk: Desk, click: Click) -> Reply:
    """The figures as an Excel file. Raises `UnknownRound`."""
    person, result = await result_for(desk, click, click.value)
    words = desk.wording(person)

    async def make() -> File:
        data = await desk.charts.do(excel_file, result.round, result.release, words)
        name = file_name("barometer", result.round.unit, _closed(result, words), kind="xlsx")
        return File(name, words("Barometer"), data, cards.with_excel_file(result.round, result.number, words))

    return Reply(after=_deliver_chosen(desk, click, make, cards.word_left(result.round, words), words))


async def on_report(desk: Desk, command: Command, person: Person) -> Reply:
    """`/anker report`: the screening report as a draft. Raises `NotAllowed`."""
    async with desk.store.writes() as tx:
        material = await documents.report(tx, person, desk.now(), desk.workdays)
    words = desk.wording(person)
    if material is None:
        async with desk.store.reads() as tx:
            where = await documents.made_elsewhere(tx, person, desk.now(), desk.workdays)
        return Reply(after=desk.whisper(command.response_url, cards.no_report_card(words, where)))

    async def make() -> File:
        text = cards.with_report(material.result.round, material.result.number, words)
        return await _word_file(desk, await _report(desk, material, words, is_draft=True), text, words)

    async def tell(card: Card) -> None:
        await desk.whisper(command.response_url, card)

    return Reply(after=_deliver(desk, person.user, make, tell, words))


async def _report(desk: Desk, material: Material, words: Words, *, is_draft: bool = False) -> Report:
    result, earlier = material.result, _compared(material)
    return Report(
        asked=result.round,
        release=result.release,
        number=result.number,
        is_draft=is_draft,
        earlier=earlier,
        before=_numbered(material.earlier) if material.earlier else None,
        comments=material.comments,
        notes=_notes(material, words),
        pictures=await _pictures(desk, material, earlier, words),
    )


def _notes(material: Material, words: Words) -> list[GroupNotes]:
    """What was written down in the focus groups, group by group."""
    return [
        GroupNotes(group_name(group.roles, words), one.notes[group.number].text)
        for one in material.groups
        for group in one.groups
        if group.number in one.notes
    ]


def _compared(material: Material) -> Comparison | None:
    now, before = material.result, material.earlier
    if before is None:
        return None
    return Comparison(now.round.barometer, now.release, before.round.barometer, before.release)


async def _pictures(desk: Desk, material: Material, earlier: Comparison | None, words: Words) -> Pictures:
    """Everything that can be drawn of the release; without them, where drawing fails, every number is still there."""
    asked, release = material.result.round, material.result.release
    overview, of_themes = themes(asked, release, words), items(asked, release, words)
    of_groups, change = groups(asked, release, words), None
    if earlier is not None and material.earlier is not None:
        now, before = (_numbered(one) for one in (material.result, material.earlier))
        change = changes(now, before, earlier, words)
    try:
        return Pictures(
            overview=await _drawn(desk, overview),
            themes=dict(zip(of_themes, await desk.charts.draw(list(of_themes.values())), strict=True)),
            groups=await desk.charts.draw(list(of_groups.values())),
            change=await _drawn(desk, change),
        )
    except RuntimeError as problem:
        logger.warning("round %s: a document has no pictures: %s", asked.id, type(problem).__name__)
        return Pictures()


def _numbered(result: Result) -> tuple[Round, RoundNumber]:
    return result.round, result.number


async def _drawn(desk: Desk, sketch: Sketch | None) -> Picture | None:
    return (await desk.charts.draw([sketch]))[0] if sketch else None


async def _word_file(desk: Desk, report: Report, text: str, words: Words) -> File:
    data = await desk.charts.do(word_file, report, words)
    name = title(report, words)
    closed = words.local(report.asked.closes_at).date().isoformat()
    return File(file_name(name, report.asked.unit, closed, kind="docx"), name, data, text)


def _closed(result: Result, words: Words) -> str:
    return words.local(result.round.closes_at).date().isoformat()


async def _deliver_chosen(desk: Desk, click: Click, make: Make, left: Block, words: Words) -> None:
    """In place of the choice stands what becomes of it; the other file is `left` to be chosen all the while."""

    async def tell(card: Card) -> None:
        await desk.replace(click.response_url, card)

    await _deliver(desk, click.user, make, tell, words, left)


async def _deliver(desk: Desk, user: UserId, make: Make, tell: Tell, words: Words, *left: Block) -> None:
    """In place of what was pressed stands that the file is on its way, and then what became of it."""
    await tell(_beside(on_its_way_card(words), left))
    problem = await deliver(desk, user, make, cards.instead(words), words)
    await tell(problem or _beside(delivered_card(words), left))


def _beside(card: Card, left: Sequence[Block]) -> Card:
    return Card(card.text, [*card.blocks, *left])


LISTENERS = Listeners(
    clicks={"documents.get": on_get, "documents.word": on_word, "documents.excel": on_excel},
)
