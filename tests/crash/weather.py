"""What goes wrong around the bot: Octopush loses, delays and refuses; Slack is down, slow, forgetful, or repeats itself.

Bad weather passes: each fault is for the next few calls, and an outage ends after a few rests of the clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox.octopush import Fault, Kind

if TYPE_CHECKING:
    from random import Random

    from tests.crash.stage import Stage

ROUTES = (
    *("sms-campaign-on-*/create", "sms-campaign-on-list/status", "sms-campaign-on-*/send"),
    *("sms-campaign-on-*/send", "sms-campaign-on-list/cancel", "wallet/*", "*"),
)
#: Answers that do not say whether the call was taken.
UNCLEAR = frozenset({Kind.BAD_GATEWAY, Kind.SERVER_ERROR, Kind.TIMEOUT})
METHODS = (
    *("chat.postMessage", "chat.update", "views.open", "views.update", "users.info"),
    *("usergroups.users.list", "conversations.info", "chat.scheduleMessage", "*"),
)


@dataclass(slots=True)
class Weather:
    """The weather of a play; `rest` is called each time before the clock moves."""

    stage: Stage
    dice: Random
    outage: int = 0
    #: The same for Octopush.
    silence: int = 0
    #: Until the stories are over.
    bad: bool = True

    def settle_in(self) -> None:
        """Choose how this Octopush reads what its documentation leaves open."""
        octopush, dice = self.stage.octopush.switches, self.dice
        octopush.counts_again = True
        octopush.polls_until_ready = dice.choice((0, 1, 1, 2))
        octopush.second_send = dice.choice(("refused", "repeated", "sent_again"))
        octopush.status_after_send = dice.choice(("refused", "unknown", "kept"))
        octopush.computing_answer = dice.choice(("under_computation", "refused"))
        octopush.duplicate_answer = dice.choice(("refused", "refused", "first_ticket"))
        # Slack itself waits three seconds; people here need not wait as long for what never comes.
        self.stage.slack.switches.delivery_seconds = 1.0

    def rest(self) -> None:
        """Let the weather change."""
        slack, dice = self.stage.slack.switches, self.dice
        slack.delays = {}
        slack.duplicate_deliveries = self.bad and dice.random() < 0.15
        if self.outage:
            self.outage -= 1
            if not self.outage:
                slack.api_down = False
        if self.silence:
            self.silence -= 1
            if not self.silence:
                self.stage.octopush.switches.faults = []
        if not self.bad:
            slack.api_down, slack.fail_with = False, {}
            self.stage.octopush.switches.faults = []
            return
        roll = dice.random()
        if roll < 0.22:
            self._at_octopush()
        elif roll < 0.4:
            self._at_slack()
        elif roll < 0.5:
            self._at_the_sending()
        elif roll < 0.51:
            # Long enough to be told: an outage is, after three minutes.
            self.silence = dice.choice((4, 8))
            self.stage.octopush.switches.faults = [Fault("*", Kind.DOWN, times=1000)]

    def _at_octopush(self) -> None:
        dice, switches = self.dice, self.stage.octopush.switches
        kind = dice.choice(list(Kind))
        seconds = 45.0 if kind is Kind.SLOW else dice.choice((0.05, 0.2))
        # A refusal that was taken after all would be a lie, and nobody can do business with a liar.
        taken = dice.choice((None, True)) if kind in UNCLEAR else None
        fault = Fault(dice.choice(ROUTES), kind, times=dice.choice((1, 1, 2)), seconds=seconds, taken=taken)
        switches.faults = [*switches.faults[-3:], fault]

    def _at_the_sending(self) -> None:
        """Let the next `send` be unclear, taken or not, so that somebody must be asked; or be refused."""
        dice, switches = self.dice, self.stage.octopush.switches
        kind = dice.choice((*sorted(UNCLEAR), *(Kind.TOO_MANY, Kind.FORBIDDEN) * 3))
        taken = dice.choice((False, True)) if kind in UNCLEAR else None
        fault = Fault("sms-campaign-on-*/send", kind, times=1, seconds=0.05, taken=taken)
        switches.faults = [*switches.faults[-3:], fault]

    def _at_slack(self) -> None:
        dice, slack = self.dice, self.stage.slack.switches
        method, times = dice.choice(METHODS), dice.choice((1, 2))
        match dice.randrange(7):
            case 0:
                slack.api_down, self.outage = True, dice.choice((1, 2))
            case 1:
                slack.rate_limited = {method: times}
            case 2:
                slack.lose_responses = {method: times}
            case 3:
                slack.drop_requests = {method: times}
            case 4:
                slack.lose_acks = times
            case 5:
                slack.hold_deliveries = 1
            case _:
                slack.delays = {method: 0.05}
