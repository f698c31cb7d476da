"""A large template: twelve people, 32 answers of 2,000 characters in ten wordings each; how long a look at it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from bench.figures import Sizes, Spread
from bench.rounds import CHANNEL, TEAM, sqlite_in
from bot.settings import CONTENT
from domain.walks import Part, Walk
from messages.slack.walk_review_views import review_view
from messages.slack.walk_reviews import status_card
from messages.walk_documents import WalkPaper, markdown_file, word_file
from messages.wording import Words
from storage import walks
from storage.content import Barometers
from storage.database import Store, migrate, open_store
from storage.keys import KeyStore
from storage.template_files import load_templates

PEOPLE, WORDINGS, CHARACTERS = 12, 320, 64_000
AUTHORS = [f"U{number:05}" for number in range(PEOPLE)]
BEGUN = datetime(2027, 1, 11, 8, tzinfo=UTC)
SENTENCE = "Vi mødes med herberget hver uge og følger op på aftalerne sammen.\n\n"


@dataclass(frozen=True, slots=True)
class WalkSpeed:
    """Seconds from the database to what a person is shown, or to the bytes of the file."""

    people: int
    wordings: int
    characters: int
    status: Spread
    review: Spread
    word: Spread
    markdown: Spread


def measure(home: Path, sizes: Sizes) -> WalkSpeed:
    """`home` is an empty folder."""
    return asyncio.run(_measure(home, sizes))


async def _measure(home: Path, sizes: Sizes) -> WalkSpeed:
    await migrate(sqlite_in(home))
    templates = load_templates([CONTENT])
    store = await open_store(sqlite_in(home), KeyStore(home / "keys"), Barometers(()), templates)
    try:
        walk = await large_walk(store)
        return WalkSpeed(
            people=PEOPLE,
            wordings=WORDINGS,
            characters=sum(len(answer.text) for answer in walk.answers.values()),
            status=await _timed(store, walk, lambda found: status_card(found, AUTHORS[0], BEGUN, Words()), sizes),
            review=await _timed(
                store, walk, lambda found: review_view(found, AUTHORS[0], 0, BEGUN.date(), Words()), sizes
            ),
            word=await _timed(store, walk, lambda found: word_file(_paper(found), Words()), sizes),
            markdown=await _timed(store, walk, lambda found: markdown_file(_paper(found), Words()), sizes),
        )
    finally:
        await store.close()


async def large_walk(store: Store) -> Walk:
    """Everybody changes the answers in turn, until each has been written several times."""
    [template] = store.templates.all()
    people = {user: frozenset({Part.AUTHOR}) for user in AUTHORS} | {AUTHORS[0]: frozenset(Part)}
    walk = Walk(
        id=walks.new_walk_id(),
        team=TEAM,
        template=template,
        unit="Børn og Familie",
        people=people,
        target=BEGUN.date() + timedelta(days=42),
        channel=CHANNEL,
        started_at=BEGUN,
    )
    longest = CHARACTERS // len(walk.questions)
    async with store.writes() as tx:
        await walks.insert(tx, walk, walk.id)
        turns = zip(cycle(walk.questions), cycle(AUTHORS), range(WORDINGS), strict=False)
        for question, author, number in islice(turns, WORDINGS):
            standing = walk.answers.get(question.id)
            text = f"Udgave {number}. {SENTENCE * longest}"[:longest].rstrip().ljust(longest, ".")
            base = standing.number if standing else 0
            after = walk.replace_text(question.id, text, base, author, BEGUN + timedelta(minutes=number))
            await walks.save(tx, walk, after)
            walk = after
    return walk


def _paper(walk: Walk) -> WalkPaper:
    writers = {question: (answer.author,) for question, answer in walk.answers.items()}
    return WalkPaper(walk, None, BEGUN.date(), {user: f"Navn {user}" for user in AUTHORS}, writers)


async def _timed(store: Store, walk: Walk, make: Callable[[Walk], object], sizes: Sizes) -> Spread:
    taken = []
    for _ in range(1 + sizes.repetitions):
        begun = perf_counter()
        async with store.reads() as tx:
            found = await walks.load(tx, walk.team, walk.id)
        if found is None:
            raise RuntimeError("the walk is gone")
        make(found)
        taken.append(perf_counter() - begun)
    return Spread.of(taken[1:])  # the first one warms up
