"""Files between Slack and Anker: one that somebody handed in is fetched, one that was made is sent to a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientTimeout
from slack_sdk.errors import SlackApiError

from domain.people import ChannelId, UserId
from handlers.slack.desk import Desk
from handlers.slack.requests import Submission

#: A file that takes longer is given up, in seconds.
PATIENCE = ClientTimeout(total=10)
SLACK, SLACK_HOSTS = "slack.com", ".slack.com"


class FileNotFetched(Exception):  # noqa: N818 - the name is the sentence
    """Slack did not hand the file over, or it is not this person's; carries why, for the log."""


class UploadRefused(Exception):  # noqa: N818 - the name is the sentence
    """Slack's upload address did not take the bytes of a file; carries the HTTP status."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for Slack: what it is called there, its bytes, its title, and for a picture what it shows."""

    name: str
    data: bytes
    title: str
    alt: str | None = None


def handed_in(submission: Submission, action: str) -> str | None:
    """The id of the file in a field of a submitted window."""
    files = submission.field(action).get("files") or []
    return str(files[0]["id"]) if files else None


async def fetch(desk: Desk, file_id: str, user: UserId, largest: int) -> bytes:
    """The bytes of a file that the person handed in, at most one more than `largest`. Raises `FileNotFetched`."""
    try:
        file = (await desk.slack.files_info(file=file_id))["file"]
        url = str(file.get("url_private_download", ""))
        if file.get("user") != user or not may_fetch(desk.slack.base_url, url):
            raise FileNotFetched("it is not theirs, or not Slack's")
        token = {"Authorization": f"Bearer {desk.slack.token}"}
        # With the token in its head, the request goes where it was sent and nowhere else.
        async with desk.session.get(url, headers=token, allow_redirects=False, timeout=PATIENCE) as answer:
            if answer.status != 200:
                raise FileNotFetched(f"status {answer.status}")
            data = bytearray()
            async for chunk in answer.content.iter_chunked(65536):
                data += chunk
                if len(data) > largest:
                    break
    except (SlackApiError, ClientError, TimeoutError) as problem:
        raise FileNotFetched(type(problem).__name__) from None
    return bytes(data[: largest + 1])


def may_fetch(api_url: str, url: str) -> bool:
    """Whether the bot's token may be sent to the address: Slack over HTTPS, or the server of `SLACK_API_URL`."""
    try:
        target, api = urlsplit(url), urlsplit(api_url)
        host = target.hostname or ""
    except ValueError:
        return False
    if api.hostname == SLACK or (api.hostname or "").endswith(SLACK_HOSTS):
        return target.scheme == "https" and (host == SLACK or host.endswith(SLACK_HOSTS)) and not target.username
    return f"{target.scheme}://{target.netloc}" == f"{api.scheme}://{api.netloc}"


async def send(desk: Desk, user: UserId, name: str, data: bytes, title: str, text: str | None = None) -> None:
    """Put a file, with a text beside it, into the direct message between Anker and the person.

    Slack shows it a moment after its answer. Raises `SlackApiError`, `UploadRefused`.
    """
    opened = await desk.slack.conversations_open(users=user)
    await upload(desk, [Upload(name, data, title)], channel=opened["channel"]["id"], text=text)


async def upload(
    desk: Desk, uploads: Sequence[Upload], channel: ChannelId | None = None, text: str | None = None
) -> list[str]:
    """Hand files to Slack and give their ids; without a channel they are seen only where a message shows them.

    Source: docs.slack.dev/messaging/working-with-files, "Uploading files". Raises `SlackApiError`, `UploadRefused`.
    """
    ids = [await _sent(desk, one) for one in uploads]
    files: list[dict[str, str | None]] = [
        {"id": file, "title": one.title} for file, one in zip(ids, uploads, strict=True)
    ]
    await desk.slack.files_completeUploadExternal(files=files, channel_id=channel, initial_comment=text)
    return ids


async def _sent(desk: Desk, one: Upload) -> str:
    asked = await desk.slack.files_getUploadURLExternal(filename=one.name, length=len(one.data), alt_txt=one.alt)
    async with desk.session.post(asked["upload_url"], data=one.data) as answer:
        if answer.status != 200:
            raise UploadRefused(answer.status)
    return str(asked["file_id"])
