"""The people of Egelund: who they are, what they wrote before the app came, and how they answer."""

from __future__ import annotations

import re
from collections import Counter

from sandbox import Workspace
from sandbox.lives import CASEWORKER, STAFF
from sandbox.others import DOUBTS, leaning_of
from sandbox.past import PAST, tell_past
from sandbox.remarks import _GOOD_TO_DOUBTERS, _WISHES_OF_DOUBTERS
from sandbox.town import Person, town

PRONOUNS = re.compile(r"\b(han|hun|ham|hende|hans|hendes)\b", re.IGNORECASE)
NUMBERS = re.compile(r"\d{6}")


def test_everybody_who_can_be_taken_the_seat_of_has_a_short_note_without_a_pronoun() -> None:
    seats = [person for person in town().people if not (person.is_bot or person.deleted or person.fixed_id)]
    assert [person.name for person in seats if not 0 < len(person.note) <= 60] == []
    assert [person.name for person in seats if PRONOUNS.search(person.note)] == []


def test_most_can_answer_and_they_do_not_find_the_same() -> None:
    assert len(STAFF) == 23
    assert 15 <= sum(not life.is_away for life in STAFF) <= 19
    here = [life for life in STAFF if not life.is_away]
    assert min(life.leaning for life in here) < 0.3
    assert max(life.leaning for life in here) > 0.9
    assert sum(life.role == CASEWORKER for life in here) >= 10


def test_of_whom_nothing_is_told_is_left_to_chance_and_the_same_at_every_start() -> None:
    stranger = Person("Ansat25 Egelund")
    assert leaning_of(stranger.id, stranger) == leaning_of(stranger.id, stranger)
    assert leaning_of("x", Person("x", leaning=0.2)) == 0.2
    assert not set(_GOOD_TO_DOUBTERS) & set(_WISHES_OF_DOUBTERS)
    assert any(life.leaning < DOUBTS for life in STAFF)


async def test_what_was_written_before_has_passed_is_read_by_all_and_told_to_no_app(workspace: Workspace) -> None:
    tell_past(workspace)
    now = workspace.clock.now().timestamp()
    for name, lines in PAST.items():
        channel = workspace.channel(name)
        posts = list(channel.posts.values())
        assert [post.text for post in posts] == [line.text for line in lines]
        assert all(float(post.ts) < now for post in posts)
        assert [post.ts for post in posts] == sorted(post.ts for post in posts)
        assert {post.user for post in posts} <= set(channel.members)
        assert sum(channel.unread(member) for member in channel.members) == 0
    assert workspace.log == []


async def test_replies_stand_in_the_thread_of_what_they_answer(workspace: Workspace) -> None:
    tell_past(workspace)
    posts = workspace.channel("boern-familie").posts
    threads = Counter(posts[post.thread_ts].text[:10] for post in posts.values() if post.thread_ts)
    assert threads == {"Hej alle. ": 2, "Fra mandag": 3}


def test_nothing_in_it_looks_like_a_case() -> None:
    written = " ".join(line.text for lines in PAST.values() for line in lines)
    assert not NUMBERS.search(written)
    assert not re.search(r"\b(cpr|borger|sagen om|journal)\b", written, re.IGNORECASE)
