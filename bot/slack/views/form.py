"""The form of a new campaign, and *More options* behind it.

One view, never redrawn while somebody types: what may change later (the moments, the audiences) is asked for by external
selects, and block ids stay the same, since Slack keeps what is typed under the same block id and action id.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from bot.domain.brief import Purpose, Segmentation, SmsType
from bot.slack.ids import Id
from bot.slack.views import blocks as b
from bot.slack.views.dates import Locale
from bot.slack.views.moments import moment_option

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.slack.payloads import Choices, FormMemory, PreviewMemory

#: The boxes of More options, in order: the Brief's own names.
SWITCHES: Mapping[str, tuple[str, str]] = {
    "auto_remove_blacklisted_numbers": (
        "Leave out people who opted out",
        "Octopush takes 0.01 € a campaign for it.",
    ),
    "with_replies": ("Let people reply", "A short number takes the place of the sender; 0.03 € more an SMS."),
    "auto_optimize_text": (
        "Let Octopush change the text to make it cheaper",
        "It replaces accents and symbols by itself.",
    ),
    "recipient_tracking": ("Track who opens the links", ""),
}

_PURPOSES = (
    (Purpose.MARKETING, "Marketing", "Needs a STOP line; not at night, on Sundays or on holidays"),
    (Purpose.ALERT, "Alert", "A service message, at any hour; never advertising"),
)
_TYPES = (
    (SmsType.PREMIUM, "Premium", "Your own sender name, long texts, delivery reports"),
    (SmsType.LOW_COST, "Low cost", "Cheaper and slower; 160 characters at most"),
)
_SEGMENTATIONS = (
    (Segmentation.FILTER, "filter", "Octopush's word; it does not say what it does"),
    (Segmentation.GROUP, "group", "Octopush's word; it does not say what it does"),
)


def form(memory: FormMemory, values: Mapping[str, str | None], *, offer: str | None = None) -> b.Block:
    """Draw the form with what its fields begin with; `offer` is the sentence about a draft that can be continued.

    Most of it is built once and shared by many forms: nothing may be written into it.
    """
    edition = memory.edition
    text = b.field(
        "Text", _text_element(values.get("text")), block_id=_block(Id.TEXT, edition), hint=TEXT_HINT
    )
    before, after = _around(
        edition,
        Locale(memory.locale, memory.zone),
        memory.choices,
        asks_channel=memory.channel is None,
        held=tuple(values.get(name) for name in _HELD),
    )
    parts = [before, text, *after]
    if offer is not None:
        again = b.button("Continue it", Id.CONTINUE_DRAFT)
        parts.insert(0, {"type": "section", "text": b.plain(offer), "accessory": again, "block_id": "offer"})
    return b.modal(
        Id.CAMPAIGN_FORM,
        f"Edit campaign {memory.edits.campaign}" if memory.edits else "New SMS campaign",
        parts,
        close="Cancel",
        submit="Preview",
        memory=memory.model_dump_json(),
    )


#: What the fields beside the text begin with.
_HELD = ("audience", "send_at", "purpose", "type", "channel")


@lru_cache(maxsize=256)
def _around(
    edition: int, locale: Locale, choices: Choices, *, asks_channel: bool, held: tuple[str | None, ...]
) -> tuple[b.Block, tuple[b.Block, ...]]:
    """Draw what stands above and below the text."""
    audience, send_at, purpose, kind, channel = held
    radios = (
        ("Purpose", Id.PURPOSE, _PURPOSES, purpose or Purpose.MARKETING),
        ("Type", Id.TYPE, _TYPES, kind or SmsType.PREMIUM),
    )
    return _audience_field(audience, edition), (
        _when_field(send_at, edition, locale),
        *(
            b.field(label, _radio(name, choice, chosen), block_id=_block(name, edition))
            for label, name, choice, chosen in radios
        ),
        *([_channel_field(channel, edition)] if asks_channel else []),
        b.actions(b.button("More options", Id.MORE_OPTIONS), block_id="options"),
        b.context(summary(choices)),
    )


TEXT_HINT = (
    "{first_name} and {last_name} are filled in for each person. Marketing ends with: STOP au XXXXX "
    "(low cost: no PUB=STOP)."
)


def options_form(memory: FormMemory, *, both_names: bool) -> b.Block:
    """Draw *More options*, pushed on the form."""
    choices = memory.choices
    ticked = [name for name in SWITCHES if getattr(choices, name)]
    sender: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": Id.SENDER,
        "placeholder": b.plain("LUMEA"),
    }
    if choices.sender:
        sender["initial_value"] = choices.sender
    boxes = {name: b.option(label, name, hint) for name, (label, hint) in SWITCHES.items()}
    switches: dict[str, Any] = {
        "type": "checkboxes",
        "action_id": Id.SWITCHES,
        "options": list(boxes.values()),
    }
    if ticked:
        switches["initial_options"] = [boxes[name] for name in ticked]
    parts = [
        b.field(
            "Sender",
            sender,
            block_id=Id.SENDER,
            hint="3 to 11 letters or digits. Empty: the sender that is set at Octopush.",
            optional=True,
        ),
        b.field("Choices", switches, block_id=Id.SWITCHES, optional=True),
    ]
    if both_names:
        parts += _both_names(choices)
    return b.modal(
        Id.CAMPAIGN_OPTIONS,
        "More options",
        parts,
        close="Back",
        submit="Save",
        memory=memory.model_dump_json(),
    )


def moment_form(memory: PreviewMemory) -> b.Block:
    """Ask for another moment, on top of a preview whose own is in quiet hours."""
    return b.modal(
        Id.CAMPAIGN_MOMENT,
        "Another moment",
        [_when_field(None, memory.edition, Locale(memory.locale, memory.zone))],
        close="Back",
        submit="Take it",
        memory=memory.model_dump_json(),
    )


def summary(choices: Choices) -> str:
    """Say what More options holds, in one line of our own words; a sender is letters and digits only."""
    said = [
        f"Sender {choices.sender}" if choices.sender else "Octopush's default sender",
        "opted-out people left out" if choices.auto_remove_blacklisted_numbers else "opted-out people kept",
        "replies allowed" if choices.with_replies else "no replies",
        "links tracked" if choices.recipient_tracking else "no tracking",
        "text changed by Octopush to be cheaper" if choices.auto_optimize_text else "text sent as written",
    ]
    if choices.and_audience:
        said.append(f"with a second {choices.and_audience.partition(':')[0]}")
    if choices.segmentation:
        said.append(f"segmentation “{choices.segmentation}”")
    return " · ".join(said)


def audience_option(value: str, description: str | None = None) -> b.Block:
    """An option for a list or a tag, by its stored value."""
    kind, _, name = value.partition(":")
    return b.option(name, value, description or kind.capitalize())


def _audience_field(value: str | None, edition: int) -> b.Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": Id.AUDIENCE,
        "placeholder": b.plain("Type a list or a tag…"),
        "min_query_length": 0,
    }
    if value:
        element["initial_option"] = audience_option(value)
    return b.field(
        "Send to",
        element,
        block_id=_block(Id.AUDIENCE, edition),
        hint="Write the name exactly as it is in Octopush.",
    )


def _text_element(value: str | None) -> b.Block:
    # No max_length of 1,224 here: Slack would cut what is pasted, and our sentence says how much too long it is.
    element: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": Id.TEXT,
        "multiline": True,
        "max_length": 3000,
        "placeholder": b.plain("What people read on their phone"),
    }
    if value:
        element["initial_value"] = value[:3000]
    return element


def _when_field(value: str | None, edition: int, locale: Locale) -> b.Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": Id.SEND_AT,
        "placeholder": b.plain("tomorrow 6pm · lundi 9h · in 2 hours"),
        "min_query_length": 0,
    }
    if value and (picked := moment_option(value, locale)):
        element["initial_option"] = picked
    return b.field(
        "When",
        element,
        block_id=_block(Id.SEND_AT, edition),
        hint=f"Say it your way, then pick the moment. Your time zone: {locale.zone}.",
    )


def _channel_field(value: str | None, edition: int) -> b.Block:
    element: dict[str, Any] = {
        "type": "conversations_select",
        "action_id": Id.CHANNEL,
        "placeholder": b.plain("A channel I am in"),
        "filter": {
            "include": ["public", "private"],
            "exclude_external_shared_channels": True,
            "exclude_bot_users": True,
        },
    }
    if value:
        element["initial_conversation"] = value
    return b.field(
        "Post it in",
        element,
        block_id=_block(Id.CHANNEL, edition),
        hint="The card, the approval and the outcome are told there.",
    )


def _both_names(choices: Choices) -> list[b.Block]:
    also: dict[str, Any] = {
        "type": "external_select",
        "action_id": Id.AND_AUDIENCE,
        "placeholder": b.plain("Type a list or a tag…"),
        "min_query_length": 0,
    }
    if choices.and_audience:
        also["initial_option"] = audience_option(choices.and_audience)
    how: dict[str, Any] = {
        "type": "static_select",
        "action_id": Id.SEGMENTATION,
        "options": [b.option(label, value, hint) for value, label, hint in _SEGMENTATIONS],
    }
    if choices.segmentation:
        how["initial_option"] = next(o for o in how["options"] if o["value"] == choices.segmentation)
    return [
        b.field(
            "And also",
            also,
            block_id=Id.AND_AUDIENCE,
            hint="A tag beside the list, or a list beside the tag.",
            optional=True,
        ),
        b.field("Segmentation", how, block_id=Id.SEGMENTATION, optional=True),
    ]


def _radio(action_id: str, choices: tuple[tuple[str, str, str], ...], chosen: str) -> b.Block:
    options = [b.option(label, value, hint) for value, label, hint in choices]
    first = next((o for o in options if o["value"] == chosen), options[0])
    return {"type": "radio_buttons", "action_id": action_id, "options": options, "initial_option": first}


def _block(field: Id, edition: int) -> str:
    return f"{field}:{edition}"
