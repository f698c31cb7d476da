"""A barometer of one's own: sending a sheet, what is wrong in it, what it looks like, and taking it in use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    DividerBlock,
    PlainTextInputElement,
    SectionBlock,
    StaticSelectElement,
)
from slack_sdk.models.blocks.block_elements import FileInputElement
from slack_sdk.models.views import View

from domain.barometers import Barometer, RoleId
from domain.rounds import Round
from domain.sheets import Mistake
from domain.sittings import Sitting
from messages.mistakes import told
from messages.slack.cards import LONGEST_SECTION, button, buttons, context, field, modal, option, plain, section
from messages.slack.invitations import minutes
from messages.slack.sittings import item_card
from messages.slack.text import literal, marked
from messages.wording import Words

FILETYPES = ["xlsx", "csv"]
LONGEST_TITLE = 150
#: A view has at most 100 blocks; the others say what to do.
MOST_SECTIONS = 90


def import_view(channel: str, words: Words, *, mistakes: Sequence[Mistake] = (), note: str = "") -> View:
    """Where everything begins: a blank sheet, the filled-in one, and the way to an earlier round."""
    blocks: list[Block] = [
        *mistake_sections(mistakes, words),
        section(
            marked(
                words, "*Eget barometer.* Hent arket, skriv jeres udsagn, og send det her. Intet tages i brug endnu."
            ),
            block_id=f"{channel}:import",
        ),
        buttons(
            button(words("Hent tomt Excel-ark"), "imports.blank", channel),
            button(words("Tidligere måling"), "imports.earlier", channel),
        ),
        *([context(literal(note))] if note else []),
        file_field(words),
        field(
            "imports.title",
            words("Barometerets navn"),
            PlainTextInputElement(max_length=LONGEST_TITLE),
            words("Kun for CSV. I et Excel-ark står navnet i arket Om."),
            optional=True,
        ),
    ]
    title = words("Ret arket") if mistakes else words("Eget barometer")
    return modal("imports.sheet", title, blocks, submit=words("Kontrollér"), close=words("Luk"))


def file_field(words: Words) -> Block:
    """Where a sheet is sent."""
    element = FileInputElement(filetypes=FILETYPES, max_files=1)
    return field("imports.file", words("Send det udfyldte ark"), element, words("Excel (.xlsx) eller CSV UTF-8."))


def mistake_sections(mistakes: Sequence[Mistake], words: Words) -> Iterator[Block]:
    """Every mistake on a line of its own, in as many sections as that takes."""
    if not mistakes:
        return
    head = words.count("1 ting skal rettes. Intet er gemt.", "{n} ting skal rettes. Intet er gemt.", len(mistakes))
    yield section(f"*{literal(head)}*")
    texts = list(in_sections(f"• {told(one, words)}" for one in mistakes))
    for text in texts[:MOST_SECTIONS]:
        yield section(text)
    if len(texts) > MOST_SECTIONS:
        yield section(literal(words("Der er flere. Ret disse først, og send arket igen.")))


def in_sections(lines: Iterable[str]) -> Iterator[str]:
    """The lines in as many texts as Slack's limit for one asks for."""
    text = ""
    for line in lines:
        if text and len(text) + len(line) + 1 > LONGEST_SECTION:
            yield text
            text = ""
        text = f"{text}\n{line}" if text else line
    if text:
        yield text


def reading_view(words: Words) -> View:
    """Shown while the sheet is fetched and read."""
    return modal("imports.reading", words("Et øjeblik"), [section(literal(words("Læser arket …")))], close=words("Luk"))


def unfetched_view(channel: str, words: Words) -> View:
    """Slack did not hand the file over."""
    return import_view(channel, words, note=words("Filen kunne ikke hentes fra Slack. Send den igen."))


@dataclass(frozen=True, slots=True)
class Preview:
    """A barometer before it is taken in use: where it is kept, whether it is there already, and who looks at it."""

    channel: str
    digest: str
    barometer: Barometer
    already: bool
    role: RoleId
    position: int = 0


def preview_view(preview: Preview, trial: Round, words: Words) -> View:
    """What the barometer is, and its items one at a time, as somebody in a role meets them; nothing is stored."""
    barometer = preview.barometer
    sitting = Sitting(barometer, preview.role)
    item = sitting.items[preview.position % len(sitting.items)]
    card = item_card(trial, sitting, words, item=item, trial=True)
    role = option(words.of(barometer.role(preview.role).name), _value(preview, preview.role, 0))
    roles = StaticSelectElement(
        action_id="imports.role",
        options=[option(words.of(one.name), _value(preview, one.id, 0)) for one in barometer.roles],
        initial_option=role,
    )
    blocks: list[Block] = [
        section(_summary(preview, words), block_id=f"{preview.channel}:{preview.digest}"),
        section(_sizes(barometer, words)),
        *_reversed(barometer, words),
        SectionBlock(text=plain(_where(sitting.number(item.id), len(sitting.items), words)), accessory=roles),
        DividerBlock(),
        *_trial(card.blocks, preview, len(sitting.items), words),
    ]
    if preview.already:
        return modal("imports.known", words("Findes allerede"), blocks, close=words("Luk"))
    return modal("imports.take", words("Forhåndsvisning"), blocks, submit=words("Tag i brug"), close=words("Luk"))


def _where(number: int, items: int, words: Words) -> str:
    return words("Sådan ser udsagn {n} af {total} ud for rollen:", n=number, total=items)


def _value(preview: Preview, role: RoleId, position: int) -> str:
    return ":".join((preview.channel, preview.digest, "1" if preview.already else "0", role, str(position)))


def _summary(preview: Preview, words: Words) -> str:
    barometer = preview.barometer
    facts = {"title": words.of(barometer.title), "version": barometer.version}
    if preview.already:
        return marked(words, "*{title}* findes allerede med de samme udsagn, som version {version}.", **facts)
    if barometer.version > 1:
        return marked(
            words,
            "*{title}* bliver version {version}. Runder, der er i gang eller lukket, beholder deres egen.",
            **facts,
        )
    return marked(words, "*{title}* er et nyt barometer.", **facts)


def _sizes(barometer: Barometer, words: Words) -> str:
    lines = [
        words.count(
            "• {role}: 1 udsagn, ca. {minutes} minutter",
            "• {role}: {n} udsagn, ca. {minutes} minutter",
            len(barometer.items_for(role.id)),
            role=literal(words.of(role.name)),
            minutes=minutes(len(barometer.items_for(role.id))),
        )
        for role in barometer.roles
    ]
    if len(barometer.groupings) > 1:
        names = ", ".join(words.of(group.name) for group in barometer.groupings[1].groups)
        lines.append(marked(words, "• Kan også vises samlet: {groups}", groups=names))
    return "\n".join(lines)


def _reversed(barometer: Barometer, words: Words) -> list[Block]:
    turned = [f"• {literal(words.of(item.text))}" for item in barometer.items if item.reversed]
    head = literal(words("Dårligt nyt at være enig i; tallene vendes om:"))
    return [context(text) for text in in_sections([head, *turned])] if turned else []


def _trial(blocks: Sequence[Block], preview: Preview, items: int, words: Words) -> Iterator[Block]:
    """The card as it is sent, but for what its buttons do here: any of them shows the next item."""
    following = _value(preview, preview.role, (preview.position + 1) % items)
    for block in blocks:
        if isinstance(block, SectionBlock):
            yield SectionBlock(text=block.text)
        elif not isinstance(block, ActionsBlock):
            yield block
        elif all(_answers(element) for element in block.elements):
            yield buttons(*(_leading_to(element, following) for element in block.elements if _is_button(element)))
    back = button(words("Tilbage"), "imports.try", _value(preview, preview.role, (preview.position - 1) % items))
    onward = button(words("Spring over"), "imports.try", following)
    yield ActionsBlock(elements=[onward])
    yield ActionsBlock(elements=[back])


def _is_button(element: object) -> bool:
    return isinstance(element, ButtonElement)


def _answers(element: object) -> bool:
    return isinstance(element, ButtonElement) and element.action_id == "sittings.answer"


def _leading_to(element: object, value: str) -> ButtonElement | None:
    if not isinstance(element, ButtonElement):
        return None
    label = element.text.text if element.text else ""
    return button(str(label), "imports.try", value)


def taken_view(barometer: Barometer, words: Words) -> View:
    """The receipt."""
    text = marked(
        words,
        "*{title}*, version {version}, kan nu vælges med `/barometer start`.",
        title=words.of(barometer.title),
        version=barometer.version,
    )
    return modal("imports.taken", words("Taget i brug"), [section(text)], close=words("Luk"))


def trial_round(barometer: Barometer, now: datetime) -> Round:
    """A round that there is not, for the cards of a trial."""
    return Round(
        id="proeve",
        team="",
        channel="",
        unit="",
        barometer=barometer,
        grouping=barometer.groupings[0].id,
        coordinator="",
        reader="",
        opens_at=now,
        closes_at=now,
    )
