"""Walk a template in the terminal, question by question; what is typed is kept in memory and printed at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from bot.rehearse import Ask, Say
from domain.barometers import Language
from domain.cpr import find_cpr
from domain.people import UserId
from domain.revisions import AnswerTooLong, Question, Status
from domain.templates import Template
from domain.walk_moves import neighbour
from domain.walks import Part, Walk
from messages.walk_documents import WalkPaper, markdown_file
from messages.wording import Words

#: Who answers in a rehearsal.
YOU: UserId = "you"
PROMPT = "> "
TEXTS = {
    "da": {
        "how": "Skriv svaret, linje for linje. Tom linje: næste. t: tilbage, u: ikke afklaret endnu, "
        "r: ikke relevant hos os, q: stop. Intet gemmes.",
        "own": "Prøvegang",
        "you": "dig",
        "follows": "Fortsætter nr.",
        "law": "Om loven: {note} (slået op {day})",
        "written": "Du har skrevet:",
        "u": "Ikke afklaret endnu.",
        "r": "Ikke relevant hos os.",
        "first": "Det er det første spørgsmål.",
        "cpr": "Ligner et CPR-nummer. Linjen er ikke taget med.",
        "long": "Svaret er for langt. Linjen er ikke taget med.",
    },
    "en": {
        "how": "Write the answer, line by line. Empty line: next. t: back, u: not settled yet, "
        "r: not relevant here, q: stop. Nothing is stored.",
        "own": "Rehearsal",
        "you": "you",
        "follows": "Continues no.",
        "law": "About the law: {note} (looked up {day})",
        "written": "You have written:",
        "u": "Not settled yet.",
        "r": "Not relevant here.",
        "first": "This is the first question.",
        "cpr": "Looks like a CPR number (Danish civil registration number). The line is left out.",
        "long": "The answer is too long. The line is left out.",
    },
}
MARKS = {"u": Status.NOT_SETTLED, "r": Status.NOT_RELEVANT}


@dataclass
class Rehearsal:
    """One person alone in a template; `walk` holds what they have typed so far."""

    walk: Walk
    language: Language
    ask: Ask
    say: Say
    now: datetime

    @property
    def texts(self) -> dict[str, str]:
        return TEXTS[self.language]

    def run(self) -> None:
        """Ask each question in turn until the last one, or until the person stops or the input ends."""
        self.say(self.texts["how"])
        question: Question | None = self.walk.questions[0]
        while question is not None:
            for line in shown(self.walk, question, self.language):
                self.say(line)
            question = self._after(question)

    def _after(self, question: Question) -> Question | None:
        """The question that comes when the person is done with this one, None at the end."""
        while True:
            try:
                said = self.ask(PROMPT).rstrip()
            except EOFError:
                return None
            match said.strip().lower():
                case "q":
                    return None
                case "":
                    return neighbour(self.walk, question.id, 1)
                case "t":
                    return self._before(question)
                case "u" | "r" as mark:
                    self._marks(question, mark)
                case _:
                    self._adds(question, said)

    def _before(self, question: Question) -> Question:
        before = neighbour(self.walk, question.id, -1)
        if before is None:
            self.say(self.texts["first"])
        return before or question

    def _marks(self, question: Question, mark: str) -> None:
        standing = self.walk.answers.get(question.id)
        base = standing.number if standing else 0
        self.walk = self.walk.mark(question.id, MARKS[mark], base, YOU, self.now)
        self.say(self.texts[mark])

    def _adds(self, question: Question, line: str) -> None:
        """One more line below those that stand there; refused as the bot refuses it."""
        standing = self.walk.answers.get(question.id)
        text = f"{standing.text}\n{line}" if standing and standing.text else line
        if find_cpr(text):
            self.say(self.texts["cpr"])
            return
        try:
            self.walk = self.walk.replace_text(question.id, text, standing.number if standing else 0, YOU, self.now)
        except AnswerTooLong:
            self.say(self.texts["long"])


def begun(template: Template, language: Language, now: datetime) -> Walk:
    """A walk of one person, that is stored nowhere."""
    return Walk(
        id="rehearsal",
        team="",
        template=template,
        unit=TEXTS[language]["own"],
        people={YOU: frozenset({Part.OWNER, Part.AUTHOR})},
        target=now.date(),
        channel="",
        started_at=now,
        language=language,
    )


def rehearse_walk(template: Template, language: Language, ask: Ask, say: Say, now: datetime) -> Walk:
    """Walk the template and print what was typed as Markdown; gives what would have been stored."""
    introduce(template, language, say)
    rehearsal = Rehearsal(begun(template, language, now), language, ask, say, now)
    rehearsal.run()
    walk = rehearsal.walk
    names = {YOU: TEXTS[language]["you"]}
    writers = {question: (YOU,) for question, answer in walk.answers.items() if answer.text}
    paper = WalkPaper(walk, None, now.date(), names, writers)
    say("\n" + markdown_file(paper, Words(language)).decode())
    return walk


def print_questions(template: Template, language: Language, say: Say, now: datetime) -> None:
    """Every question as it would be shown, where nobody is there to answer."""
    introduce(template, language, say)
    walk = begun(template, language, now)
    for question in walk.questions:
        for line in shown(walk, question, language):
            say(line)


def introduce(template: Template, language: Language, say: Say) -> None:
    say(template.title.in_(language))
    say(template.introduction.in_(language))
    if template.aliases:
        say(template.aliases.in_(language))


def shown(walk: Walk, question: Question, language: Language) -> Iterator[str]:
    """The question with all that helps to answer it, line by line."""
    texts, element = TEXTS[language], walk.template.element(question.element)
    yield f"\n{element.name.in_(language)} · {walk.number(question.id)} / {len(walk.questions)}"
    yield from (f"  {note.in_(language)}" for note in walk.template.notes(question.element))
    if question.follows:
        before = walk.question(question.follows)
        yield f"{texts['follows']} {walk.number(before.id)}: {before.text.in_(language)}"
    yield question.text.in_(language)
    if law := walk.template.side_note(question.id):
        yield "  " + texts["law"].format(note=law.text.in_(language), day=law.checked.isoformat())
    if (answer := walk.answers.get(question.id)) and answer.text:
        yield f"{texts['written']}\n{answer.text}"
