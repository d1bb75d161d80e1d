"""What the *when* and *audience* fields offer as one types: options of external selects, from memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.errors import UserError
from bot.services.fields import ASAP, UNREAD, read_moment
from bot.services.moments import Unread
from bot.slack.views import blocks as b
from bot.slack.views.dates import HOUSE, Locale, ahead, count, day, said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.services.moments import Reading
    from bot.services.ports import AudienceUse

#: Why words are no moment, beside the words, and what to type instead; by language.
_UNREAD: Mapping[str, Mapping[str, str]] = {
    "en": {
        "not_understood": "Not understood",
        "past": "That has passed",
        "no_such_date": "There is no such date",
        "no_such_time": "There is no such time",
        "range": "That is a span, not a moment",
        "repetition": "A campaign leaves once, not again and again",
        "two_dates": "That is more than one moment",
        "too_far": "That is too far ahead",
        "too_long": "That is too long to be a moment",
        "try": "Try “tomorrow 6pm” or “Monday 9:00”",
    },
    "fr": {
        "not_understood": "Non compris",
        "past": "C'est déjà passé",
        "no_such_date": "Cette date n'existe pas",
        "no_such_time": "Cette heure n'existe pas",
        "range": "C'est une durée, pas un moment",
        "repetition": "Une campagne part une fois, pas plusieurs",
        "two_dates": "Cela fait plus d'un moment",
        "too_far": "C'est trop loin",
        "too_long": "C'est trop long pour un moment",
        "try": "Essayez « demain 18h » ou « lundi 9h »",
    },
}


def moment_option(value: str, locale: Locale) -> b.Block | None:
    """Say a stored moment as the option it was picked as; None where it is no moment."""
    try:
        moment = read_moment(value)
    except UserError:
        return None
    if moment is None:
        return asap_option()
    return b.option(said(moment.at, moment.zone, locale, year=True), value, moment.zone)


def asap_option() -> b.Block:
    """As soon as it may leave."""
    return b.option("As soon as it is approved", ASAP, "At once where no approval is needed")


def moment_options(
    query: str,
    readings: Sequence[Reading] | Unread,
    *,
    now: datetime,
    locale: Locale,
    recipients_zone: str | None = None,
) -> list[b.Block]:
    """Offer the readings to pick from; words that mean no moment are one option that says so.

    Where the clock of `recipients_zone` (IANA) shows another time, it stands beside.
    """
    if isinstance(readings, Unread):
        return [asap_option()] if readings.reason == "now" else [_unread(query, readings, locale)]
    soon = [] if query.strip() else [asap_option()]
    return soon + [_reading(reading, now, locale, recipients_zone) for reading in readings]


def audience_groups(
    query: str,
    used: Sequence[AudienceUse],
    names: Mapping[str, str],
    seeds: Sequence[tuple[str, str]] = (),
) -> list[b.Block]:
    """Offer lists and tags used here, those named in the settings, and the typed name as either; groups of options.

    `names` are the people's names that are known without asking Slack, by id; `seeds` are kinds and names.
    """
    groups = []
    for kind, title in (("list", "Lists used here"), ("tag", "Tags used here")):
        options = [
            b.option(use.name, f"{kind}:{use.name}", _last_use(use, names))
            for use in used
            if use.kind == kind
        ]
        if options:
            groups.append({"label": b.plain(title), "options": options[:90]})
    typed = query.strip()
    known = {(use.kind, use.name) for use in used}
    named = [seed for seed in seeds if seed not in known and typed.casefold() in seed[1].casefold()]
    known.update(named)
    fresh = [b.option(name, f"{kind}:{name}", kind.capitalize()) for kind, name in named[:80]]
    fresh += [
        b.option(f"Use “{typed}” as a {kind}", f"{kind}:{typed}")
        for kind in ("list", "tag")
        if typed and (kind, typed) not in known and len(typed) <= MAX_NAME
    ]
    if fresh:
        groups.append({"label": b.plain("Not used here yet"), "options": fresh})
    return groups


#: A name that would not fit an option's value (150 characters) is not offered; Octopush's limits are far below.
MAX_NAME = 140


def _reading(reading: Reading, now: datetime, locale: Locale, recipients_zone: str | None) -> b.Block:
    value = f"{reading.at.isoformat(timespec='seconds')}[{reading.zone}]"
    described = [f"{ahead(reading.at, now, locale)}, {reading.zone}", *reading.assumptions]
    if recipients_zone is not None and (there := said(reading.at, recipients_zone, locale)) != said(
        reading.at, reading.zone, locale
    ):
        # First, since what is too long is cut at its end.
        described.insert(0, f"{there} for those who get it")
    return b.option(said(reading.at, reading.zone, locale, year=True), value, " · ".join(described))


def _unread(query: str, unread: Unread, locale: Locale) -> b.Block:
    said_so = _UNREAD.get(locale.babel.language, _UNREAD["en"])
    words = " ".join(unread.words) or query.strip()
    why = said_so.get(unread.reason, said_so["not_understood"])
    return b.option(f"{why}: “{words}”", f"{UNREAD}{words}"[:150], said_so["try"])


def _last_use(use: AudienceUse, names: Mapping[str, str]) -> str:
    people = "not counted yet" if use.people is None else f"{count(use.people)} people"
    who = names.get(use.by)
    return f"{people} on {day(use.at, HOUSE.zone)}" + (f", sent by {who}" if who else "")
