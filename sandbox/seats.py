"""A person's seat: what they see, and what they do with it. Things are found by the words on the screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandbox import acts, places
from sandbox.channel import Channel
from sandbox.controls import Control
from sandbox.delivery import Answer
from sandbox.fields import TEXT_INPUTS, takes_many
from sandbox.file_fields import attach, detach
from sandbox.finding import field_named, option_named, pressable
from sandbox.message import Message
from sandbox.town import Person
from sandbox.views import View

if TYPE_CHECKING:
    from sandbox.workspace import Workspace


class Seat:
    """One person in the workspace. Every act waits until the app has answered; what the app does after its answer is
    waited for with `until_sees` or `Workspace.until`. `channel=None` is the direct message with the app.
    """

    def __init__(self, workspace: Workspace, user: str) -> None:
        self.id = user
        self._workspace = workspace

    def __repr__(self) -> str:
        return f"Seat({self.person.name})"

    @property
    def person(self) -> Person:
        return self._workspace.people[self.id]

    # -- seeing

    def messages(self, channel: str | None = None) -> list[Message]:
        """All that this person can see there, oldest first."""
        return list(self._place(channel).newest_first(self.id))[::-1]

    def message(self, channel: str | None = None) -> Message:
        """The newest message that somebody else has written there; a kept one shows what stood there then."""
        for message in self._place(channel).newest_first(self.id):
            if message.user != self.id:
                return message
        raise AssertionError(f"{self.person.first_name} sees no message in {channel or 'the direct message'}")

    def sees(self, channel: str | None = None) -> str:
        """Everything that can be read in that newest message, line by line; empty when there is none."""
        newest = next((m for m in self._place(channel).newest_first(self.id) if m.user != self.id), None)
        return newest.visible if newest else ""

    async def until_sees(self, text: str, channel: str | None = None, timeout: float = 5.0) -> str:  # noqa: ASYNC109
        """Wait until the newest message there contains the text; returns all it says."""
        try:
            await self._workspace.until(lambda: text in self.sees(channel), timeout)
        except TimeoutError:
            raise AssertionError(f"{text!r} did not come; there stands:\n{self.sees(channel)}") from None
        return self.sees(channel)

    async def until_modal(self, text: str = "", timeout: float = 5.0) -> View:  # noqa: ASYNC109
        """Wait until a window with this text is open."""
        try:
            await self._workspace.until(
                lambda: self.modal and text in f"{self.modal.title}\n{self.modal.text}", timeout
            )
        except TimeoutError:
            shown = self.modal.text if self.modal else "no window"
            raise AssertionError(f"{text!r} did not come; there is:\n{shown}") from None
        return self._open_window()

    @property
    def modal(self) -> View | None:
        """The window on top."""
        return self._workspace.windows.top(self.id)

    @property
    def home(self) -> View | None:
        """The app's Home tab as last published for this person."""
        return self._workspace.windows.homes.get(self.id)

    @property
    def notices(self) -> list[str]:
        """What Slack itself has told this person, e.g. that a command did not work; newest last."""
        return [text for _, text in self._workspace.notices.get(self.id, [])]

    # -- doing

    async def types(self, line: str, channel: str | None = None, thread: Message | None = None) -> Answer:
        """A slash command with its words, also where Slack takes none: in the thread of a message."""
        place = self._place(channel).id
        return await acts.command(self._workspace, self.id, place, line, thread.ts if thread else "")

    async def writes(self, text: str, channel: str | None = None, thread: Message | None = None) -> Answer:
        """A message, or with `thread` a reply to that message."""
        return await acts.say(self._workspace, self.id, self._place(channel).id, text, thread.ts if thread else "")

    async def uploads(self, name: str, data: bytes, channel: str | None = None) -> Answer:
        """A file put into the conversation."""
        return await acts.upload(self._workspace, self.id, self._place(channel).id, name, data)

    async def edits(self, message: Message, text: str) -> Answer:
        """Change a message of one's own."""
        return await acts.edit(self._workspace, message, text)

    async def deletes(self, message: Message) -> Answer:
        """Delete a message of one's own."""
        return await acts.delete(self._workspace, message)

    async def opens_home(self) -> Answer:
        """Open the app's Home tab."""
        return await acts.open_home(self._workspace, self.id)

    async def opens_messages(self) -> Answer:
        """Open the direct message with the app, the Messages tab of its page."""
        return await acts.open_home(self._workspace, self.id, "messages")

    async def archives(self, channel: str) -> Answer:
        """Archive a channel: nobody writes there any more."""
        return await places.archive(self._workspace, self.id, self._place(channel))

    async def reopens(self, channel: str) -> Answer:
        """Take a channel out of the archive; a public one has lost its other members."""
        return await places.reopen(self._workspace, self.id, self._place(channel))

    async def renames(self, channel: str, name: str) -> Answer:
        return await places.rename(self._workspace, self.id, self._place(channel), name)

    async def deletes_channel(self, channel: str) -> Answer:
        return await places.delete(self._workspace, self.id, self._place(channel))

    async def removes(self, name: str, channel: str) -> Answer:
        """Put somebody out of a channel, by name; the app too."""
        return await places.remove(self._workspace, self.id, self._place(channel), name)

    async def invites(self, name: str, channel: str) -> Answer:
        """Bring somebody into a channel, by name; the app too."""
        return await places.invite(self._workspace, self.id, self._place(channel), name)

    async def leaves(self, channel: str) -> Answer:
        return await places.leave(self._workspace, self.id, self._place(channel))

    async def clicks(
        self, label: str, on: Message | View | None = None, channel: str | None = None, beside: str = ""
    ) -> Answer:
        """Press a button, or an option of an overflow menu, by its label: on `on`, else in the open window, else in
        the newest message there. An old message that was kept can still be pressed. Where several have the label, the
        first, or the one in or under the text that contains `beside`.
        """
        control, option = pressable(self._where(on, channel), label, beside)
        return await acts.act(self._workspace, self.id, control, option)

    async def chooses(
        self, chosen: str | Sequence[str], for_: str, on: Message | View | None = None, channel: str | None = None
    ) -> Answer:
        """Choose in a radio, checkbox, select or date field that is found by its label or text: an option by its
        label, a person by name, a channel as "#name", a date or time as Slack writes it. Where several can be chosen,
        exactly those given are.
        """
        field = field_named(self._where(on, channel), for_)
        names = [chosen] if isinstance(chosen, str) else list(chosen)
        values = [await option_named(self._workspace, self.id, field, name) for name in names]
        return await self._enters(field, values if takes_many(field.kind) else values[0])

    async def fills(
        self, label: str, text: str, on: Message | View | None = None, channel: str | None = None
    ) -> Answer:
        """Type into a text field that is found by its label."""
        return await self._enters(field_named(self._where(on, channel), label, kinds=TEXT_INPUTS), text)

    async def attaches(self, label: str, name: str, data: bytes) -> Answer:
        """Put a file into a file field of the open window, beside those that are there; what Slack refuses by itself
        (type, size, number) is answered with `file_refused` and said in the window.
        """
        return attach(self._workspace, self.id, self._file_field(label), name, data)

    async def takes_out(self, label: str, name: str) -> Answer:
        """Take a file out of a file field of the open window again."""
        field = self._file_field(label)
        files = self._open_window().values[field.block_id][field.action_id]["files"]
        return detach(self._workspace, field, next(file["id"] for file in files if file["name"] == name))

    async def submits(self) -> Answer:
        """Press the submit button of the open window."""
        return await acts.submit(self._workspace, self._open_window())

    async def closes(self) -> Answer:
        """Press Cancel in the open window."""
        return await acts.close(self._workspace, self._open_window())

    async def closes_all(self) -> Answer:
        """Press the cross, which closes every window on the stack."""
        return await acts.close(self._workspace, self._open_window(), all_of_them=True)

    # -- finding

    async def _enters(self, field: Control, chosen: object) -> Answer:
        """The app hears of it at once, but for an input block, which it gets with the submission."""
        if field.is_quiet:
            acts.enter(self._workspace, self.id, field, chosen)
            return Answer()
        return await acts.act(self._workspace, self.id, field, chosen)

    def _file_field(self, label: str) -> Control:
        return field_named(self._open_window(), label, kinds={"file_input"})

    def _place(self, channel: str | None) -> Channel:
        return self._workspace.direct(self.id) if channel is None else self._workspace.channel(channel)

    def _where(self, on: Message | View | None, channel: str | None) -> Message | View:
        if on is not None:
            return on
        return self.modal if self.modal and channel is None else self.message(channel)

    def _open_window(self) -> View:
        if self.modal is None:
            raise AssertionError(f"{self.person.first_name} has no window open")
        return self.modal
