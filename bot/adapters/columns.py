"""How values stand in the database: instants with their zone, money digit by digit, enums as words.

No amount or instant may pass through a float or a naive datetime.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from enum import StrEnum

    from sqlalchemy.engine import Dialect


class Instant(TypeDecorator[datetime]):
    """An instant: aware on the way in, aware and in UTC on the way out, on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse a naive datetime with ValueError; SQLite keeps no zone, so that all are stored in UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A naive datetime is no instant.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the zone back: SQLite drops it, PostgreSQL answers in the session's."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Amount(TypeDecorator[Decimal]):
    """Money in euros, kept digit by digit as text: SQLite would make a float of it, NUMERIC would round its scale."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse with ValueError what is no amount."""
        if value is None:
            return None
        if not value.is_finite():
            raise ValueError("Not a number is no amount.")
        return str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read it back exactly."""
        return None if value is None else Decimal(value)


def words(kind: type[StrEnum], name: str) -> sa.Enum:
    """Store an enum's values as text, held to them by a check."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
