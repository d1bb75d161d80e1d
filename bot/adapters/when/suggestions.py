"""What to offer while somebody types: readings first, then guesses at what is being written.

A guess is never sure and says what it changed: a word that was nearly known ("evning"), one that is not finished yet
("tomor"), an end that is missing ("in 2"), the next day where the hour has passed. Nothing typed yet: usual moments.
The work is bounded: at most `MOST_TRIES` readings a call.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.adapters.when import echo, policy, wording, zones
from bot.adapters.when.lexicon import LANGUAGES, lexicon
from bot.adapters.when.moments import Ambiguous, Moment, Reason, Refused, Resolved
from bot.adapters.when.reader import language_of, read, read_in
from bot.adapters.when.words import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.adapters.when.moments import Reading

#: So many suggestions are enough for a list under a field.
MOST: Final = 5
#: So many guesses are read at most; each takes a fraction of a millisecond.
MOST_TRIES: Final = 24
#: Shorter words are too near to too many others to be corrected.
SHORTEST: Final = 4


def suggest(text: str, *, now: datetime, tz: str, lang: str) -> list[Moment]:
    """List the moments to pick from, best first, at most `MOST`; `now` is aware, `tz` an IANA name, `lang` a locale."""
    now = now.astimezone(ZoneInfo(tz))
    if not text.strip():
        return _usual(now, tz, lang)
    reading = read(text, now=now, tz=tz, lang=lang)
    found = moments_of(reading)
    if isinstance(reading, Refused):
        if reading.reason is Reason.PAST:
            found = _next_day(text, now, tz, lang)
        elif reading.reason is Reason.NOT_UNDERSTOOD:
            found = _guessed(text, now, tz, lang)
    elif len(found) == 1 and found[0].assumptions:
        found += _evening(found[0], now, tz, lang)
    return found[:MOST]


def moments_of(reading: Reading) -> list[Moment]:
    """List the moments of a reading."""
    if isinstance(reading, Resolved):
        return [reading.moment, *reading.others]
    return list(reading.moments) if isinstance(reading, Ambiguous) else []


def _usual(now: datetime, tz: str, lang: str) -> list[Moment]:
    """Offer this evening if it is ahead, tomorrow morning, and Monday morning."""
    morning, evening = policy.DAY_STARTS
    monday = 7 - now.weekday()
    return _moments([(0, evening), (1, morning), (monday, morning)], now, tz, lang)


def _evening(one: Moment, now: datetime, tz: str, lang: str) -> list[Moment]:
    """Offer the evening beside a morning that was only assumed."""
    days = (one.at.date() - now.date()).days
    if one.at.time() != time(policy.DAY_STARTS[0]):
        return []
    return _moments([(days, policy.DAY_STARTS[1])], now, tz, lang)


def _moments(wanted: list[tuple[int, int]], now: datetime, tz: str, lang: str) -> list[Moment]:
    """Make moments from days ahead and hours; those that are past or not on the clock are left out."""
    found: dict[datetime, Moment] = {}
    for days, hour in wanted:
        wall = datetime.combine(now.date() + timedelta(days), time(hour))
        for at in zones.instants(wall, ZoneInfo(tz)):
            if at.astimezone(UTC) > now.astimezone(UTC):
                found.setdefault(at.astimezone(UTC), Moment(at, tz, echo.say(at, zone=tz, lang=lang)))
    return list(found.values())


def _next_day(text: str, now: datetime, tz: str, lang: str) -> list[Moment]:
    """Offer the next day where an hour of today has passed."""
    midnight = zones.instants(datetime.combine(now.date(), time()), ZoneInfo(tz))
    language = language_of(lang)
    if not midnight or language not in LANGUAGES:
        return []
    # Seen from the midnight that began today, the hour was still ahead.
    stated = read_in(language, text, now=midnight[0], tz=tz, lang=lang)
    if not isinstance(stated, Resolved) or stated.moment.at.date() != now.date():
        return []
    wall = datetime.combine(now.date() + timedelta(1), stated.moment.at.time())
    return [Moment(at, tz, echo.say(at, zone=tz, lang=lang)) for at in zones.instants(wall, ZoneInfo(tz))]


def _guessed(text: str, now: datetime, tz: str, lang: str) -> list[Moment]:
    """Read what the text may become."""
    language = language_of(lang)
    if language not in LANGUAGES or len(tokens(text)) > policy.MOST_FOREIGN_TOKENS:
        return []
    found: dict[datetime, Moment] = {}
    for tries, (guess, sentence) in enumerate(_guesses(text, language, lang)):
        if tries >= MOST_TRIES or len(found) >= MOST:
            break
        if len(guess) <= policy.LONGEST:
            for one in moments_of(read_in(language, guess, now=now, tz=tz, lang=lang))[:2]:
                made = Moment(one.at, one.zone, one.words, (sentence, *one.assumptions))
                found.setdefault(one.at.astimezone(UTC), made)
    return list(found.values())


def _guesses(text: str, language: str, lang: str) -> Iterator[tuple[str, str]]:
    """Yield texts that may be meant, and a sentence about the change: corrected, finished, and completed ones."""
    known = lexicon(language)
    found = tokens(text)
    unknown = [token for token in found if not known.knows(token)]
    if len(unknown) == 1 and text.count(unknown[0].typed) == 1:
        typed = unknown[0]
        is_last = typed is found[-1] and text.rstrip().endswith(typed.typed)
        nearly = [word for word in known.words if near(typed.key, word)] if len(typed.key) >= SHORTEST else []
        begun = [word for word in known.words if is_last and word.startswith(typed.key)]
        for word in dict.fromkeys((*begun, *nearly)):
            guess = text.replace(typed.typed, known.words[word])
            yield guess, wording.sentence("read_as", lang, f"“{typed.typed}”", f"“{known.words[word]}”")
    elif not unknown:
        for ending in known.endings:
            yield f"{text.rstrip()} {ending}", wording.sentence("completed", lang, f"“{ending}”")


def near(typed: str, word: str) -> bool:
    """Tell whether one letter too many, too few or wrong, or two in the wrong order, make the difference."""
    if typed == word or abs(len(typed) - len(word)) > 1 or len(word) < SHORTEST:
        return False
    begin = 0
    while begin < min(len(typed), len(word)) and typed[begin] == word[begin]:
        begin += 1
    typed, word = typed[begin:], word[begin:]
    swapped = typed[:2] == word[:2][::-1] and typed[2:] == word[2:]
    return typed[1:] == word or typed == word[1:] or typed[1:] == word[1:] or swapped
