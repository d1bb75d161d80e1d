"""Every callback id and action id the bot uses with Slack, in one place; tests, the manifest and others rely on them."""

from __future__ import annotations

from enum import StrEnum


class Id(StrEnum):
    """Slack's callback_id of views and shortcuts, and action_id of elements."""

    # Commands and shortcuts, as in manifest.yml.
    COMMAND = "/sms-campaign"
    NEW = "sms_campaign_new"
    FROM_MESSAGE = "sms_campaign_from_message"

    # Views.
    CAMPAIGN_FORM = "campaign_form"
    CAMPAIGN_OPTIONS = "campaign_options"
    CAMPAIGN_PREVIEW = "campaign_preview"
    CAMPAIGN_CHEAPER = "campaign_cheaper"
    CAMPAIGN_MOMENT = "campaign_moment"
    CAMPAIGN_DONE = "campaign_done"
    CAMPAIGN_REJECT = "campaign_reject"
    CAMPAIGN_APPROVE = "campaign_approve"

    # Fields of the form.
    AUDIENCE = "audience"
    TEXT = "text"
    SEND_AT = "send_at"
    PURPOSE = "purpose"
    TYPE = "type"
    CHANNEL = "channel"

    # Fields of More options.
    SENDER = "sender"
    SWITCHES = "switches"
    AND_AUDIENCE = "and_audience"
    SEGMENTATION = "segmentation"

    # The field of the rejection.
    REASON = "reason"

    # Home, and the private answers.
    NEW_CAMPAIGN = "new_campaign"
    OPEN_THREAD = "open_thread"
    SHELF = "shelf"
    HOME = "home"
    WHICH = "which"
    WHICH_TO_CANCEL = "which_to_cancel"

    # Buttons of the form and the preview.
    CONTINUE_DRAFT = "continue_draft"
    MORE_OPTIONS = "more_options"
    SIMULATE_AGAIN = "simulate_again"

    # Remedies on the preview.
    USE_FIELD = "use_field"
    KEEP_BRACES = "keep_braces"
    ADD_STOP = "add_stop"
    TAKE_FIRST_MOMENT = "take_first_moment"
    TAKE_SECOND_MOMENT = "take_second_moment"
    ANOTHER_MOMENT = "another_moment"
    REMOVE_HIDDEN = "remove_hidden"
    KEEP_HIDDEN = "keep_hidden"
    SEND_AGAIN = "send_again"
    SEE_CHEAPER = "see_cheaper"
    AS_MARKETING = "as_marketing"
    AS_WRITTEN = "as_written"

    # Buttons in channel and thread.
    APPROVE = "approve"
    REJECT = "reject"
    EDIT = "edit"
    CANCEL = "cancel"
    COPY = "copy"
    SEND_NOW = "send_now"
    SEND_TEST = "send_test"
    FIRST_MOMENT = "first_moment"
    SECOND_MOMENT = "second_moment"
    IT_WAS_SENT = "it_was_sent"
    IT_WAS_NOT_SENT = "it_was_not_sent"
