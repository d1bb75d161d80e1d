"""Why a campaign waits or ended, where it is not Octopush that said so: below nothing, where Octopush has no codes.

The values are stored, and words stand for each in the catalogue.
"""

from __future__ import annotations

from typing import Final

#: A computation that failed without a reason.
COMPUTATION_FAILED: Final = -1
#: The bot was halted.
HALTED: Final = -2
#: Slack did not tell who may approve.
SLACK_SILENT: Final = -3
#: It gave up its place at Octopush, and it is being given one.
GIVES_WAY: Final = -4
TAKES_PLACE: Final = -5
#: It would go over a budget.
OVER_BUDGET: Final = -6
#: Counted, it is so large that nobody could approve it.
TOO_FEW_APPROVERS: Final = -7
