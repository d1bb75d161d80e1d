"""Every point where the vendor's documentation is silent or contradicts itself, as something to turn over.

Each default is the likeliest reading; a bot that holds only with the defaults does not hold. Not played, and why:

- `type: sms_vocal` on some pages is a slip for `sms_premium`: it is read as any unknown type, that is as premium.
- `do_not_overwrite` has two opposite descriptions; it belongs to contact/create, which is not served here.
- The shape of a list's and a tag's status is one: no page has a status for tags, they share the list's.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from bot.sandbox.octopush.faults import Fault


class Switches(BaseModel):
    """Turn one over by assigning to it: `octopush.switches.missing_stop = "appended"`; nonsense raises ValueError."""

    model_config = ConfigDict(validate_assignment=True, extra="forbid", use_attribute_docstrings=True)

    # Preparing
    create_status: Literal[200, 201, 202] = 201
    """The HTTP status of a prepared campaign; not documented, its siblings answer 201."""
    segmentation: Literal["guess", "ignored"] = "guess"
    """With a list and a tag: `filter` takes those in both and `group` those in either, which is a guess; or it is
    ignored, and the service's own label counts."""
    tag_on_list_create: bool = True
    """Whether sms-campaign-on-list/create takes a `tag_name` alone, as one of two pages says."""
    ticket_prefix: str = "sms_"
    """What tickets begin with; a sample of an SMS ticket begins with `vocal_`."""
    waiting_at_once: int | None = Field(default=None, ge=1)
    """How many prepared campaigns may wait; the older interface took one (126 while it waits, 127 while it is
    computed)."""
    prepared_life: float | None = Field(default=None, ge=0)
    """Seconds after which a campaign that was never confirmed is forgotten (131); not documented."""
    unknown_list: Literal["refused", "failed"] = "refused"
    """A list nobody made: refused with 303, or prepared and then `failed`."""
    empty_list: Literal["refused", "failed", "zero"] = "refused"
    """A list or tag without people: refused with 103, prepared and then `failed`, or ready with 0 contacts."""
    missing_stop: Literal["refused", "appended", "ignored"] = "refused"
    """A marketing text to France without its STOP mention: refused (121, low cost 122), appended at the sender's cost,
    or let through."""
    past_send_at: Literal["now", "refused"] = "now"
    """A moment that is over: sent now, or refused with 125 when it is prepared."""
    furthest_ahead: float | None = Field(default=None, ge=0)
    """Seconds ahead that a moment may lie (else 125); not documented."""
    sender_space: bool = False
    """Whether a sender may hold spaces: the French pages say yes, the English ones no."""
    duplicate_status: Literal[400, 409, 422] = 400
    """The HTTP status where a `request_id` comes again: "a validation error"."""
    duplicate_code: int = 120
    """The code beside it."""
    duplicate_answer: Literal["refused", "first_ticket"] = "refused"
    """Whether the duplicate is refused, or answered with the first ticket as well-behaved services do."""
    failed_keeps_request_id: bool = False
    """Whether a refused request uses its `request_id` up."""

    # Simulation
    simulation: Literal["honoured", "ignored"] = "honoured"
    """Whether `simulation_mode` is heeded; one of two pages does not list it, and ignored it prepares in earnest."""
    simulation_checks: Literal["text", "audience", "all"] = "audience"
    """What "minimal validations" are: the text alone, the list or tag as well, or all."""
    simulated_ticket: Literal["unknown", "known"] = "unknown"
    """Whether status works on a simulated ticket afterwards. To send one is refused with 131 in any case."""
    simulation_keeps_request_id: bool = False
    """Whether a simulation uses its `request_id` up."""

    # Computing
    polls_until_ready: int = Field(default=1, ge=0)
    """How many times status says that it is computing."""
    seconds_until_ready: float = Field(default=0, ge=0)
    """How long it computes at least, by the sandbox's clock."""
    computing_answer: Literal["under_computation", "refused"] = "under_computation"
    """What status says meanwhile: 200 with that word, or 400; the same page says both."""
    not_ready_code: int = 127
    """The code of 400 while it is computing, at status and at send."""
    ready_spelling: Literal["ready_to_be_sent", "ready_to_be_send"] = "ready_to_be_sent"
    """The word for ready: the list of values has the first, the sample the second."""
    counts_again: bool = False
    """Whether each status, and the sending, count the people anew, so that a list that changes moves the price."""

    # Counting and money
    gsm_part: Literal[153, 137] = 153
    """Characters of each part of a long text; the vendor's pages say both."""
    unicode_part: Literal[67, 63] = 67
    """The same for Unicode; the vendor's pages say both."""
    double_count: Literal["vendor", "standard"] = "vendor"
    """Which characters count double: the vendor's list, or GSM 03.38's."""
    credit_charged: Literal["send", "prepare"] = "send"
    """When a list or tag campaign is paid for; a cancelled one is paid back."""
    short_credit: Literal["create", "status", "send"] = "send"
    """Where missing credit shows: create refused with 104, status `failed`, or send refused with 104."""
    reply_surcharge: Decimal = Decimal("0.03")
    """Euros for each SMS with replies; said by a copy of the vendor's manual only."""

    # Confirming
    confirm_url: Literal["header", "curl", "both"] = "header"
    """Where a ticket is confirmed: at on-list/send and on-tag/send as the pages' headers say, at sms-campaign/send as
    their English curl does, or at both."""
    send_by_label: bool = False
    """Whether on-list/send knows only tickets of lists, and on-tag/send only those of tags (else 131)."""
    second_send: Literal["refused", "repeated", "sent_again"] = "refused"
    """A ticket confirmed twice: refused with 132, answered as the first time, or sent to everybody a second time."""
    unknown_ticket_status: Literal[400, 404] = 400
    """The HTTP status where a ticket is unknown (code 131)."""
    hours: Literal["free", "refused", "delayed"] = "free"
    """Marketing outside the hours below, and on Sundays, in Paris: sent, refused with 500, or moved to the next."""
    opens: time = time(8)
    """When marketing may start, in Paris; no hours are documented."""
    closes: time = time(20)
    """When it must end."""

    # Afterwards
    status_after_send: Literal["refused", "unknown", "kept"] = "refused"
    """Status of a confirmed campaign: 132, 131, or still ready; "useful only" before the sending."""
    cancel_after_send: Literal["refused", "done"] = "refused"
    """on-list/cancel of a confirmed campaign that has not left: 132, or cancelled and paid back."""
    second_cancel: Literal["unknown", "done"] = "unknown"
    """Cancelled twice: 131, or 204 again."""
    cancel_limits_on_list: bool = False
    """Whether the limits of sms-campaign/cancel bind on-list/cancel: fewer than 3 recipients, 1000 a month, more than
    10 minutes before a sending."""
    draft_shows_prepared: bool = True
    """Whether sms-campaign/draft is the prepared campaign that waits; else there never is one."""

    # Keys, wallet, direct sendings
    wrong_keys_code: Literal[401, 101] = 401
    """The code beside HTTP 401: repeated, as a third party has seen, or the older interface's."""
    direct_answer: Literal["full", "short"] = "full"
    """The answer of sms-campaign/send; a sample of 2020 lacks the last two keys."""
    wallet_pack_key: Literal["wallet_pack_id", "id"] = "wallet_pack_id"
    """The key of a pack's id: the page has the first, the vendor's library the second."""
    wallet_status: Literal[200, 201] = 200
    """The HTTP status of a balance by product; the page says "201 OK"."""

    # Callbacks
    callback_zone: Literal["Europe/Paris", "UTC"] = "Europe/Paris"
    """The zone of a callback's times, which do not name one."""
    callback_extras: bool = False
    """Whether delivery reports hold `list_name` and `unit_price`, as the newer page says."""
    callback_attempts: int = Field(default=1, ge=1)
    """How often a callback is tried until it is answered with 2xx; no retry is documented."""

    callbacks_by_themselves: bool = True
    """Whether Octopush tells by itself how a campaign arrived, where the account has addresses for it."""
    callback_delay: float = Field(default=1.0, ge=0)
    """Seconds after a campaign left until it is told; reports are complete within 48 hours at most."""
    callback_times: int = Field(default=1, ge=1, le=5)
    """How often each thing is told; nothing is said of repeats."""
    callback_order: Literal["as_it_happened", "shuffled"] = "as_it_happened"
    """Whether things are told in the order they happened in; nothing is said of that either."""
    callback_endings: Literal["mixed", "delivered"] = "mixed"
    """How it ends: some numbers fail, some stay on their way, some people answer or write STOP; or all is delivered."""

    faults: list[Fault] = Field(default_factory=list)
    """What goes wrong with the next calls; see `Fault`."""

    def turn(self, **values: Any) -> None:  # noqa: ANN401 - each switch checks its own value
        """Turn several over at once: all, or none where one is unknown or nonsense (ValueError)."""
        self._take_over(type(self).model_validate(values), values)

    def reset(self) -> None:
        """Put every switch back and take every fault away."""
        self._take_over(type(self)(), type(self).model_fields)

    def _take_over(self, other: Self, names: Any) -> None:  # noqa: ANN401 - any iterable of names
        for name in names:
            setattr(self, name, getattr(other, name))
