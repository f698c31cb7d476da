"""Hears Slack, calls one operation, shows its result."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers.slack import (
    closings,
    commands,
    comment_forms,
    comments,
    course_calendars,
    course_channels,
    course_meetings,
    course_records,
    course_rounds,
    course_setups,
    course_status,
    documents,
    drafts,
    earlier_rounds,
    focus_groups,
    follow_ups,
    forms,
    handovers,
    home,
    imports,
    invitations,
    keeping,
    meeting_posts,
    people,
    plan_forms,
    plans,
    preview_windows,
    releases,
    roles,
    rounds,
    sittings,
    walk_documents,
    walk_endings,
    walk_fields,
    walk_handing,
    walk_people,
    walk_reminders,
    walk_returns,
    walk_reviews,
    walk_starts,
    walk_texts,
    walks,
    welcome,
)
from handlers.slack.desk import Desk
from handlers.slack.listening import Router
from handlers.slack.requests import Makers, Reply, Written

FEATURES = (
    people.LISTENERS,
    roles.LISTENERS,
    drafts.LISTENERS,
    preview_windows.LISTENERS,
    rounds.LISTENERS,
    invitations.LISTENERS,
    sittings.LISTENERS,
    forms.LISTENERS,
    comment_forms.LISTENERS,
    releases.LISTENERS,
    walk_starts.LISTENERS,
    walks.LISTENERS,
    walk_fields.LISTENERS,
    walk_handing.LISTENERS,
    walk_texts.LISTENERS,
    walk_reviews.LISTENERS,
    walk_people.LISTENERS,
    walk_returns.LISTENERS,
    walk_endings.LISTENERS,
    walk_documents.LISTENERS,
    walk_reminders.LISTENERS,
    follow_ups.LISTENERS,
    keeping.LISTENERS,
    comments.LISTENERS,
    documents.LISTENERS,
    imports.LISTENERS,
    earlier_rounds.LISTENERS,
    plans.LISTENERS,
    plan_forms.LISTENERS,
    course_setups.LISTENERS,
    course_status.LISTENERS,
    course_calendars.LISTENERS,
    course_channels.LISTENERS,
    handovers.LISTENERS,
    home.LISTENERS,
    course_meetings.LISTENERS,
    course_records.LISTENERS,
    course_rounds.LISTENERS,
    focus_groups.LISTENERS,
    closings.LISTENERS,
    meeting_posts.LISTENERS,
    welcome.LISTENERS,
    commands.LISTENERS,
)

#: Who makes which of the messages that Anker sends by itself.
MAKERS: Makers = {kind: maker for feature in FEATURES for kind, maker in feature.posts.items()}


async def on_written(desk: Desk, written: Written) -> Reply:
    """What somebody writes to Anker: an answer in a template, else told that a barometer is answered by buttons."""
    reply = await walk_texts.on_written(desk, written)
    if reply is None and not written.has_files:
        reply = await sittings.on_written(desk, written)
    return reply or Reply()


def register(app: AsyncApp, desk: Desk) -> None:
    """Give every feature's listeners to the app."""
    Router(desk, FEATURES, commands.on_command, on_written, walk_texts.on_rewritten).register(app)
