"""Slack's payloads as values: parsed once, at the border, by pydantic; unknown keys are ignored.

What comes back from a form is client-supplied and read again as such: ids and values are only what the types allow.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.settling import Kept

if TYPE_CHECKING:
    from collections.abc import Mapping

P = TypeVar("P", bound="Payload")
Short = Annotated[str, Field(max_length=255)]


class Payload(BaseModel):
    """Base: frozen, lenient about what Slack adds."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class User(Payload):
    """Whoever acts. In a shared channel, `team_id` may be another organisation's."""

    id: Short
    team_id: Short | None = None


class Choices(Payload):
    """The switches of *More options*, and what else the form remembers beside its fields."""

    sender: str | None = None
    with_replies: bool = False
    auto_remove_blacklisted_numbers: bool = True
    auto_optimize_text: bool = False
    recipient_tracking: bool = False
    and_audience: str | None = None
    segmentation: str | None = None


class CampaignRef(Payload):
    """What a button of a campaign carries: which one, which revision, which digest."""

    campaign: int
    revision: int
    digest: Short = ""
    #: The form's value of a moment that the button offers.
    send_at: Short | None = None
    #: In a form that a button opened: the address of the message with the button.
    shown: Short | None = None


class SecondStepRef(CampaignRef):
    """What the second step of an approval carries in `private_metadata`: the word that only this form has."""

    word: Short


class FormMemory(Payload):
    """What the form carries in `private_metadata` (at most 3,000 characters)."""

    #: Made when the form opens; one form makes one campaign.
    nonce: Short
    zone: Short
    locale: Short
    #: Where the card goes; None where the form asks for it.
    channel: Short | None = None
    #: Where the person is looking.
    here: Short | None = None
    #: The campaign that the form changes; None for a new one.
    edits: CampaignRef | None = None
    choices: Choices = Choices()
    #: Goes up when a field must show another value than was typed: Slack keeps what is typed under the same block id.
    edition: int = 1


class PreviewMemory(Payload):
    """What the preview carries in `private_metadata`."""

    nonce: Short
    digest: Short
    zone: Short
    locale: Short
    channel: Short
    here: Short | None = None
    edits: CampaignRef | None = None
    #: The edition of the form below, and whether it asks for the channel.
    edition: int = 1
    asks_channel: bool = False
    #: What the person keeps knowingly.
    kept: tuple[Kept, ...] = ()


class Selected(Payload):
    """One option of a select, as it comes back."""

    value: Annotated[str, Field(max_length=150)]


class Element(Payload):
    """What one input holds."""

    value: str | None = None
    selected_option: Selected | None = None
    selected_options: tuple[Selected, ...] | None = None
    selected_conversation: Short | None = None

    @property
    def held(self) -> str | tuple[str, ...] | None:
        """The value as a word, or the words of the ticked boxes."""
        if self.selected_options is not None:
            return tuple(option.value for option in self.selected_options)
        if self.selected_option is not None:
            return self.selected_option.value
        return self.selected_conversation or self.value


class State(Payload):
    """`view.state`: block id → action id → element."""

    values: dict[str, dict[str, Element]] = {}


class View(Payload):
    """A view as Slack sends it along."""

    id: Short
    callback_id: Short = ""
    hash: str = ""
    private_metadata: Annotated[str, Field(max_length=3000)] = ""
    root_view_id: Short | None = None
    previous_view_id: Short | None = None
    external_id: str | None = None
    state: State = State()

    @property
    def fields(self) -> Mapping[str, str | tuple[str, ...] | None]:
        """What each field holds, by action id."""
        return {
            action: element.held for block in self.state.values.values() for action, element in block.items()
        }

    def block_of(self, action: str) -> str | None:
        """Name the block of an input, for errors under it."""
        return next((block for block, elements in self.state.values.items() if action in elements), None)


class Command(Payload):
    """A slash command."""

    command: Short
    text: str = ""
    user_id: Short
    channel_id: Short
    trigger_id: str
    response_url: str | None = None


class Message(Payload):
    """The message a shortcut or a button belongs to."""

    ts: Short
    text: str = ""
    thread_ts: Short | None = None


class Channel(Payload):
    """Where it happened."""

    id: Short


class Shortcut(Payload):
    """A global or a message shortcut."""

    callback_id: Short
    user: User
    trigger_id: str
    channel: Channel | None = None
    message: Message | None = None


class Pressed(Payload):
    """One action of a `block_actions` payload."""

    action_id: Short
    block_id: Short = ""
    value: Annotated[str, Field(max_length=2000)] | None = None
    selected_option: Selected | None = None


class BlockActions(Payload):
    """A click, in a view or in a message."""

    user: User
    trigger_id: str
    actions: Annotated[tuple[Pressed, ...], Field(min_length=1)]
    view: View | None = None
    channel: Channel | None = None
    message: Message | None = None
    response_url: str | None = None


class Suggestion(Payload):
    """A `block_suggestion`: what was typed so far into an external select."""

    user: User
    action_id: Short
    value: str = ""
    view: View


class ViewSubmission(Payload):
    """A view was submitted, or closed."""

    user: User
    view: View
    trigger_id: str = ""


class Tokens(Payload):
    """Whose tokens were revoked, by the ids of their users."""

    bot: tuple[str, ...] = ()


class SlackEvent(Payload):
    """The inside of an event that is about the app or a channel."""

    type: Short
    channel: Short | None = None
    tokens: Tokens = Tokens()


class Happening(Payload):
    """An event: what happened, and when (seconds since 1970 on the wire)."""

    event: SlackEvent
    at: datetime | None = Field(None, validation_alias="event_time")


class HomeOpened(Payload):
    """The event of somebody who opened a tab of the app."""

    user: Short
    tab: str = "home"


def read(model: type[P], body: Mapping[str, Any]) -> P:
    """Read a payload; raises pydantic's ValidationError for a shape Slack never sends."""
    return model.model_validate(body)
