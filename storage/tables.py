"""Every table: the schema at a glance. Private to `storage`.

No row of a person's answers has a time, a sequence or a person; see docs/privacy.md, "What is kept".
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Index, MetaData, Text, TypeDecorator, UniqueConstraint, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC on both databases; a datetime without a zone is refused with `ValueError`."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is not None and value.utcoffset() is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        # SQLite hands back what was written, without the zone; it was UTC when it went in.
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Table(DeclarativeBase):
    """What all rows share: names for constraints, and the column types."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, str: Text, list[Any]: JSON, dict[str, Any]: JSON}  # noqa: RUF012


class WorkspaceRow(Table):
    __tablename__ = "workspaces"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(default="")
    bot_user_id: Mapped[str | None]
    installed_by: Mapped[str | None]
    #: From when the next post may go out: the pace of the outbox.
    posts_from: Mapped[datetime | None]
    #: When its first administrator was welcomed (docs/decisions/0018).
    welcomed_at: Mapped[datetime | None]


class PreferenceRow(Table):
    __tablename__ = "preferences"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    #: A person's id, or a channel's.
    subject: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str]


class NamedRow(Table):
    __tablename__ = "named"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    right: Mapped[str] = mapped_column(primary_key=True)
    away: Mapped[bool] = mapped_column(default=False)


class DepartmentRow(Table):
    __tablename__ = "departments"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    source_channel: Mapped[str | None]
    source_groups: Mapped[list[Any]]
    not_asked: Mapped[list[Any]]
    outside: Mapped[list[Any]]
    #: Everybody who was found when the list was last saved: newcomers and leavers are told from it.
    known: Mapped[list[Any]]


class DepartmentMarkRow(Table):
    __tablename__ = "department_marks"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]


class BarometerRow(Table):
    """What a round asks, as it stood when the round was drafted, or as it was imported; never changed."""

    __tablename__ = "barometers"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str]
    version: Mapped[int]
    body: Mapped[str]
    #: When it was taken in use from a sheet; None for what stands in a file.
    imported_at: Mapped[datetime | None]
    #: When it was last looked at before being taken in use; None for what nobody looked at so.
    previewed_at: Mapped[datetime | None]


_RUNNING = text("state IN ('confirmed', 'open', 'closing', 'sealed')")


class RoundRow(Table):
    __tablename__ = "rounds"
    __table_args__ = (
        UniqueConstraint("team_id", "origin"),
        # Two coordinators who confirm at the same moment: the second one is refused by the database.
        Index("one_running", "team_id", "channel", unique=True, sqlite_where=_RUNNING, postgresql_where=_RUNNING),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    channel: Mapped[str]
    #: The view that started it: submitting it twice starts one round.
    origin: Mapped[str]
    unit: Mapped[str]
    barometer_id: Mapped[str]
    barometer_version: Mapped[int]
    #: The content that the round asks, whatever becomes of a file of this id and version.
    barometer_sha256: Mapped[str]
    grouping: Mapped[str]
    coordinator: Mapped[str]
    reader: Mapped[str]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    state: Mapped[str]
    result_channels: Mapped[list[Any]]
    invited: Mapped[dict[str, Any]]
    outside: Mapped[int]
    reminders_sent: Mapped[int]
    closed_early: Mapped[bool]
    language: Mapped[str]
    released_at: Mapped[datetime | None]
    #: The floor of every figure; the close takes the larger of this and five (rule P1).
    k: Mapped[int] = mapped_column(default=5)
    #: Its figures were counted somewhere else and brought in.
    measured_elsewhere: Mapped[bool] = mapped_column(default=False)
    opened_text_version: Mapped[int] = mapped_column(default=1)


class RosterRow(Table):
    __tablename__ = "roster"

    round_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[str]


class SittingRow(Table):
    """One per invited person from the opening on, so that neither rows nor sizes tell who answered."""

    __tablename__ = "sittings"
    # A row number would give the order of writing away.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    round_id: Mapped[str] = mapped_column(primary_key=True)
    p: Mapped[bytes] = mapped_column(primary_key=True)
    body: Mapped[bytes]


class SeenRow(Table):
    """What a person already did, under a key: a redelivery changes nothing."""

    __tablename__ = "seen"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012

    round_id: Mapped[str] = mapped_column(primary_key=True)
    h: Mapped[bytes] = mapped_column(primary_key=True)


class ProgressRow(Table):
    """The day's total as it may be told (rule P11)."""

    __tablename__ = "progress"

    round_id: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    shown: Mapped[str]


class OutboxRow(Table):
    """One message that the bot starts itself; no body, the card is made when it is sent."""

    __tablename__ = "outbox"
    __table_args__ = (Index("outbox_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    team_id: Mapped[str]
    round_id: Mapped[str | None]
    channel: Mapped[str | None]
    #: The person it is for, sealed under the round's key.
    person: Mapped[bytes | None]
    kind: Mapped[str]
    subject: Mapped[str]
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    state: Mapped[str]
    attempt: Mapped[int]
    #: Whether the last owner left without saying what became of it.
    uncertain: Mapped[bool]
    owner: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    first_try_at: Mapped[datetime | None]
    last_try_at: Mapped[datetime | None]
    slack_channel: Mapped[str | None]
    slack_ts: Mapped[str | None]
    error: Mapped[str | None]


class ReleaseRow(Table):
    """What may be shown of a round, and nothing else."""

    __tablename__ = "releases"

    round_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    channel: Mapped[str]
    barometer_id: Mapped[str]
    barometer_version: Mapped[int]
    released_at: Mapped[datetime]
    #: The round that the changes in it are counted from.
    before: Mapped[str | None]
    body: Mapped[str]
    sha256: Mapped[str]


class ReleasedCommentRow(Table):
    __tablename__ = "released_comments"

    round_id: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    #: Drawn at random: the order of comments says nothing.
    slot: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[int]
    body: Mapped[bytes]
    read_state: Mapped[str]


class AuditRow(Table):
    """What coordinators and administrators did, each line sealed by the hash of the one before. Never respondents."""

    __tablename__ = "audit"
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012

    seq: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
    action: Mapped[str]
    object: Mapped[str]
    digest: Mapped[str]


class HandledRow(Table):
    """Deliveries of coordinators' acts that were handled already; kept for a day."""

    __tablename__ = "handled"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    h: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class TemplateRow(Table):
    """What a walk goes through, as it stood when the walk was begun; never changed."""

    __tablename__ = "templates"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str]
    version: Mapped[int]
    body: Mapped[str]


class WalkRow(Table):
    """One group's walk through a template; its texts stand sealed in rows of their own."""

    __tablename__ = "walks"

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    #: What started it: submitting twice starts one walk.
    origin: Mapped[str]
    template_id: Mapped[str]
    template_version: Mapped[int]
    #: The content that the walk goes through, whatever becomes of a file of this id and version.
    template_sha256: Mapped[str]
    unit: Mapped[str]
    channel: Mapped[str]
    target: Mapped[date]
    started_at: Mapped[datetime]
    language: Mapped[str]

    __table_args__ = (UniqueConstraint("team_id", "origin"),)


class WalkPersonRow(Table):
    __tablename__ = "walk_people"

    walk_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    parts: Mapped[list[Any]]


class WalkQuestionRow(Table):
    """A question that a participant added."""

    __tablename__ = "walk_questions"

    walk_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    element: Mapped[str]
    added_by: Mapped[str]
    body: Mapped[bytes]


class RevisionRow(Table):
    """One wording of one answer; rows are added, never changed."""

    __tablename__ = "walk_revisions"

    walk_id: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    author: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[bytes]


class WalkPlaceRow(Table):
    """The question that a participant was shown last."""

    __tablename__ = "walk_places"

    walk_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str]
    at: Mapped[datetime]


class HandedRow(Table):
    """A question that one participant asked another to answer."""

    __tablename__ = "walk_handed"

    walk_id: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    giver: Mapped[str]
    taker: Mapped[str]
    at: Mapped[datetime]


class UnsettledRow(Table):
    """Who finds out about a question that is not settled, and by when."""

    __tablename__ = "walk_unsettled"

    walk_id: Mapped[str] = mapped_column(primary_key=True)
    question: Mapped[str] = mapped_column(primary_key=True)
    owner: Mapped[str]
    due: Mapped[date]


class VersionRow(Table):
    """An approved version: which revision of each question, and which questions of their own it has."""

    __tablename__ = "walk_versions"

    walk_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    approved_by: Mapped[str]
    at: Mapped[datetime]
    revisions: Mapped[dict[str, Any]]
    added: Mapped[list[Any]]
    #: Who took part, and who was to find out about what, when it was approved.
    authors: Mapped[list[Any]]
    unsettled: Mapped[dict[str, Any]]


class WalkReturnRow(Table):
    """What an approver said when they sent a walk back, sealed; rows are added, never changed."""

    __tablename__ = "walk_returns"

    walk_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    at: Mapped[datetime]
    #: Exactly what stood when it was sent back.
    edition: Mapped[str]
    body: Mapped[bytes]


class WrittenRow(Table):
    """A message that somebody wrote as, or instead of, an answer: what became of it, by where it stands in Slack.

    Its text is kept, sealed, so that an edit of the message can be carried over to the answer it is part of.
    """

    __tablename__ = "walk_written"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    ts: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[bytes]
    #: Whether its writer, or the rules, have said where it belongs: to the question below, or to none.
    decided: Mapped[bool]
    walk_id: Mapped[str | None]
    question: Mapped[str | None]


class FollowUpRow(Table):
    """A recurring reminder that grew out of an answer."""

    __tablename__ = "follow_ups"

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    walk_id: Mapped[str]
    question: Mapped[str]
    #: None: a direct message to the owner.
    channel: Mapped[str | None]
    owner: Mapped[str]
    #: Every so many weeks or months, counted from the first.
    every: Mapped[int]
    unit: Mapped[str]
    first: Mapped[date]
    #: How many have come; the next is counted from the first, so that months never drift.
    passed: Mapped[int]
    #: The day that the next one alone was moved to.
    snoozed_to: Mapped[date | None]
    #: The number of the one that was put off by a week last.
    put_off: Mapped[int | None]
    stopped: Mapped[bool]


class CourseTypeRow(Table):
    """The kind of course that a course is, as its file said when it was set up; never changed."""

    __tablename__ = "course_types"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str]
    version: Mapped[int]
    body: Mapped[str]


_UNDER_WAY = text("NOT over")


class CourseRow(Table):
    """One team's course; its dates are counted from the anchors and from what is agreed about the milestones."""

    __tablename__ = "courses"
    __table_args__ = (
        UniqueConstraint("team_id", "origin"),
        # Two coordinators who confirm at the same moment: the second one is refused by the database.
        Index("one_course", "team_id", "channel", unique=True, sqlite_where=_UNDER_WAY, postgresql_where=_UNDER_WAY),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    channel: Mapped[str]
    #: The channel whose barometer rounds belong to it.
    department: Mapped[str]
    #: The view that set it up: submitting it twice sets up one.
    origin: Mapped[str]
    municipality: Mapped[str]
    type_sha256: Mapped[str]
    #: The dates given, by anchor.
    anchors: Mapped[dict[str, Any]]
    set_up_on: Mapped[date]
    #: The template that its meetings tell of, if any.
    walk_id: Mapped[str | None]
    language: Mapped[str]
    over: Mapped[bool]
    #: Why nothing is posted in its channel at the moment, None where all is well.
    resting: Mapped[str | None]


class CourseDraftRow(Table):
    """A course as somebody has filled it in; deleted a day later."""

    __tablename__ = "course_drafts"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    #: The window that it was filled in in.
    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    channel: Mapped[str]
    #: What was chosen, with the people who were named.
    body: Mapped[dict[str, Any]]
    at: Mapped[datetime]


class CourseStateRow(Table):
    """What is agreed about one milestone."""

    __tablename__ = "course_states"

    course_id: Mapped[str] = mapped_column(primary_key=True)
    milestone: Mapped[str] = mapped_column(primary_key=True)
    standing: Mapped[str]
    day: Mapped[date | None]
    counted_from: Mapped[date | None]
    fixed: Mapped[bool]
    at: Mapped[time | None]
    place: Mapped[str]
    #: Counts every change: a calendar file and old cards go by it.
    changes: Mapped[int]
    changed_by: Mapped[str | None]
    round_id: Mapped[str | None]


class CourseTextRow(Table):
    """Something that somebody wrote for the course, sealed: the record of a meeting, notes of a focus group."""

    __tablename__ = "course_texts"

    course_id: Mapped[str] = mapped_column(primary_key=True)
    #: What it is about, such as a milestone.
    subject: Mapped[str] = mapped_column(primary_key=True)
    author: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[bytes]


class CourseDueRow(Table):
    """Something that a course will say on a local date; counted from the course and written anew when it changes."""

    __tablename__ = "course_due"
    __table_args__ = (Index("course_due_waiting", "state", "due_on"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    course_id: Mapped[str] = mapped_column(index=True)
    #: A milestone, or an action of the plan.
    subject: Mapped[str]
    due_on: Mapped[date]
    #: From which local hour of that day on.
    at: Mapped[time]
    state: Mapped[str]


class PlanActionRow(Table):
    """One thing that somebody has agreed to do; its text, and why it was given up, are sealed."""

    __tablename__ = "plan_actions"
    __table_args__ = (
        UniqueConstraint("team_id", "origin"),
        Index("plan_actions_of_owner", "team_id", "owner"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    course_id: Mapped[str] = mapped_column(index=True)
    #: The window that it was written in, and its row there: sending it twice makes it once.
    origin: Mapped[str]
    #: A theme of the department's barometer as it was called then: id and names.
    theme: Mapped[dict[str, Any] | None]
    owner: Mapped[str]
    deadline: Mapped[date]
    state: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    #: The reminder that its owner put off last, and the day to which.
    snoozed: Mapped[str | None]
    snoozed_to: Mapped[date | None]
    body: Mapped[bytes]


class CourseRestRow(Table):
    """Since when a course rests because nothing can be posted in its channel, and whether somebody was told."""

    __tablename__ = "course_rests"

    course_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    since: Mapped[datetime]
    told: Mapped[bool]


class HomeRow(Table):
    """Somebody who has opened the Home tab; nobody else is published one."""

    __tablename__ = "homes"

    team_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    #: Counts what has changed on it; `shown` is how far that was when it was published last.
    edition: Mapped[int]
    shown: Mapped[int]
    #: Until when one process is publishing it.
    lease_until: Mapped[datetime | None]


class HomeMarkRow(Table):
    """Something changed that may stand on Home tabs; deleted as soon as those have been found."""

    __tablename__ = "home_marks"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    team_id: Mapped[str]
    #: A course, a walk, the comments of a round, or everything.
    kind: Mapped[str]
    subject: Mapped[str]
