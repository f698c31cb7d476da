"""`/api/<method>`: token, scope, arguments and rates are checked here, the rest in `methods`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiohttp import web

from sandbox.answering import asked, json_answer
from sandbox.errors import RateLimitedError, SlackError, TooManyPostsError
from sandbox.faults import RESPONSE_URL
from sandbox.methods import METHODS, Call, Method
from sandbox.responses import respond
from sandbox.shapes import Obj

if TYPE_CHECKING:
    from sandbox.workspace import Workspace

_EVERYWHERE = frozenset({"token", "team_id"})
"""The Python kit adds `team_id` to every call that Bolt makes. Another team's is refused, as Slack does with the token
of an organisation; with that of a workspace it is ignored: ours is the stricter reading.
"""
_JSON = "application/json"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_TOO_MANY = 429
_GONE = frozenset({"expired_url", "used_url", "message_not_found"})


class WebApi:
    """The handlers for the Web API and for response_urls; every call is recorded, and may be told to fail."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Any method, with its arguments in the query, a form or JSON."""
        name = request.match_info["method"]
        body = (await request.read()).decode(errors="replace")
        text = f"{request.query_string}\n{body}"
        if self._workspace.rates.is_too_early(f"{name}?{text}"):
            self._workspace.refuse(name, SlackError("ratelimited", messages=["called again before Retry-After"]))
        asked_for = await asked(self._workspace, request, name, text)
        given = await self._answered(request, name, body) if asked_for.takes_effect else (200, {"ok": True}, {})
        answer = await asked_for.answer(json_answer(*given))
        if answer.status == _TOO_MANY:
            self._workspace.rates.put_off(f"{name}?{text}", answer.headers.get("Retry-After", ""))
        return answer

    async def response_url(self, request: web.Request) -> web.StreamResponse:
        """A post to a response_url."""
        body = (await request.read()).decode(errors="replace")
        asked_for = await asked(self._workspace, request, RESPONSE_URL, body)
        run = asked_for.takes_effect
        status, answer = self._responded(request.match_info["key"], body) if run else (200, {"ok": True})
        return await asked_for.answer(json_answer(status, answer, {}))

    async def _answered(self, request: web.Request, name: str, body: str) -> tuple[int, Obj, dict[str, str]]:
        try:
            arguments = await _arguments(request, name, body)
            self._identify(name, request, arguments)
        except SlackError as refusal:
            self._workspace.refuse(name, refusal)
            return 200, refusal.as_slack(), {}
        headers = self._scope_headers(name)
        try:
            return 200, {"ok": True, **self._run(METHODS[name], arguments)}, headers
        except TooManyPostsError:
            return 200, {"ok": False, "error": "rate_limited"}, headers
        except RateLimitedError as limited:
            return 429, {"ok": False, "error": "ratelimited"}, {**headers, "Retry-After": str(limited.retry_after)}
        except SlackError as refusal:
            self._workspace.refuse(name, refusal)
            return 200, refusal.as_slack(), headers

    def _identify(self, name: str, request: web.Request, arguments: Obj) -> None:
        if name not in METHODS:
            raise SlackError("unknown_method", req_method=name)
        if METHODS[name].by_app_token:
            self._check_token(_token(request, {}), self._workspace.app.app_token, self._workspace.app.token)
            return
        self._check_token(_token(request, arguments), self._workspace.app.token, self._workspace.app.app_token)
        if self._workspace.uninstalled:
            raise SlackError("account_inactive")

    def _scope_headers(self, name: str) -> dict[str, str]:
        """What the token may do, and which scope would do for the method, as every answer to a known token says it.

        Observed (github.com/slack-ruby/slack-ruby-client/issues/378); Slack's Node kit reads both headers.
        """
        app = self._workspace.app
        scopes = app.app_scopes if METHODS[name].by_app_token else app.scopes
        headers = {"x-oauth-scopes": ",".join(sorted(scopes))}
        accepted = ",".join(METHODS[name].scopes)
        return {**headers, "x-accepted-oauth-scopes": accepted} if accepted else headers

    def _run(self, method: Method, arguments: Obj) -> Obj:
        if method.per_minute:
            self._workspace.rates.take(method.name, method.per_minute)
        call = Call(self._workspace, method.name, {key: value for key, value in arguments.items() if value is not None})
        call.need_scope(*method.scopes)
        if call.text("team_id") not in {"", self._workspace.town.team_id}:
            raise SlackError("team_access_not_granted")
        # Slack ignores most unknown arguments. Refusing them is the stricter reading: they are mistakes of ours.
        if unknown := sorted(set(arguments) - method.arguments - _EVERYWHERE):
            raise SlackError("invalid_arguments", messages=[f"unknown argument: {key}" for key in unknown])
        return method.run(call)

    @staticmethod
    def _check_token(token: str, wanted: str, of_another_type: str) -> None:
        if not token:
            raise SlackError("not_authed")
        if token == of_another_type:
            raise SlackError("not_allowed_token_type")
        if token != wanted:
            raise SlackError("invalid_auth")

    def _responded(self, key: str, body: str) -> tuple[int, Obj]:
        try:
            respond(self._workspace, key, _json_object(body))
        except SlackError as refusal:
            self._workspace.refuse(RESPONSE_URL, refusal)
            return 404 if refusal.error in _GONE else 400, refusal.as_slack()
        return 200, {"ok": True}


def _token(request: web.Request, arguments: Obj) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme == "Bearer" else str(arguments.get("token") or "")


async def _arguments(request: web.Request, name: str, body: str) -> Obj:
    """From the query, and from the body in one of the forms that docs.slack.dev/apis/web-api names. Only methods that
    write take JSON; what a reading one is sent so, it does not see.
    """
    arguments: Obj = dict(request.query)
    if request.content_type == _JSON:
        takes_json = name not in METHODS or METHODS[name].takes_json
        return arguments | (_json_object(body or "{}") if takes_json else {})
    if body and request.content_type not in _FORMS:
        raise SlackError("invalid_post_type")
    return arguments | {key: value for key, value in (await request.post()).items() if isinstance(value, str)}


def _json_object(body: str) -> Obj:
    try:
        given = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(given, dict):
        raise SlackError("json_not_object")
    return given
