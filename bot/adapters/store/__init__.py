"""The store: campaigns and what belongs to them, on SQLite and PostgreSQL.

Every method is one transaction. What becomes due at once is enqueued inside the transaction that made it so, by the hook
that the store was given: a job exists exactly if the state that asks for it does. Nothing here decides a transition
or calls the outside.
"""

from bot.adapters.store.drafts import Drafts
from bot.adapters.store.drawings import Drawings
from bot.adapters.store.figures import FiguresPart
from bot.adapters.store.homes import Homes
from bot.adapters.store.outages import Outages
from bot.adapters.store.outcomes import Outcomes
from bot.adapters.store.provenance import Provenance
from bot.adapters.store.purging import Purging
from bot.adapters.store.second_steps import SecondSteps
from bot.adapters.store.shelves import Shelves
from bot.adapters.store.tickets import Tickets
from bot.adapters.store.trials import Trials

__all__ = ["SqlStore"]


class SqlStore(
    Trials,
    Tickets,
    Drawings,
    Drafts,
    Outages,
    Shelves,
    Homes,
    Provenance,
    Outcomes,
    FiguresPart,
    SecondSteps,
    Purging,
):
    """`bot.services.ports.Store` on a SQLAlchemy engine that `bot.adapters.database.connect` made."""
