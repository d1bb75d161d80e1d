"""Octopush's codes by name.

The present API documents the shape `{"code", "message"}` but no list; these are the codes of the interface before it
(octopush.com/en/sms-gateway-api-documentation/return-codes/ and the vendor's client libraries), which integrators
still meet. An unlisted code is therefore always possible, and never read as one of these.
"""

from __future__ import annotations

from enum import IntEnum


class Code(IntEnum):
    """What Octopush says is wrong. Zero is its word for success and is not among them."""

    POST_MISSING = 100
    WRONG_CREDENTIALS = 101
    TEXT_OVER_160 = 102
    NO_RECIPIENTS = 103
    OUT_OF_CREDIT = 104
    CREDIT_ON_ORDER = 105
    BAD_SENDER = 106
    TEXT_MISSING = 107
    LOGIN_MISSING = 108
    PASSWORD_MISSING = 109
    RECIPIENTS_MISSING = 110
    RECIPIENTS_WAY_MISSING = 111
    TYPE_MISSING = 112
    ACCOUNT_NOT_VALIDATED = 113
    ACCOUNT_INVESTIGATED = 114
    PARAMETERS_DIFFER = 115
    LIST_NEEDED = 116
    NO_CORRECT_NUMBER = 117
    TEST_BOX_NOT_TICKED = 118
    TOO_LONG_FOR_TYPE = 119
    DUPLICATE_REQUEST = 120
    STOP_MISSING = 121
    NO_PUB_MISSING = 122
    SHA1_MISSING = 123
    SHA1_WRONG = 124
    UNDEFINED = 125
    ANOTHER_WAITS = 126
    BEING_COMPUTED = 127
    TOO_MANY_ATTEMPTS = 128
    BEING_BUILT = 129
    NOT_FINISHED = 130
    NOT_FOUND = 131
    ALREADY_SENT = 132
    BATCH_ID_USED = 133
    PREFIX_UNKNOWN = 150
    COUNTRY_NOT_SERVED = 151
    COUNTRY_NOT_LOW_COST = 152
    ROUTE_CONGESTED = 153
    # Six codes of which only the meanings as a group are known, from a list that the vendor's plugin has commented out:
    # cannot be modified, is cancelled, does not exist, is being processed (retry in seconds), is not ready.
    CAMPAIGN_STATE_155 = 155
    CAMPAIGN_STATE_156 = 156
    CAMPAIGN_STATE_157 = 157
    CAMPAIGN_STATE_158 = 158
    CAMPAIGN_STATE_159 = 159
    CAMPAIGN_STATE_160 = 160
    ON_REQUEST_ONLY = 201
    WRONG_ACCOUNT_EMAIL = 202
    TOKEN_IN_USE = 203
    WRONG_TOKEN = 204
    TRANSFER_TOO_LOW = 205
    CREDIT_TRANSFER = 206
    FEATURE_CLOSED = 207
    WRONG_TYPE = 208
    USER_NOT_ALLOWED = 209
    EMAIL_NOT_YOURS = 210
    LISTS_NOT_ALLOWED = 300
    TOO_MANY_LISTS = 301
    LIST_EXISTS = 302
    LIST_UNKNOWN = 303
    LIST_FULL = 304
    TOO_MANY_CONTACTS = 305
    ACTION_UNKNOWN = 306
    FILE_ERROR = 308
    CANNOT_PROCESS = 500
    CONNECTION_ERROR = 501


def known(code: int | None) -> Code | None:
    """Return the code if it is listed; None otherwise, also for no code at all."""
    return Code(code) if code in _LISTED else None


_LISTED = frozenset(Code)
