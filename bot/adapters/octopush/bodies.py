"""What comes back at the lowest level: a body within bounds, or the reason why there is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

#: No documented answer has more than a few hundred bytes; what is longer than this is not read to its end.
LONGEST_ANSWER = 1_000_000


async def read_body(response: httpx.Response) -> bytes | None:
    """Read a body to its end; None where it is longer than any answer of Octopush."""
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > LONGEST_ANSWER:
            return None
    return bytes(body)


def root(exc: BaseException) -> BaseException:
    """Find what an exception began with: a refused connection, a name that is not found, a wrong certificate."""
    while deeper := exc.__cause__ or exc.__context__:
        exc = deeper
    return exc
