"""Which handler answers which id of Slack's: the one list of all that can be typed, pressed, picked, submitted or told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.slack.app import Tables
from bot.slack.ids import Id
from bot.slack.settling import Settling

if TYPE_CHECKING:
    from bot.slack.compose import Compose
    from bot.slack.happenings import Happenings
    from bot.slack.living import Living
    from bot.slack.opening import Opening
    from bot.slack.review import Review

#: Slack's events of a channel that the bot cannot write to any more.
CHANNEL_LOST = ("channel_archive", "group_archive", "channel_left", "group_left")


def tables(
    opening: Opening, compose: Compose, review: Review, lived: Living, happenings: Happenings
) -> Tables:
    """Say what is called for which id."""
    settling = Settling(compose)
    return Tables(
        commands={Id.COMMAND: lived.commands.command},
        shortcuts={Id.NEW: opening.shortcut, Id.FROM_MESSAGE: opening.shortcut},
        actions={
            Id.CONTINUE_DRAFT: opening.continue_draft,
            Id.MORE_OPTIONS: compose.more_options,
            Id.SIMULATE_AGAIN: compose.simulate_again,
            **settling.actions,
            Id.COPY: review.copy,
            Id.EDIT: review.edit,
            Id.SEND_TEST: review.send_test,
            Id.REJECT: review.reject,
            Id.NEW_CAMPAIGN: opening.fresh,
            Id.OPEN_THREAD: lived.front.thread_opened,
            Id.SHELF: lived.front.next_page,
            Id.HOME: lived.front.first_page,
            Id.WHICH: lived.commands.chosen,
        },
        decisions={
            Id.APPROVE: review.approve,
            Id.CANCEL: review.cancel,
            Id.SEND_NOW: review.send_now,
            **dict.fromkeys((Id.FIRST_MOMENT, Id.SECOND_MOMENT), review.move),
            Id.IT_WAS_SENT: review.it_was_sent,
            Id.IT_WAS_NOT_SENT: review.it_was_not_sent,
            Id.WHICH_TO_CANCEL: lived.commands.chosen_to_cancel,
        },
        happenings={
            **dict.fromkeys(("app_uninstalled", "tokens_revoked"), happenings.token_lost),
            **dict.fromkeys(CHANNEL_LOST, happenings.channel_lost),
        },
        events={"app_home_opened": lived.front.opened},
        options={
            Id.AUDIENCE: compose.suggest_audience,
            Id.AND_AUDIENCE: compose.suggest_audience,
            Id.SEND_AT: compose.suggest_moment,
        },
        submissions={
            Id.CAMPAIGN_FORM: compose.form_submitted,
            Id.CAMPAIGN_OPTIONS: compose.options_submitted,
            Id.CAMPAIGN_PREVIEW: compose.preview_submitted,
            Id.CAMPAIGN_CHEAPER: settling.take_cheaper,
            Id.CAMPAIGN_MOMENT: settling.take_moment,
            Id.CAMPAIGN_REJECT: review.rejected,
            Id.CAMPAIGN_APPROVE: review.approved,
        },
    )
