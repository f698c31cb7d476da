"""A whole round with canaries in it (A18, A19, A20, S12, S13): wherever one looks, no answer and nobody beside one."""

from __future__ import annotations

import base64
import io
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from secrets import token_hex

import pytest

from messages.slack import sittings as cards
from messages.slack.cards import Card, section
from sandbox.log import TO_APP
from sandbox.reading import button_labels
from storage import workspaces
from storage.database import Tx
from storage.sealed import padded
from tests.attacks.ears import Ears, listening
from tests.attacks.failures import FAILURES, Saying
from tests.attacks.leaks import Secrets, leaks, metrics, rows
from tests.attacks.traces import kept, said
from tests.attacks.traffic import calls
from tests.attacks.walk import CURIOUS, EVERYBODY, UNLUCKY, Script, acts, answered, opened
from tests.conversations.house import House, built


@pytest.fixture
def ears(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ears]:
    with listening(monkeypatch) as ears:
        yield ears


@pytest.fixture
async def house(tmp_path: Path, ears: Ears) -> AsyncIterator[House]:
    assert ears.lines == []
    async with built(tmp_path) as house:
        yield house


async def test_a_whole_round_leaves_no_answer_anywhere(house: House, ears: Ears) -> None:
    script, asked = Script.drawn(0), await opened(house)
    measured = {await metrics(house)}
    for name in EVERYBODY:
        async for _ in acts(house, name, script):
            measured.add(await metrics(house))
    assert len(measured) == 1, "scraped all the time, the metrics tell that somebody answered"
    secrets = await Secrets.of(house, asked, script)
    assert await leaks(house, ears, secrets) == []
    assert words_seen_by_their_owners(house, secrets) == {house.person(name).id for name in CURIOUS}
    await house.turn(to=asked.closes_at)
    await house.turn(days=1)
    assert await leaks(house, ears, secrets, sealed=True) == []
    assert {table for table, row in await rows(house) if table in {"roster", "sittings", "seen"}} == set()
    await the_reader_reads(house, secrets)


def words_seen_by_their_owners(house: House, secrets: Secrets) -> set[str]:
    """Who was shown their own comment: the scan would see others there."""
    shown = [call for call in calls(house.workspace) if call.is_window]
    return {call.person for call in shown if secrets.words.get(call.person, " - ") in call.text}


async def the_reader_reads(house: House, secrets: Secrets) -> None:
    """What ten people wrote is read by one person, in a window, beside nobody's name."""
    mette, since = house.person("Mette"), len(house.workspace.log)
    await mette.types("/barometer resultat", channel="#boern-familie")
    await mette.clicks("Læs kommentarerne", channel="#boern-familie")
    while "Næste" in button_labels(mette.modal.blocks):
        await mette.clicks("Næste")
    sent = calls(house.workspace, since)
    for word in list(secrets.words.values())[: len(EVERYBODY)]:
        [window] = [call for call in sent if word in call.text]
        assert window.is_window
        assert window.person == mette.id
        assert not [user for user in secrets.people if user in window.text]


async def test_whatever_fails_says_nothing_of_what_was_answered(
    house: House, ears: Ears, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = Script.drawn(0)
    asked, who, word = await opened(house), house.person(UNLUCKY), script.words[UNLUCKY]
    secrets = await Secrets.of(house, asked, script)
    await who.clicks("Begynd", on=house.invitation(who))
    await who.clicks("Enig", on=house.invitation(who))
    for failure, heard in FAILURES:
        before = len(ears.lines)
        with monkeypatch.context() as patch:
            await failure(house, who, word, patch)
        said = ears.lines[before:]
        assert any(heard in line for line in said), f"{failure.__name__} was not heard: {said}"
        assert await leaks(house, ears, secrets) == [], failure.__name__
    heard_by_the_bot = [exchange for exchange in house.workspace.log if exchange.direction == TO_APP]
    assert any(word in exchange.request for exchange in heard_by_the_bot)
    assert await tokens_said(house, ears) == []


async def tokens_said(house: House, ears: Ears) -> list[str]:
    """Where Slack's token, the signing secret or the secret keys stand."""
    app = house.workspace.app
    secrets = [app.token, app.signing_secret, (house.home / "keys" / "secret.keys").read_text().strip()]
    places = [
        ears.log.getvalue(),
        ears.libraries.getvalue(),
        await metrics(house),
        repr(house.bot),
        str(house.bot.desk),
    ]
    places += [call.text for call in calls(house.workspace)] + [str(row) for row in await rows(house)]
    return [place[:80] for place in places for secret in secrets if secret in place]


def test_what_another_handler_wrote_into_a_record_is_not_repeated(ears: Ears) -> None:
    """Handlers share a record, and the first one leaves the exception in it with its text."""
    tracker, word = logging.StreamHandler(io.StringIO()), token_hex(6)
    logging.getLogger("anker").addHandler(tracker)
    try:
        Saying(word).fail()
    except ValueError:
        logging.getLogger("anker").exception("an error")
    finally:
        logging.getLogger("anker").removeHandler(tracker)
    assert word in tracker.stream.getvalue()
    assert "an error" in ears.log.getvalue()
    assert word not in ears.log.getvalue()


async def test_messages_and_rows_are_the_same_whatever_was_chosen_and_written(tmp_path: Path) -> None:
    """Two rounds that differ in nothing but the answers cannot be told apart from outside."""
    seen = []
    for turn in (0, 2):
        (home := tmp_path / str(turn)).mkdir()
        async with built(home) as house:
            asked = await opened(house)
            at_first, since = await kept(house, asked), len(house.workspace.log)
            await answered(house, Script.drawn(turn), CURIOUS)
            seen.append((await kept(house, asked) - at_first, said(house, asked, since)))
    assert seen[0] == seen[1]
    assert set(seen[0][0]) == {"seen: ['ROUND', '32 bytes']"}
    assert seen[0][1].total() > 20


Plant = Callable[[House, Secrets, pytest.MonkeyPatch], Awaitable[None]]


async def in_the_log(_: House, secrets: Secrets, __: pytest.MonkeyPatch) -> None:
    logging.getLogger("anker.sittings").debug("%s answered TRE-1", min(secrets.people))


async def in_a_librarys_log(_: House, secrets: Secrets, __: pytest.MonkeyPatch) -> None:
    logging.getLogger("slack_sdk.web.async_base_client").warning("body: %s", secrets.words[min(secrets.words)])


async def in_a_row(house: House, secrets: Secrets, __: pytest.MonkeyPatch) -> None:
    async with house.bot.desk.store.writes() as tx:
        await workspaces.first_time(tx, house.bot.desk.team, f"{min(secrets.people)}:TRE-1", house.clock.now())


async def as_a_pseudonym_in_a_row(house: House, secrets: Secrets, __: pytest.MonkeyPatch) -> None:
    p = secrets.pseudonyms[min(secrets.people)]
    async with house.bot.desk.store.writes() as tx:
        await workspaces.first_time(tx, house.bot.desk.team, p.hex(), house.clock.now())


async def in_a_file(house: House, secrets: Secrets, __: pytest.MonkeyPatch) -> None:
    said_so = f"{{'comment': '{secrets.words[min(secrets.words)]}'}}"
    (house.home / "crash").write_bytes(base64.b64encode(said_so.encode()))


async def as_an_open_body(house: House, _: Secrets, patch: pytest.MonkeyPatch) -> None:
    patch.setattr("storage.sittings.seal", lambda _key, plaintext, size, _place: padded(plaintext, size))
    ida = house.person("Ida")
    await ida.clicks("Enig", on=house.invitation(ida))


async def in_metrics(_: House, secrets: Secrets, patch: pytest.MonkeyPatch) -> None:
    async def telling(_tx: Tx) -> str:
        return f'anker_answers{{group="leder",user="{min(secrets.people)}"}} 1'

    patch.setattr("storage.health.figures", telling)


async def in_a_receipt(house: House, _: Secrets, patch: pytest.MonkeyPatch) -> None:
    card = Card("Tak. Du svarede Enig.", [section("Tak. Du svarede Enig.")])
    patch.setattr("messages.slack.sittings.paused_card", lambda _round, _words, **_trial: card)
    freja = house.person("Freja")
    await freja.clicks("Pause", on=house.invitation(freja))


async def as_a_choice_left_out(house: House, _: Secrets, patch: pytest.MonkeyPatch) -> None:
    scale = cards._scale
    patch.setattr(cards, "_scale", lambda *given: list(scale(*given))[1:])
    freja = house.person("Freja")
    await freja.clicks("Enig", on=house.invitation(freja))


async def in_somebody_elses_window(house: House, secrets: Secrets, _: pytest.MonkeyPatch) -> None:
    view = {
        "type": "modal",
        "title": {"type": "plain_text", "text": "Kommentarer"},
        "blocks": [section(secrets.words[house.person("Ida").id]).to_dict()],
    }
    await house.bot.desk.slack.views_open(
        trigger_id=house.workspace.triggers.issue(house.person("Karen").id), view=view
    )


PLANTS: Sequence[tuple[Plant, str]] = (
    (in_the_log, "log: "),
    (in_a_librarys_log, "library log: "),
    (in_a_row, "row: an item or a choice in handled"),
    (as_a_pseudonym_in_a_row, "row: a pseudonym in handled"),
    (in_a_file, "file: "),
    (as_an_open_body, "row: an item or a choice in sittings"),
    (in_metrics, "metrics: "),
    (as_a_choice_left_out, "call: response_url"),
    (in_a_receipt, "call: response_url"),
    (in_somebody_elses_window, "call: views.open"),
)


async def test_whatever_is_planted_is_found(house: House, ears: Ears, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scan would be worth nothing if it found nothing: each of these leaks is a finding of its own."""
    script = Script.drawn(0)
    asked = await opened(house)
    for name in ("Ida", "Freja"):
        who = house.person(name)
        await who.clicks("Begynd", on=house.invitation(who))
        await who.clicks("Enig", on=house.invitation(who))
    secrets = await Secrets.of(house, asked, script)
    known = await leaks(house, ears, secrets)
    assert known == []
    for plant, finding in PLANTS:
        with monkeypatch.context() as patch:
            await plant(house, secrets, patch)
            found = [one for one in await leaks(house, ears, secrets) if one not in known]
        assert any(one.startswith(finding) for one in found), f"{plant.__name__}: {found}"
        known += found
