"""A template is not begun where Anker cannot post, or by somebody who may not, and nothing typed is lost by it."""

from __future__ import annotations

from tests.conversations.house import HERE, House, Someone
from tests.conversations.test_walks import begin


def without_anker(house: House, channel: str) -> None:
    house.workspace.channel(channel.lstrip("#")).members.pop(house.workspace.app.bot_user, None)


async def form(house: House, summaries: str = HERE) -> Someone:
    mette = house.person("Mette")
    await mette.types("/icm start", channel=HERE)
    await mette.fills("Enhed", "Egely")
    await mette.chooses(["Henrik"], for_="Hvem godkender?")
    await mette.chooses(summaries, for_="Opsummeringer vises i")
    return mette


async def test_a_channel_that_anker_is_not_in_is_told_before_the_form_opens(house: House) -> None:
    mette = house.person("Mette")
    without_anker(house, HERE)
    await mette.types("/icm start", channel=HERE)
    assert mette.modal is None
    assert "/invite @Anker" in mette.sees(HERE)


async def test_a_channel_for_summaries_that_anker_is_not_in_is_told_at_its_field(house: House) -> None:
    without_anker(house, "#alle-i-egelund")
    mette = await form(house, "#alle-i-egelund")
    await mette.chooses("2027-01-04", for_="Færdig senest")
    await mette.submits()
    assert "/invite @Anker" in mette.modal.errors["walks-channel"]
    assert "walks-target" in mette.modal.errors, "everything is told at once"
    assert "walks-unit" not in mette.modal.errors
    assert await house.rows("walks") == 0
    await mette.chooses("2027-03-01", for_="Færdig senest")
    await mette.chooses(HERE, for_="Opsummeringer vises i")
    await mette.submits()
    assert await house.rows("walks") == 1


async def test_a_unit_of_nothing_but_spaces_is_told_at_its_field(house: House) -> None:
    mette = await form(house)
    await mette.fills("Enhed", "   ")
    await mette.submits()
    assert mette.modal.errors == {"walks-unit": "Her står kun mellemrum. Skriv det, der mangler."}


async def test_a_refusal_stands_above_the_form_and_what_was_typed_below_it(house: House) -> None:
    house.workspace.channel("alle-i-egelund").members[house.workspace.app.bot_user] = None
    mette = await form(house, "#alle-i-egelund")
    await mette.submits()
    assert await house.rows("walks") == 0
    assert "Ny skabelon" not in mette.modal.title
    await mette.closes()
    assert mette.modal.title == "Ny skabelon"
    await mette.chooses(HERE, for_="Opsummeringer vises i")
    await mette.submits()
    assert await house.rows("walks") == 1
    assert "Egely" in mette.modal.text


async def test_whoever_may_not_begin_one_is_told_that_leaders_may_too(house: House) -> None:
    ida = house.person("Ida")
    await ida.types("/icm start", channel=HERE)
    assert ida.modal is None
    here = house.workspace.channel(HERE.lstrip("#")).id
    told = f"Det kan kun koordinatoren i <#{here}> og dem, der står som ledere på afdelingslisten."
    assert told in ida.sees(HERE)


async def test_whoever_may_begin_one_nowhere_is_told_so_before_a_form_opens_in_the_direct_message(house: House) -> None:
    ida, karen = house.person("Ida"), house.person("Karen")
    await ida.types("/icm start", channel=None)
    assert ida.modal is None
    assert "dem, der står som ledere på afdelingslisten" in ida.sees()
    await karen.types("/icm start", channel=None)
    assert karen.modal.title == "Ny skabelon"


async def test_a_leader_on_the_list_is_offered_to_begin_one(house: House) -> None:
    karen = house.person("Karen")
    for where in (HERE, None):
        await karen.types("/anker hjælp", channel=where)
        assert "`/icm start`" in karen.sees(where)
    await house.person("Ida").types("/anker hjælp", channel=HERE)
    assert "`/icm start`" not in house.person("Ida").has_read(HERE)


async def test_somebody_must_approve_at_the_start_and_ever_after(house: House) -> None:
    mette = await form(house)
    hint = "uden en godkender kan ingen version ligge fast"
    assert hint in str(mette.modal.blocks)
    await mette.submits()
    await mette.closes_all()
    await mette.types("/icm status", channel=HERE)
    await mette.clicks("Personer", channel=HERE)
    assert hint in str(mette.modal.blocks)
    await mette.chooses([], for_="Hvem godkender?")
    await mette.submits()
    assert mette.modal.title == "Personer"
    await mette.closes_all()
    await mette.types("/icm status", channel=HERE)
    await mette.clicks("Personer", channel=HERE)
    [approvers] = [block for block in mette.modal.blocks if "approvers" in block.get("block_id", "")]
    assert approvers["element"]["initial_users"] == [house.person("Henrik").id]


async def test_whoever_only_approves_is_asked_for_that_and_told_when_they_hear_again(house: House) -> None:
    await begin(house, "Jonas", approver="Karen")
    karen, jonas = house.person("Karen"), house.person("Jonas")
    assert f"<@{house.person('Mette').id}> beder dig godkende" in karen.sees()
    assert "Du hører igen her, når ingen spørgsmål er åbne" in karen.sees()
    assert "være med til at udfylde" not in karen.has_read()
    assert "beder dig være med til at udfylde" in jonas.sees()
    assert "Du hører igen her" not in jonas.has_read()


async def test_whoever_writes_and_approves_is_asked_for_both(house: House) -> None:
    await begin(house, "Karen", approver="Karen")
    seen = house.person("Karen").sees()
    assert "beder dig være med til at udfylde" in seen
    assert "og godkende den." in seen
    assert "Du hører igen her" in seen


async def test_of_several_who_approve_one_is_enough_and_it_is_said_where_they_are_chosen_and_where_one_approves(
    house: House,
) -> None:
    mette, henrik = await begin(house), house.person("Henrik")
    await mette.types("/icm")
    for _ in range(32):
        await mette.clicks("Ikke relevant hos os")
    enough = "I er 2, der kan godkende. Det er nok, at én af jer gør det."
    await mette.types("/icm status", channel=HERE)
    await henrik.clicks("Se status")
    await henrik.clicks("Godkend version 1")
    assert "Det er nok" not in henrik.modal.text, "he is the only one"
    await henrik.closes_all()
    await mette.clicks("Personer", channel=HERE)
    assert "Vælger du flere, er det nok, at én af dem godkender." in str(mette.modal.blocks)
    await mette.chooses(["Henrik", "Karen"], for_="Hvem godkender?")
    await mette.submits()
    await mette.closes_all()
    await mette.types("/icm status", channel=HERE)
    await mette.clicks("Bed om godkendelse", channel=HERE)
    await house.due()
    assert enough in henrik.sees()
    await henrik.clicks("Godkend version 1")
    assert enough in henrik.modal.text
