"""The catalogue: every sentence people read, by key, in English; another language is another table of the same keys.

Values are put in by name. What a person typed never goes through here into mrkdwn: see `blocks.py`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.domain import own_codes
from bot.domain.brief import Moment
from bot.domain.budget import Bound
from bot.domain.campaign import Campaign
from bot.domain.quiet_hours import Quiet
from bot.errors import Problem, Reason
from bot.slack.views.dates import HOUSE, Locale, money, said
from bot.slack.views.octopush_codes import SENTENCES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.brief import Brief

#: What stands in the way, by reason.
REASONS: Mapping[Reason, str] = {
    Reason.AUDIENCE_MISSING: "Choose who gets this: a list or a tag.",
    Reason.AUDIENCE_BOTH: "Choose a list or a tag, not both.",
    Reason.AUDIENCE_SAME_KIND: "Choose one {kind} only; the other name must be of the other kind.",
    Reason.LIST_NAME_LONG: "List names have at most {limit} characters at Octopush. Check the spelling there.",
    Reason.TAG_NAME_LONG: "Tag names have at most {limit} characters at Octopush. Check the spelling there.",
    Reason.SEGMENTATION_MISSING: "Say how the list and the tag go together.",
    Reason.SEGMENTATION_ALONE: "This only matters with a list and a tag together. Leave it empty.",
    Reason.TEXT_EMPTY: "Write the text of the SMS.",
    Reason.TEXT_LONG: "Octopush reads at most {limit} characters; this text has {length}.",
    Reason.TEXT_LONG_FOR_LOW_COST: "A low-cost SMS has at most {limit} characters; this text has {length}. "
    "Shorten it, or choose Premium.",
    Reason.SENDER_SHAPE: "Senders have 3 to 11 letters or digits, with no accent, space or punctuation.",
    Reason.SENDER_NOT_ALLOWED: "Campaigns leave here with one of these senders: {senders}. Choose one under More options.",
    Reason.MOMENT_MISSING: "Say when it should leave, and pick the moment.",
    Reason.MOMENT_NOT_UNDERSTOOD: "Not understood: “{words}”. Try “tomorrow 6pm” or “Monday 9:00”, then pick the moment.",
    Reason.MOMENT_PAST: "{moment} has passed. Pick another moment.",
    Reason.MOMENT_TOO_NEAR: "{moment} is too near. Pick a later moment.",
    Reason.MOMENT_FAR: "{moment} is more than {days} days ahead. Pick a nearer moment.",
    Reason.MOMENT_MOVED: "The clocks of that time zone have changed since you picked {moment}. Pick it again.",
    Reason.QUIET_TIME: "{moment} is a quiet time for marketing: {why}. It may leave again from {opens}; pick that or a later moment.",
    Reason.UNSETTLED: "Something has come up since you looked at this preview. Go back and preview again; nothing was submitted.",
    Reason.NO_TEST_PHONES: "There are no phones for tests here. Whoever runs the bot can set TEST_PHONES.",
    Reason.TESTED_ALREADY: "These words were tested already, or may have been; look at the phones. New words can be tested again.",
    Reason.TESTS_USED_UP: "The {limit} tests of these 24 hours are used up. Nothing was sent.",
    Reason.TEST_TOO_LONG: "Marked as a test, the text would be too long. A text of at most {limit} characters can be tested.",
    Reason.TEXT_PURGED: "The text of campaign {campaign} is no longer kept. Ask for a new one with /sms-campaign.",
    Reason.NOT_IN_THIS_STATE: "Campaign {campaign} is {state} now, so this cannot be done any more.",
    Reason.STALE: "This is revision {seen}; the campaign has been changed since. Decide on the new request.",
    Reason.STALE_CHANGED: "This is revision {seen}; {by} has changed {changed} since. Decide on the new request.",
    Reason.DEADLINE_PASSED: "The time to decide was over at {until}. Nothing was recorded.",
    Reason.OVER_BUDGET: "Not approved: it costs {cost}, and {left} are left of {bound} of {limit}. Ask who keeps the budget, "
    "or let it leave on another day.",
    Reason.SECOND_STEP_MISSING: "This approval was asked for too long ago. Press Approve in the thread again; "
    "nothing was recorded.",
    Reason.NOT_AN_APPROVER: "Only {approvers} can approve. Nothing was recorded.",
    Reason.OWN_CAMPAIGN: "You wrote this campaign, so somebody else must decide: {approvers}.",
    Reason.NOT_THE_REQUESTER: "Only {requester} can do this, or anybody while their Slack status says that they are away. "
    "Nothing was changed.",
    Reason.NOT_ALLOWED_TO_REQUEST: "Only {people} can ask for campaigns here. Ask one of them, or an administrator to add you.",
    Reason.NOT_AN_ADMINISTRATOR: "Only administrators can pause and resume sending. Nothing was changed.",
    Reason.OUTSIDER: "Only members of this workspace can do this; guests and people of other organisations cannot.",
    Reason.DIRECTORY_DOWN: "Slack does not answer right now. Try again in a minute; nothing was recorded.",
    Reason.CHANNEL_MISSING: "Choose the channel for the campaign's card.",
    Reason.CHANNEL_UNUSABLE: "{why}",
    Reason.CHANNEL_NOT_ALLOWED: "Campaigns are not asked for in that channel. Choose another channel; nothing was submitted.",
    Reason.NOT_PREVIEWED: "This preview is no longer the latest. Go back and preview again; nothing was submitted.",
    Reason.UNKNOWN_CAMPAIGN: "There is no such campaign, or you do not see it. `/sms-campaign list` shows those you see.",
    Reason.REASON_MISSING: "Say what should change: it is shown in the thread.",
    Reason.NOTHING_CHANGED: "Nothing was changed, so it stays as it is, with its votes.",
    Reason.TOO_FEW_APPROVERS: "Nobody could approve this: {needed} of {approvers} must, and only {left} of them did not "
    "write it. Ask an administrator to add somebody, or let somebody else ask.",
    Reason.TOO_MANY: "That was a lot at once, so this one was left out. Try again in {seconds} s.",
    Reason.UNEXPECTED: "Something went wrong here, and nothing was submitted. Try again; if it happens again, "
    "tell whoever runs this bot the reference {reference}.",
}

#: Why marketing may not leave.
QUIET: Mapping[Quiet, str] = {
    Quiet.HOLIDAY: "a public holiday",
    Quiet.CLOSED_DAY: "that weekday is closed",
    Quiet.TOO_EARLY: "too early in the day",
    Quiet.TOO_LATE: "too late in the day",
    Quiet.BREAK: "the break in the day",
}

#: The budgets of the policy file.
BOUNDS: Mapping[Bound, str] = {
    Bound.DAY: "the day's budget",
    Bound.MONTH: "the month's budget",
    Bound.PERSON_DAY: "the requester's budget for the day",
    Bound.PERSON_MONTH: "the requester's budget for the month",
}

#: Why a card cannot be posted in a channel.
CHANNELS = {
    "not_in_channel": "I am not in that channel. Type /invite @sms-campaigns there, or choose another channel.",
    "archived": "That channel is archived. Choose another channel.",
    "shared": "That channel is shared with another organisation, who would read the campaign. Choose another channel.",
    "direct": "That is a conversation, not a channel. Choose a channel I am in.",
    "not_allowed": "Campaigns are not asked for in that channel here. Choose another channel.",
    "unread": "Slack does not say whether I can post in that channel. Go back and preview again.",
    "unknown": "I cannot see that channel. Type /invite @sms-campaigns there, or choose another channel.",
}

#: The states, as they stand in a sentence.
STATES = {
    "preparing": "being prepared",
    "awaiting": "waiting for approval",
    "approved": "approved",
    "sending": "being handed over",
    "handed_over": "handed over",
    "unsure": "not known to have left",
    "rejected": "rejected",
    "expired": "expired",
    "failed": "stopped",
    "cancelled": "cancelled",
}


def sentence(problem: Problem, locale: Locale = HOUSE) -> str:
    """Say a problem: plain text, but for ids of people and groups, which are written as mentions."""
    values: dict[str, str] = {}
    for key, value in problem.values.items():
        if isinstance(value, Campaign):
            values |= {"campaign": str(value.id), "state": STATES[value.state]}
        else:
            values[key] = _said(key, value, locale)
    return REASONS[problem.reason].format(**values)


def told(code: int, brief: Brief, *, mrkdwn: bool = False) -> str:
    """Say what Octopush answered: by its code, by the HTTP status, or that it did not answer (0).

    In mrkdwn the audience's name is left out, since a person typed it.
    """
    names = {
        "audience": "that list or tag" if mrkdwn else brief.audience,
        "sender": brief.sender or "that is set there",
    }
    template = OWN_CODES.get(code) or SENTENCES.get(code) or OTHER_CODE
    return template.format(code=code, **names)


#: No answer at all, and the statuses of what stands between us and Octopush.
NO_ANSWER = (0, 408, 502, 503, 504)
_NO_ANSWER = "Octopush does not answer right now. Nothing was sent."
#: Codes of our own making, and the statuses of what stands between us and Octopush: nobody there said no.
OWN_CODES: Mapping[int, str] = {
    **dict.fromkeys(NO_ANSWER, _NO_ANSWER),
    own_codes.HALTED: "Sending is halted here. Nothing was sent; it goes on when the halt is lifted.",
    own_codes.SLACK_SILENT: "Slack does not tell right now who may approve, so nothing is sent yet.",
    own_codes.OVER_BUDGET: "It would go over the budget, so it is not sent yet. It goes as soon as there is room, before its time is over.",
    own_codes.TOO_FEW_APPROVERS: "It is so large that more people must approve it than there are who may and did not write it. "
    "Nothing was sent. Edit it for fewer people, or ask an administrator to add somebody who approves.",
    own_codes.COMPUTATION_FAILED: "Octopush could not count people and price, and does not say why. Nothing was sent; copy it as a new campaign.",
}
_BEHIND = (
    "Octopush takes one waiting campaign at a time; before it: campaign {behind}. This one follows by itself."
)
_STRANGER = (
    "Octopush takes one waiting campaign at a time, and one that this bot did not prepare has the place: ticket `{ticket}`. "
    "Open Campaigns at Octopush and send or cancel it; this one follows by itself."
)
#: What a campaign waits for whose place at Octopush another one has or gets, by the code it waits with.
TURNS: Mapping[int, str] = {
    **dict.fromkeys((126, 127), _BEHIND),
    own_codes.GIVES_WAY: "It gave up its place at Octopush for campaign {behind}, an alert wanted now. It is prepared again by itself "
    "afterwards, and votes given so far still count.",
    own_codes.TAKES_PLACE: "Octopush takes one waiting campaign at a time: campaign {behind} gives up its place for this alert, and is "
    "prepared again afterwards.",
}
#: Why something was not sent before its time was over, by what it waited for.
TOO_LATE: Mapping[int | None, str] = {
    0: " Octopush did not answer until then.",
    126: " Its turn at Octopush had not come by then.",
    127: " Its turn at Octopush had not come by then.",
    own_codes.GIVES_WAY: " An alert had its place at Octopush until then.",
    own_codes.TAKES_PLACE: " Its turn at Octopush had not come by then.",
    own_codes.HALTED: " Sending was halted here until then.",
    own_codes.SLACK_SILENT: " Slack did not tell until then who may approve.",
    own_codes.OVER_BUDGET: " It would have gone over the budget.",
}
OTHER_CODE = "Octopush said no, with code {code}, which it does not explain. Nothing was sent. Look under Campaigns there."


def waits(code: int, brief: Brief, *, behind: int | None = None, ticket: str | None = None) -> str:
    """Say what a campaign waits for: its turn, behind which campaign, or else what Octopush answered. Mrkdwn."""
    if code in TURNS and behind is not None:
        return TURNS[code].format(behind=behind)
    if code in TURNS and ticket is not None:
        return _STRANGER.format(ticket=ticket)
    return told(code, brief, mrkdwn=True)


def mentions(approvers: Iterable[str]) -> str:
    """Name people and groups by id, so that Slack shows their names and notifies them."""
    return " ".join(
        f"<!subteam^{name}>" if name.startswith("S") else f"<@{name}>" for name in sorted(approvers)
    )


def _said(key: str, value: object, locale: Locale) -> str:
    if isinstance(value, Moment):
        return said(value.at, value.zone, locale)
    if isinstance(value, datetime):
        return said(value, locale.zone, locale)
    if isinstance(value, Quiet):
        return QUIET[value]
    if isinstance(value, Bound):
        return BOUNDS[value]
    if isinstance(value, Decimal):
        return money(value, locale)
    if isinstance(value, frozenset):
        return mentions(value) or "the requester"
    if isinstance(value, tuple):
        return _listed(value) or "nothing that is sent"
    if isinstance(value, int):
        return f"{value:,}"
    return f"<@{value}>" if key in ("requester", "by") else str(value)


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


HELP = (
    "*Send an SMS campaign from here.*\n"
    "`/sms-campaign` opens a form: a list or a tag, the text, when, and what for. `/sms-campaign your text` brings the text along.\n"
    "The preview is a simulation: nothing is sent. Once you ask, the campaign is prepared at Octopush, its ticket number "
    "is posted in the channel, and the others decide in the thread before anything leaves.\n\n"
    "*Afterwards,* with a campaign's number or ticket, such as `214` or `sms_624b06226b09`; without one you are asked which:\n"
    "`/sms-campaign list` · what waits for you, what goes out, what went out\n"
    "`/sms-campaign status 214` · where it stands\n"
    "`/sms-campaign history 214` · who did what, and when\n"
    "`/sms-campaign cancel 214` · stop it, as long as Octopush was not asked to send it\n"
    "`/sms-campaign again 214` · the same as a new campaign\n"
    "`/sms-campaign pause` and `resume` · for administrators: hand nothing over until it is resumed\n"
    "Any other words are the text of a new campaign."
)

#: Other sentences, by key.
WORDS: Mapping[str, str] = {
    "form_not_opened": "Slack was too slow to open the form, so nothing was started. Type `/sms-campaign` again.",
    "nothing_like_that": "`{command}` is not something I know. Try `/sms-campaign help`.",
    "not_saved": "Slack did not answer, so this was not saved. Press Save again.",
}
