"""A walk as a Word or Markdown file: which version is asked for, and the file comes in the direct message."""

from __future__ import annotations

import asyncio
from typing import cast

from domain.barometers import Language
from domain.people import Person, UserId
from domain.walks import WalkAct
from handlers import walk_documents, walks
from handlers.slack import directory
from handlers.slack.deliveries import File, Make, deliver
from handlers.slack.desk import Desk
from handlers.slack.requests import Click, Command, Listeners, Reply, Submission, chosen
from handlers.walk_documents import WalkMaterial
from messages.slack import walk_documents as cards
from messages.slack.walk_moves import none_card
from messages.walk_documents import WalkPaper, markdown_file, name_of, users_in, word_file
from messages.wording import Words


async def on_document(desk: Desk, command: Command, person: Person) -> Reply:
    """`/icm document`: which version of which of the person's walks."""
    async with desk.store.reads() as tx:
        mine = await walks.walks_of(tx, person.team, person.user)
    words = desk.wording(person)
    if not mine:
        return Reply(after=desk.whisper(command.response_url, none_card(words)))
    here = sorted(mine, key=lambda walk: walk.channel != command.channel)
    await desk.open_view(command.trigger_id, cards.choice_view(here, words))
    return Reply()


async def on_ask(desk: Desk, click: Click) -> Reply:
    """The same for one walk. Raises `UnknownWalk`."""
    async with desk.store.reads() as tx:
        walk = await walks.take_part(tx, click.team, click.user, click.ids[0], WalkAct.SEE)
    await desk.open_view(click.trigger_id, cards.choice_view([walk], await desk.words(click.user)))
    return Reply()


async def on_get(desk: Desk, submission: Submission) -> Reply:
    """The file is made and sent. Raises `UnknownWalk`."""
    walk_id, _, edition = chosen(submission.field("walk_documents.edition"))[0].partition(":")
    number = int(edition) if edition.isdecimal() else None
    async with desk.store.reads() as tx:
        found = await walk_documents.material(tx, submission.team, submission.user, walk_id, number)
    words = await desk.words(submission.user)
    [language], [kind] = (chosen(submission.field(f"walk_documents.{name}")) for name in ("language", "kind"))

    async def make() -> File:
        return await _file(desk, found, kind, Words(cast("Language", language), words.zone), words)

    after = _deliver(desk, submission.user, make, words)
    return Reply({"response_action": "update", "view": cards.on_its_way_view(words).to_dict()}, after)


async def _deliver(desk: Desk, user: UserId, make: Make, words: Words) -> None:
    """The window has said that the file is on its way; only what goes wrong is said besides."""
    problem = await deliver(desk, user, make, cards.instead(words), words)
    if problem:
        await desk.say(user, problem)


async def _file(desk: Desk, found: WalkMaterial, kind: str, of_document: Words, words: Words) -> File:
    """The document in one language and what is said of it in another; made beside the loop, which goes on hearing."""
    users = users_in(found.walk, found.writers, found.version)
    paper = WalkPaper(
        walk=found.walk,
        version=found.version,
        day=desk.workdays.local(desk.now()).date(),
        names=await directory.full_names_of(desk, users),
        writers=found.writers,
    )
    if kind == cards.MARKDOWN:
        data = await asyncio.to_thread(markdown_file, paper, of_document)
    else:
        data = await asyncio.to_thread(word_file, paper, of_document, desk.letterhead)
    name = name_of(paper, of_document, kind if kind == cards.MARKDOWN else cards.WORD)
    title = of_document.of(found.walk.template.title)
    return File(name, title, data, cards.with_document(found.walk, found.version, words))


LISTENERS = Listeners(
    clicks={"walk_documents.get": on_ask},
    submissions={"walk_documents.get": on_get},
)
