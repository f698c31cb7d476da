"""What is kept about a person, and about everybody: windows shown to one person, never messages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from slack_sdk.models.blocks import Block, DividerBlock
from slack_sdk.models.views import View

from domain.barometers import Choice, Theme
from domain.kept import Arrival, Asked, CourseMark, Deed, InCourse, InWalk, Kept, Trace
from domain.people import UserId
from domain.rounds import Round, RoundState
from domain.sittings import Sitting, SittingState
from domain.walks import Part
from messages.slack.cards import LONGEST_SECTION, context, header, modal, section
from messages.slack.departments import role_name
from messages.slack.invitations import promise_paragraphs
from messages.slack.kept_names import done, mark_names, notice, right_name
from messages.slack.text import channel, literal, marked, person, uncapitalised
from messages.wording import Words

#: The most blocks of a view (docs.slack.dev/surfaces/modals); one is kept for saying that there is more.
MOST_BLOCKS = 99
#: The newest lines of the audit and notices that are shown; an older one is counted.
MOST_LINES = 40


def my_data_view(kept: Kept, user: UserId, words: Words) -> View:
    """Everything that is kept about this person, their own open answers among it."""
    blocks = [
        context(marked(words, "Kun du ser dette vindue. Alt, hvad Anker har gemt om {person}:", person=person(user))),
        *_named(kept.trace, words),
        *_asked(kept.asked, words),
        *_lines(words("Det er noteret, at du, eller en kollega om dig, har gjort"), _deeds(kept.trace, words), words),
        *_lines(words("Private beskeder til eller om dig"), _notices(kept.trace, words), words),
        context(marked(words, "Et barometers invitation og påmindelser er ikke med: de er gemt uden dit navn.")),
        *_after_the_close(words),
    ]
    if len(blocks) > MOST_BLOCKS:
        more = section(marked(words, "Der er mere, end Slack kan vise her. Bed driften om resten."))
        blocks = [*blocks[:MOST_BLOCKS], more]
    return modal("kept.mine", words("Mine data"), blocks, close=words("Luk"))


def _named(trace: Trace, words: Words) -> Iterator[Block]:
    languages = {"da": "Dansk", "en": "English", None: words("ikke valgt (dansk, eller kanalens)")}
    yield section(marked(words, "*Sprog:* {language}", language=languages[trace.language]))
    roles = [f"{channel(where)}: {literal(right_name(right, words))}" for where, right in trace.rights]
    yield from _lines(words("Roller"), roles, words)
    marks = [f"{channel(where)}: {literal(role_name(role, words))}" for where, role in trace.marks]
    left_out = [f"{channel(where)}: {marked(words, 'spørges ikke')}" for where in trace.not_asked]
    found = [f"{channel(where)}: {marked(words, 'fundet, da listen sidst blev gemt')}" for where in trace.known]
    yield from _lines(words("Særligt om dig på afdelingslister"), [*marks, *left_out, *found], words)
    yield from _lines(words("Runder, du leder eller læser kommentarer fra"), _rounds(trace.led, words), words)
    yield from _lines(words("Skabeloner"), [_in_walk(one, words) for one in trace.walks], words)
    yield from _lines(words("Forløb, der nævner dig"), [_in_course(one, words) for one in trace.courses], words)
    if trace.course_drafts:
        yield section(
            marked(
                words,
                "*Udfyldt med dig for at begynde et forløb (slettes efter et døgn):* {n}",
                n=trace.course_drafts,
            )
        )
    if trace.has_home:
        yield section(marked(words, "Du har åbnet fanen Hjem."))
    if trace.unplaced:
        yield section(marked(words, "*Beskeder til Anker, der ikke er en del af et svar:* {n}", n=trace.unplaced))
    if trace.installed:
        yield section(marked(words, "Du har installeret Anker i dette workspace."))


def _in_walk(one: InWalk, words: Words) -> str:
    """One line: the unit, what the person is there, and every kind of row that names them, with its number."""
    where = marked(words, "{unit}, fra {opens}", unit=one.unit, opens=words.moment_and_year(one.started_at))
    names = {
        Part.OWNER: words("ejer"),
        Part.AUTHOR: words("skriver med"),
        Part.APPROVER: words("godkender"),
    }
    parts = [names[part] for part in Part if part in one.parts] or [words("ikke med længere")]
    counts = [f"{name}: {one.counts[mark]}" for mark, name in mark_names(words).items() if one.counts.get(mark)]
    return f"{where}: {literal('; '.join([', '.join(parts), *counts]))}"


def _in_course(one: InCourse, words: Words) -> str:
    """One line: whose course, what the person is there, and every kind of row that names them, with its number."""
    names = {
        CourseMark.DATES: words("datoer, du sidst har aftalt, flyttet eller markeret"),
        CourseMark.TEXTS: words("tekster, du har skrevet"),
        CourseMark.PRESENT: words("møder, hvor du står som deltager"),
        CourseMark.ACTIONS: words("handlinger, der er dine"),
        CourseMark.ACTIONS_WRITTEN: words("handlinger, du har skrevet ned"),
    }
    where = marked(
        words, "{municipality}, fra {day}", municipality=one.municipality, day=words.day_and_year(one.set_up_on)
    )
    parts = [", ".join(right_name(right, words) for right in one.rights)] if one.rights else []
    counts = [f"{name}: {one.counts[mark]}" for mark, name in names.items() if one.counts.get(mark)]
    return f"{where}: {literal('; '.join([*parts, *counts]))}"


def _rounds(rounds: Iterable[Round], words: Words) -> list[str]:
    return [_round(one, words) for one in rounds]


def _round(asked: Round, words: Words) -> str:
    told = marked(words, "{unit}, fra {opens}", unit=asked.unit, opens=words.moment_and_year(asked.opens_at))
    return f"{told}: {marked(words, 'under forberedelse')}" if asked.state is RoundState.DRAFT else told


def _asked(asked: Iterable[Asked], words: Words) -> Iterator[Block]:
    for one in asked:
        yield DividerBlock()
        yield header(words("Barometer i {unit}", unit=one.round.unit))
        yield section(_seat(one, words))
        if one.sitting:
            yield from _answers(one.sitting, words)


def _seat(asked: Asked, words: Words) -> str:
    facts = {
        "role": uncapitalised(words.of(asked.round.barometer.role(asked.role).name)),
        "closes": words.moment(asked.round.closes_at),
    }
    parts = [marked(words, "Du er spurgt som {role}. Runden lukker {closes}.", **facts)]
    if asked.round.state is RoundState.DRAFT:
        return marked(
            words,
            "Du står på listen til en runde, der er ved at blive forberedt. Den er ikke startet. Startes den ikke, "
            "slettes listen en uge efter {day}.",
            day=words.day(words.local(asked.round.opens_at).date()),
        )
    if not asked.readable:
        parts.append(marked(words, "Dine svar kan ikke læses: rundens nøgle mangler."))
    elif asked.sitting is None:
        parts.append(marked(words, "Ingen svar er gemt: runden er ikke åbnet."))
    else:
        parts.append(_standing(asked.sitting, words))
    return " ".join(parts)


def _standing(sitting: Sitting, words: Words) -> str:
    state = {
        SittingState.EMPTY: words("Du har ikke svaret endnu."),
        SittingState.STARTED: words("Du er begyndt og har ikke afleveret."),
        SittingState.HANDED_IN: words("Du har afleveret."),
        SittingState.WITHDRAWN: words("Du har slettet dine svar."),
    }[sitting.state]
    if not sitting.reminders:
        reminders = words("Du har slået påmindelser fra.")
    else:
        reminders = words("Du får påmindelser.") if sitting.wants_reminder else words("Du får ingen påmindelser.")
    return f"{literal(state)} {literal(reminders)}"


def _answers(sitting: Sitting, words: Words) -> Iterator[Block]:
    names = {point.choice: words.of(point.name) for point in sitting.barometer.scale}
    names[Choice.SKIPPED] = words("sprunget over")
    for theme in sitting.barometer.themes:
        yield from _paragraphs(_theme(theme, sitting, names, words))
    for item in sitting.barometer.open_items:
        if item.id in sitting.comments:
            lines = [f"*{literal(words.of(item.text))}*", literal(sitting.comments[item.id])]
            yield from _paragraphs(lines)


def _theme(theme: Theme, sitting: Sitting, names: dict[Choice, str], words: Words) -> list[str]:
    answered = [item for item in theme.items if item.id in sitting.answers]
    lines = [f"• {literal(words.of(i.text))} *{literal(names[sitting.answers[i.id]])}*" for i in answered]
    return [f"*{literal(words.of(theme.name))}*", *lines] if lines else []


def _deeds(trace: Trace, words: Words) -> list[str]:
    return [_deed(deed, words) for deed in trace.deeds]


def _deed(deed: Deed, words: Words) -> str:
    what = done(deed, words)
    return f"{literal(words.moment_and_year(deed.at))}: {person(deed.actor)} {what}"


def _notices(trace: Trace, words: Words) -> list[str]:
    became = {
        Arrival.SENT: "",
        Arrival.WAITS: marked(words, " (venter på at blive sendt)"),
        Arrival.NEVER_SENT: marked(words, " (blev ikke sendt)"),
    }
    return [
        f"{literal(words.moment_and_year(one.at))}: {notice(one.kind, words)}{became[one.arrival]}"
        for one in trace.notices
    ]


def _lines(title: str, lines: list[str], words: Words) -> Iterator[Block]:
    """A list under its title, newest last; an empty one says so, because "nothing" is an answer too."""
    if not lines:
        yield section(f"*{literal(title)}:* {marked(words, 'intet')}")
        return
    older = len(lines) - MOST_LINES
    shown = [marked(words, "… og {n} ældre", n=older)] if older > 0 else []
    bullets = [f"• {line}" for line in [*shown, *lines[-MOST_LINES:]]]
    yield from _paragraphs([f"*{literal(title)}*", *bullets])


def _paragraphs(lines: list[str]) -> Iterator[Block]:
    """Sections that hold all lines; none is cut, whatever Slack's limit."""
    held = ""
    for line in lines:
        if held and len(held) + 1 + len(line) > LONGEST_SECTION:
            yield section(held)
            held = ""
        held = f"{held}\n{line}" if held else line
    if held:
        yield section(held)


def _after_the_close(words: Words) -> Iterator[Block]:
    yield DividerBlock()
    yield section(
        marked(
            words,
            "*Lukkede runder:* intet, der kan knyttes til dig. Når en runde lukker, slettes nøglen, de enkelte svar og "
            "listen over, hvem der var spurgt. Derfor kan ingen mere finde, vise, rette eller slette dine svar derfra, "
            "og derfor gælder indsigt og sletning ikke dem (databeskyttelsesforordningen, artikel 11).",
        )
    )
    yield section(
        marked(
            words,
            "Kommentarer fra lukkede runder står uden navn. Genkender du din egen, kan du skrive, hvad der står, til "
            "den, der læser kommentarerne, og bede om at få den slettet.",
        )
    )


def privacy_view(operator: str, words: Words) -> View:
    """What is kept about everybody, for how long, and whom to ask."""
    facts = {"operator": operator}
    kept = [
        marked(words, "*Dine svar:* krypteret, til runden lukker. Så slettes de og nøglen til dem."),
        marked(
            words,
            "*Hvem der er spurgt, og i hvilken rolle:* til runden lukker; en kladde, der ikke startes, "
            "slettes efter en uge.",
        ),
        marked(
            words, "*Resultatet:* kun tal for mindst 5 personer, og kommentarer uden navn, når mindst 10 har svaret."
        ),
        marked(words, "*Roller, afdelingslister og sprog:* til de ændres."),
        marked(
            words,
            "*Skabeloner:* svarene er ikke anonyme. Alle ordlyde gemmes krypteret, og hvem der skrev dem og hvornår, "
            "til skabelonen ikke har været brugt i to år.",
        ),
        marked(
            words,
            "*Forløb:* datoer, referater og planen er ikke anonyme. Det, der skrives, gemmes krypteret, og hvem der "
            "skrev det og hvornår, til to år efter forløbets sidste dag.",
        ),
        marked(words, "*Hvad koordinatorer og administratorer gør:* hvem, hvad og hvornår. Aldrig, hvem der svarer."),
        marked(
            words, "*Det, der står i Slack:* gemmes af Slack efter jeres egne regler. Dine svar står ikke i beskeder."
        ),
    ]
    contact = marked(words, "*Spørgsmål, indsigt og sletning:* {operator} driver Anker for jer.", **facts)
    how = marked(words, "Skriv `/barometer mine-data` for at se alt om dig selv.")
    blocks: list[Block] = [
        section(marked(words, "*Det gemmer Anker*")),
        *_paragraphs([f"• {line}" for line in kept]),
        section(f"{contact}\n{how}"),
        DividerBlock(),
        *(section(paragraph) for paragraph in promise_paragraphs(operator, words)),
    ]
    return modal("kept.privacy", words("Privatliv"), blocks, close=words("Luk"))
