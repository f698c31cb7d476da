"""users.*, usergroups.*, team.info and auth.test: docs.slack.dev/reference/methods/users.info and its neighbours."""

from __future__ import annotations

from sandbox.connections import is_seen, is_stranger
from sandbox.errors import SlackError
from sandbox.limits import AUTH_TEST, PAGE_MOST, TIER_2, TIER_3, TIER_4, USERS_WITHOUT_LIMIT
from sandbox.methods.calls import Call, method, reading
from sandbox.shapes import Obj

_READ_PEOPLE = ("users:read",)
_READ_GROUPS = ("usergroups:read",)


@method("auth.test", "", AUTH_TEST)
def auth_test(call: Call) -> Obj:
    """Who the token belongs to."""
    workspace = call.workspace
    return {
        "url": f"{workspace.url}/",
        "team": workspace.town.name,
        "user": workspace.app.name.lower(),
        "team_id": workspace.town.team_id,
        "user_id": workspace.app.bot_user,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


@reading("team.info", "team domain", TIER_3, ("team:read",))
def team_info(call: Call) -> Obj:
    """The workspace."""
    place = call.workspace.town
    if call.text("team") not in {"", place.team_id}:
        raise SlackError("team_not_found")
    return {"team": {"id": place.team_id, "name": place.name, "domain": place.domain, "email_domain": ""}}


@reading("users.info", "user include_locale", TIER_4, _READ_PEOPLE)
def info(call: Call) -> Obj:
    """One person; the e-mail address needs a scope of its own."""
    return {"user": _shown(call, call.need("user"))}


@reading("users.list", "cursor limit include_locale", TIER_2, _READ_PEOPLE)
def list_users(call: Call) -> Obj:
    """Everyone of this workspace, those who have left and Slackbot among them; no strangers (remembered)."""
    people = sorted(user for user in call.workspace.people if not is_stranger(call.workspace, user))
    if not call.text("limit") or call.text("limit") == "0":
        if len(people) > USERS_WITHOUT_LIMIT:
            raise SlackError("limit_required")
        return {"members": [_shown(call, user) for user in people], "response_metadata": {"next_cursor": ""}}
    users, more = call.page(people, most=PAGE_MOST)
    return {"members": [_shown(call, user) for user in users], "response_metadata": more}


def _shown(call: Call, user: str) -> Obj:
    if user not in call.workspace.people:
        raise SlackError("user_not_found")
    if not is_seen(call.workspace, user):
        raise SlackError("user_not_visible")
    shown = call.workspace.user_object(user)
    if "users:read.email" in call.workspace.app.scopes:
        shown["profile"]["email"] = f"{shown['name']}@egelund.example"
    told = call.flag("include_locale") and not is_stranger(call.workspace, user)  # docs.slack.dev/apis/slack-connect
    return shown | ({"locale": "da-DK"} if told else {})


@reading("usergroups.list", "include_count include_disabled include_users", TIER_2, _READ_GROUPS)
def list_groups(call: Call) -> Obj:
    """The user groups."""
    _check_plan(call)
    groups = []
    for group in call.workspace.groups.values():
        shown: Obj = {"id": group.id, "team_id": call.workspace.town.team_id, "is_usergroup": True, "date_delete": 0}
        shown |= {"name": group.name, "handle": group.handle, "description": "", "is_external": False}
        shown |= {"users": _members(call, group.members)} if call.flag("include_users") else {}
        groups.append(shown | ({"user_count": len(group.members)} if call.flag("include_count") else {}))
    return {"usergroups": groups}


@reading("usergroups.users.list", "usergroup include_disabled", TIER_2, _READ_GROUPS)
def list_group_users(call: Call) -> Obj:
    """The members of a user group."""
    _check_plan(call)
    group = call.workspace.groups.get(call.need("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": _members(call, group.members)}


def _check_plan(call: Call) -> None:
    """Source: docs.slack.dev/reference/methods/usergroups.list and usergroups.users.list, plan_upgrade_required."""
    if not call.workspace.has_user_groups:
        raise SlackError("plan_upgrade_required")


def _members(call: Call, names: tuple[str, ...]) -> list[str]:
    return [call.workspace.id_of(name) for name in names]
