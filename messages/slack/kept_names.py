"""Plain names for what is kept about a person: marks in a template, rights, acts of the audit, private messages."""

from __future__ import annotations

from datetime import datetime

from domain.kept import Deed, WalkMark
from domain.people import Right
from messages.slack.text import channel, literal, marked, person
from messages.wording import Words


def mark_names(words: Words) -> dict[WalkMark, str]:
    return {
        WalkMark.TEXTS: words("ordlyde af svar, du har skrevet eller markeret"),
        WalkMark.QUESTIONS: words("spørgsmål, du har tilføjet"),
        WalkMark.SHOWN: words("spørgsmål, du sidst fik vist"),
        WalkMark.HANDED: words("spørgsmål, du er bedt om at svare på"),
        WalkMark.HANDED_OUT: words("spørgsmål, du har sendt videre"),
        WalkMark.UNSETTLED: words("spørgsmål, du skal afklare"),
        WalkMark.APPROVED: words("versioner, du har godkendt"),
        WalkMark.SENT_BACK: words("gange, du har sendt den tilbage"),
        WalkMark.VERSIONS: words("godkendte versioner, du var med i"),
        WalkMark.MESSAGES: words("beskeder, du har skrevet som svar"),
        WalkMark.FOLLOW_UPS: words("opfølgninger, du står for"),
    }


def right_name(right: Right, words: Words) -> str:
    """What a right is called."""
    return {
        Right.ADMINISTRATOR: words("administrator"),
        Right.COORDINATOR: words("koordinator"),
        Right.DEPUTY: words("stedfortræder"),
        Right.TEAM: words("forankringsteam"),
        Right.OBSERVER: words("observatør"),
    }[right]


def done(deed: Deed, words: Words) -> str:
    """What the audit noted, in plain words: an id says nothing, so what is not there any more is not named."""
    where, _, whom = deed.object.partition(":")
    facts = {"channel": channel(where), "person": person(whom), "barometer": deed.object}
    told = {
        "round.confirm": marked(words, "startede en runde"),
        "round.close": marked(words, "lukkede en runde"),
        "round.close_early": marked(words, "lod en runde lukke før tid"),
        "round.cancel": marked(words, "annullerede en runde"),
        "barometer.import": marked(words, "tog et barometer i brug ({barometer})", **facts),
        "round.bring_in": marked(words, "hentede en tidligere måling ind"),
        "comments.read": marked(words, "læste kommentarerne fra en runde"),
        "comments.released": marked(words, "frigav en kommentar fra en runde"),
        "comments.kept_back": marked(words, "holdt en kommentar fra en runde tilbage"),
        "comments.deleted": marked(words, "slettede en kommentar fra en runde"),
        "walk.start": marked(words, "begyndte på en skabelon"),
        "walk.people": marked(words, "ændrede, hvem der er med i en skabelon"),
        "walk.approve": marked(words, "godkendte en skabelon"),
        "walk.send_back": marked(words, "sendte en skabelon tilbage"),
        "walk.delete": marked(words, "slettede en skabelon, der ikke var godkendt"),
        "walk.deleted": marked(words, "slettede en skabelon, der ikke var brugt i to år"),
        "course.start": marked(words, "begyndte et forløb"),
        "course.change": marked(words, "aftalte, flyttede eller markerede en dato i et forløb"),
        "course.share": marked(words, "delte status for et forløb i dets kanal"),
        "course.notes": marked(words, "skrev noter til et forløb"),
        "course.answer": marked(words, "svarede på et forløbs spørgsmål"),
        "course.end": marked(words, "afsluttede et forløb"),
        "course.channel": marked(words, "lod et forløb fortsætte i en anden kanal"),
        "plan.add": marked(words, "skrev handlinger i en plan"),
        "plan.change": marked(words, "ændrede en handling i en plan"),
        "plan.hand_over": marked(words, "gav handlinger i en plan videre"),
        "plan.share": marked(words, "delte en plan i forløbets kanal"),
        "follow_up.start": marked(words, "satte en opfølgning i gang i en skabelon"),
        "follow_up.stop": marked(words, "stoppede en opfølgning i en skabelon"),
        "documents.report": marked(words, "hentede kladden til en rapport om en runde"),
        "people.department": marked(words, "gemte afdelingslisten i {channel}", **facts),
        "people.named": marked(words, "ændrede roller i {channel}", **facts),
        "people.coordinator": marked(words, "gjorde {person} til koordinator i {channel}", **facts),
        "people.refused": marked(words, "sagde nej til, at {person} blev koordinator i {channel}", **facts),
        "people.deputy": marked(words, "gjorde {person} til stedfortræder i {channel}", **facts),
        "people.team": marked(words, "tog {person} med i forankringsteamet i {channel}", **facts),
        "people.observer": marked(words, "gjorde {person} til observatør i {channel}", **facts),
        "people.opened": marked(words, "åbnede et spørgsmål om afdelingslisten i {channel}", **facts),
    }.get(deed.action) or literal(f"{deed.action} {deed.object}")
    if deed.whose is None:
        return told
    since = deed.whose.since
    day = words.local(since).date() if isinstance(since, datetime) else since
    return f"{told} ({marked(words, '{unit}, fra {opens}', unit=deed.whose.name, opens=words.day_and_year(day))})"


def notice(kind: str, words: Words) -> str:
    """What a private message was about, in plain words."""
    return {
        "people.role_request": marked(words, "en anmodning om rollen som koordinator"),
        "people.role_refused": marked(words, "svar på en anmodning om rollen som koordinator"),
        "people.named": marked(words, "besked om en ny rolle"),
        "people.no_longer": marked(words, "besked om en rolle, du ikke har mere"),
        "people.stands_in": marked(words, "besked om at lede i koordinatorens sted"),
        "people.stood_in": marked(words, "besked om, at koordinatoren leder igen"),
        "people.changes": marked(words, "et spørgsmål om nye og tidligere medarbejdere"),
        "rounds.started": marked(words, "besked om, at en runde er åbnet"),
        "rounds.called_off": marked(words, "besked om, at en runde ikke kunne åbnes"),
        "rounds.undelivered": marked(words, "besked om, at noget ikke kunne leveres"),
        "rounds.role_notice": marked(words, "besked om rollen i en runde"),
        "rounds.invitation": marked(words, "invitation til en runde"),
        "rounds.reminder": marked(words, "påmindelse om en runde"),
        "rounds.closing_early": marked(words, "besked om, at en runde lukker før tid"),
        "walks.invitation": marked(words, "invitation til at være med i en skabelon"),
        "walks.handed": marked(words, "et spørgsmål i en skabelon, som en kollega har sendt videre"),
        "walks.came_back": marked(words, "besked om et svar fra en kollega"),
        "walks.not_asked": marked(words, "besked om et spørgsmål, du ikke behøver svare på mere"),
        "walks.taken_back": marked(
            words, "besked om et spørgsmål, der er taget tilbage fra en kollega eller givet videre"
        ),
        "walks.approved": marked(words, "besked om en godkendt skabelon"),
        "walks.to_approve": marked(words, "besked om en skabelon, der kan godkendes"),
        "walks.to_settle": marked(words, "besked om et spørgsmål, der skal afklares"),
        "walks.taken_over": marked(words, "besked om spørgsmål, du har overtaget"),
        "walks.new_owner": marked(words, "besked om, at en skabelon har fået ny ejer"),
        "walks.new_approver": marked(words, "besked om at skulle godkende en skabelon"),
        "walks.gone": marked(words, "besked om, at nogen i en skabelon er stoppet"),
        "walks.nudge": marked(words, "påmindelse om en skabelon"),
        "walks.expiring": marked(words, "besked om en skabelon, der snart slettes"),
        "walks.due": marked(words, "påmindelse om et spørgsmål, der skal afklares"),
        "walks.returned": marked(words, "besked om en skabelon, der er sendt tilbage"),
        "walks.deleted": marked(words, "besked om en skabelon, der er slettet"),
        "walks.taken_out": marked(words, "besked om ikke længere at være med i en skabelon"),
        "courses.round": marked(words, "forslag om at begynde en runde i et forløb"),
        "courses.round_asked": marked(words, "besked om, hvem der er bedt om at forberede en runde"),
        "courses.not_started": marked(words, "besked om et barometer i et forløb, som ingen har startet"),
        "courses.missed": marked(words, "besked om noget i et forløb, der ikke blev sagt"),
        "course_channels.lost": marked(words, "besked om, at et forløbs kanal ikke kan nås"),
        "channels.shared": marked(words, "besked om, at en kanal er delt med en anden organisation"),
        "plans.given": marked(words, "besked om handlinger, som nogen har fået af en kollega"),
        "plans.taken": marked(words, "besked om en handling, der er givet videre"),
        "plans.reminder": marked(words, "påmindelse om handlinger i en plan"),
        "plans.course_over": marked(words, "besked om åbne handlinger i et forløb, der er slut"),
        "plans.left": marked(words, "besked om handlinger hos en, der er stoppet"),
        "handovers.gone": marked(words, "besked om, at nogen i et forløb er stoppet"),
        # As an earlier version called what a colleague gave to whoever took over; none is written any more.
        "handovers.taken_over": marked(words, "besked om handlinger, du har overtaget"),
        "comments.waiting": marked(words, "besked om kommentarer, der venter"),
        "comments.unreachable": marked(words, "besked om, at den, der læser kommentarer, ikke kan nås"),
        "follow_ups.due": marked(words, "påmindelse om en opfølgning i en skabelon"),
        "welcome.first": marked(words, "velkomst til den første administrator"),
        "welcome.invited": marked(words, "besked om, at Anker er kommet i en kanal"),
    }.get(kind) or literal(kind)
