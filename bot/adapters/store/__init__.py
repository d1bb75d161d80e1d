"""The store: campaigns and what belongs to them, on SQLite and PostgreSQL.

Every method is one transaction. What becomes due at once is enqueued inside the transaction that made it so, by the hook
that the store was given: a job exists exactly if the state that asks for it does. Nothing here decides a transition
or calls the outside.
"""

from bot.adapters.store.campaigns import Campaigns
from bot.adapters.store.drafts import Drafts
from bot.adapters.store.drawings import Drawings
from bot.adapters.store.figures import FiguresPart
from bot.adapters.store.halts import Halts
from bot.adapters.store.outcomes import Outcomes
from bot.adapters.store.tickets import Tickets

__all__ = ["SqlStore"]


class SqlStore(Campaigns, Tickets, Drawings, Drafts, Halts, Outcomes, FiguresPart):
    """`bot.services.ports.Store` on a SQLAlchemy engine that `bot.adapters.database.connect` made."""
