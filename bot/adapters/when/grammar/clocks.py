"""Times of day: 18:00, 18h30, half past eight, midi moins le quart, halb vier.

Four layers: the hour, the hour with am or pm, the minutes around it, and what may stand before and after it all.
"""
# ruff: noqa: D401, PLR2004 — a rule's docstring is an example of it; lengths of numbers and clocks need no names.

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.adapters.when.grammar.chart import Layer
from bot.adapters.when.grammar.numbers import Number
from bot.adapters.when.values import Clock, Piece, Said, Span

HOUR = 60
DAY = 24 * HOUR
#: A time that does not exist, as 9:75: kept, so that the refusal can say so.
NO_SUCH_TIME = Clock(-1)
#: A number that nothing marks as an hour: less likely than any reading that uses it otherwise.
BARE_HOUR = 14
#: Written without a separator, so taken for a year.
YEARS = range(1900, 2101)

HOURS = Layer()
HALVES_OF_DAY = Layer()
MINUTES = Layer()
CLOCKS = Layer()
TIMES = Layer()


@dataclass(frozen=True, slots=True)
class Hour:
    """An hour on the clock and how it was said.

    `fixed` once am or pm, noon or midnight settled it; `marked` with "h" or "o'clock"; `word` if not in figures; `closed`
    if no minutes may follow: "9am 10am" is not ten past nine.
    """

    minutes: int
    said: Said
    fixed: bool = False
    marked: bool = False
    word: bool = False
    closed: bool = False


@HOURS("hour24", "n:n")
def plain(n: Number) -> Hour | None:
    """9, nine."""
    if n.value > 24 or n.figures > 2:
        return None
    exact = n.value > 12 or n.value == 0 or (n.figures == 2 and n.value < 10)
    return Hour(n.value * HOUR, Said.EXACT if exact else Said.NUMBER, word=n.figures == 0)


@HOURS("hour24", "n:n oclock", "oclock n:n")
def marked(n: Number) -> Hour | None:
    """9h, neuf heures, nine o'clock, ore nove."""
    made = plain(n)
    if made is None:
        return None
    return replace(made, marked=True, said=Said.FIGURES if made.said is Said.NUMBER else made.said)


@HOURS("hour24", "n:n? twelve:noon", "n:n? twelve:midnight")
def twelve(twelve: int, n: Number | None = None) -> Hour | None:
    """Noon, midnight, 12 noon."""
    if n and n.value != 12:
        return None
    return Hour(twelve, Said.EXACT, fixed=True, marked=True)


@HALVES_OF_DAY("hour24", "hour:hour24 half:ampm")
def am_pm(hour: Hour, half: str) -> Hour | None:
    """6 pm, 9 o'clock a.m."""
    if hour.fixed:
        return None
    minutes = on_half(hour.minutes, half)
    return Hour(minutes, Said.EXACT, fixed=True, marked=True, closed=True)


def on_half(minutes: int, half: str) -> int:
    """Put a time of the twelve-hour clock before or after noon; -1 where it is not on that clock."""
    if not HOUR <= minutes < 13 * HOUR:
        return -1
    return minutes % (12 * HOUR) + (12 * HOUR if half == "pm" else 0)


@MINUTES("clock", "hour:hour24")
def on_the_hour(hour: Hour) -> Clock:
    """Any hour by itself."""
    return Clock(hour.minutes, hour.said, bare=not hour.marked, closed=hour.closed)


@MINUTES(
    "clock",
    "h:n colon colon? m:n oclock?",
    "h:n colon m:n colon s:n oclock?",
    "h:n colon m:n colon s:n point n",
)
def figures(h: Number, m: Number, s: Number | None = None) -> Clock | None:
    """9:30, 09:30:15."""
    if not 0 < h.figures <= 2 or m.figures != 2 or (s and s.figures != 2):
        return None
    if h.value > 24 or m.value > 59 or (s and s.value > 59) or (h.value == 24 and m.value):
        return NO_SUCH_TIME
    exact = h.value > 12 or (h.figures == 2 and h.value < 10) or h.value == 0
    return Clock(h.value * HOUR + m.value, Said.EXACT if exact else Said.FIGURES)


@MINUTES("clock", "h:n point|dot m:n oclock?")
@MINUTES("dotted_clock", "h:n point m:n oclock?")
def dotted(h: Number, m: Number) -> Clock | None:
    """8.30."""
    made = figures(h, m)
    return None if made is NO_SUCH_TIME else made


@MINUTES("clock", "hour:hour24 m:n minute?")
def hour_and_minutes(hour: Hour, m: Number) -> Clock | None:
    """18h30, seven thirty, neuf heures dix, at 3 15, midi quinze."""
    if hour.closed:
        return None
    if m.value > 59:
        return NO_SUCH_TIME if hour.marked and m.figures == 2 else None
    if not hour.marked and (m.figures not in {0, 2} or hour.word != (m.figures == 0)):
        return None
    if not hour.marked and hour.word and m.value < 10 and hour.minutes < 10 * HOUR:
        return None
    return on_minute(hour, m.value)


@MINUTES("clock", "hour:hour24 and m:n minute?")
def hour_and_so_many(hour: Hour, m: Number) -> Clock | None:
    """Sete e trinta, las once y cinco."""
    return on_minute(hour, m.value) if m.value < 60 and m.figures in {0, 2} else None


@MINUTES("clock", "hour:hour24 zero m:n", "hour:hour24 and zero m:n")
def hour_oh_minutes(hour: Hour, m: Number) -> Clock | None:
    """Twelve oh three."""
    return on_minute(hour, m.value) if m.value < 10 else None


@MINUTES("clock", "hhmm:n oclock?")
def run_together(hhmm: Number) -> Clock | None:
    """1730, 0730, 730."""
    if hhmm.figures not in {3, 4} or hhmm.value in YEARS:
        return None
    h, m = divmod(hhmm.value, 100)
    if h > 24 or m > 59 or (h == 24 and m):
        return None
    exact = h > 12 or (hhmm.figures == 4 and h < 10)
    return Clock(h * HOUR + m, Said.EXACT if exact else Said.FIGURES)


@MINUTES("clock", "at hhmm:n oclock|military?", "hhmm:n oclock|military")
def year_like(hhmm: Number) -> Clock | None:
    """At 2030."""
    return figures(Number(hhmm.value // 100, 2), Number(hhmm.value % 100, 2)) if hhmm.figures == 4 else None


def on_minute(hour: Hour, minutes: int) -> Clock:
    """Move an hour by minutes; what was said in words may be twelve hours later, unless the hour is fixed."""
    said = Said.EXACT if hour.fixed or hour.said is Said.EXACT else Said.FIGURES
    if said is Said.FIGURES and hour.word and not hour.marked:
        said = Said.SPOKEN
    return Clock(
        (hour.minutes + minutes) % DAY if hour.minutes + minutes >= 0 else hour.minutes + minutes + DAY, said
    )


def spoken(hour: Hour, minutes: int) -> Clock:
    """Move an hour by minutes that were spoken of as a distance: quarter past, moins dix."""
    made = on_minute(hour, minutes)
    return replace(made, said=Said.SPOKEN) if made.said is Said.FIGURES else made


@MINUTES("clock", "hour:hour24 and n? half", "half past at? hour:hour24")
def half_past(hour: Hour) -> Clock:
    """Half past eight, huit heures et demie."""
    return spoken(hour, 30)


@MINUTES("clock", "half_to hour:hour24")
def half_to(hour: Hour) -> Clock:
    """Halb vier: half an hour before."""
    return spoken(hour, -30)


@MINUTES("clock", "quarter_of:quarter_of hour:hour24")
def quarter_of(quarter_of: int, hour: Hour) -> Clock:
    """Viertel vier, dreiviertel vier: the quarter and three quarters of the hour that ends there."""
    return spoken(hour, quarter_of * 15 - 60)


@MINUTES("clock", "hour:hour24 and n? quarter:quarter", "n? quarter:quarter past at? hour:hour24")
def quarter_past(hour: Hour, quarter: int) -> Clock:
    """A quarter past eight, huit heures et quart."""
    return spoken(hour, quarter * 15)


@MINUTES("clock", "hour:hour24 minus n? quarter", "n? quarter to at? hour:hour24")
def quarter_to(hour: Hour) -> Clock:
    """A quarter to eight, huit heures moins le quart."""
    return spoken(hour, -15)


@MINUTES("clock", "m:n minute? past at? hour:hour24")
def minutes_past(hour: Hour, m: Number) -> Clock | None:
    """Ten past eight."""
    return spoken(hour, m.value) if 0 < m.value < 60 else None


@MINUTES(
    "clock", "m:n minute to at? hour:hour24", "strict_at m:n to hour:hour24", "hour:hour24 minus m:n minute?"
)
def minutes_to(hour: Hour, m: Number) -> Clock | None:
    """Ten minutes to eight, huit heures moins dix."""
    return spoken(hour, -m.value) if 0 < m.value < 60 else None


@MINUTES("clock", "m:n to at? hour:hour24")
def so_many_to(hour: Hour, m: Number) -> Clock | None:
    """Ten to eight; but "10 to 8" in figures may as well be a range."""
    return minutes_to(hour, m) if m.figures == 0 and m.value % 5 == 0 else None


@CLOCKS("clock", "hhmm:n half:ampm")
def run_together_am_pm(hhmm: Number, half: str) -> Clock | None:
    """1920 pm: with am or pm it is no year."""
    return clock_am_pm(made, half) if hhmm.value in YEARS and (made := year_like(hhmm)) else None


@CLOCKS("clock", "clock:clock half:ampm")
def clock_am_pm(clock: Clock, half: str) -> Clock | None:
    """8:30 pm; half past 3 pm; 14:30 pm says its half twice."""
    if clock.closed:
        return None
    if clock.said is Said.EXACT and clock.minutes >= 13 * HOUR and half == "pm" and clock.minutes % HOUR:
        return clock
    if clock.minutes < 0 or (clock.said is Said.EXACT and clock.minutes < HOUR):
        return NO_SUCH_TIME
    return Clock(on_half(clock.minutes, half), closed=True)


@TIMES("piece", "clock:clock")
def time(clock: Clock) -> Piece:
    """A time of day by itself."""
    return Piece(clock=clock, bare=clock.bare, cost=BARE_HOUR if clock.bare else 10)


@TIMES("piece", "at at? on? clock:clock", "clock:clock approx", "at clock:clock approx")
def at_time(clock: Clock) -> Piece:
    """At nine: what follows "at" is an hour."""
    return Piece(clock=replace(clock, bare=False), cost=9)


@TIMES("piece", "span:span from|past on? at? clock:clock")
def after_time(span: Span, clock: Clock) -> Piece | None:
    """Fifteen minutes from 1pm; five hours after noon."""
    return shifted(clock, span.seconds) if span == Span(seconds=span.seconds) else None


@TIMES("piece", "span:span before|to on? at? clock:clock")
def before_time(span: Span, clock: Clock) -> Piece | None:
    """Fifty minutes before noon."""
    return shifted(clock, -span.seconds) if span == Span(seconds=span.seconds) else None


def shifted(clock: Clock, seconds: int) -> Piece | None:
    """Move a time of day within its day."""
    minutes = clock.minutes + seconds // 60
    return Piece(clock=Clock(minutes, clock.said)) if 0 <= minutes < DAY and not seconds % 60 else None
