"""A million requests that strangers could send, at the guard in front of Bolt and the listeners: none is a server's error.

Each begins as what Slack would send and is bent at random: bytes changed, cut or doubled, headers taken away, repeated or
replaced; some are signed all the same, as nobody but Slack could. The seed is printed, and gives the same million again.

    python -m tests.fuzz.flood [COUNT [SEED]]
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import secrets
import sys
import time
from collections import Counter
from urllib.parse import urlencode

import structlog

from bot.slack.ids import Id
from tests.slack.door import FORM, NOW, guard, knock, signed
from tests.slack.test_shapes import front

PAYLOADS = (
    {
        "type": "block_actions",
        "user": {"id": "U1"},
        "trigger_id": "1",
        "actions": [{"action_id": Id.APPROVE}],
    },
    {"type": "view_submission", "user": {"id": "U1"}, "view": {"id": "V1", "callback_id": Id.CAMPAIGN_FORM}},
    {
        "type": "block_suggestion",
        "user": {"id": "U1"},
        "action_id": Id.SEND_AT,
        "value": "x",
        "view": {"id": "V"},
    },
)
BODIES = (
    urlencode({"command": Id.COMMAND, "user_id": "U1", "channel_id": "C1", "trigger_id": "1"}).encode(),
    *(urlencode({"payload": json.dumps(one)}).encode() for one in PAYLOADS),
    json.dumps({"type": "event_callback", "event": {"type": "app_home_opened", "user": "U1"}}).encode(),
    b"ssl_check=1&token=x",
)


def bent(body: bytes, chance: random.Random) -> bytes:
    """Change a few bytes, cut it, or double a part."""
    changed = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(4):
            case 0:
                changed[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                changed[at:] = b""
            case 2:
                changed[at:at] = changed[: chance.randrange(40)]
            case _:
                changed[at : at + chance.randrange(8)] = b""
    return bytes(changed)


async def flood(count: int, seed: int) -> Counter[int]:
    """Send so many; give how often each status came."""
    chance = random.Random(seed)  # noqa: S311 - it bends requests
    statuses: Counter[int] = Counter()
    app, tasks = front()
    door = guard(app)
    for number in range(count):
        original = chance.choice(BODIES)
        body = bent(original, chance) if chance.random() < 0.9 else original
        kind = FORM if chance.random() < 0.8 else b"application/json"
        # One in fifty is signed as it is, which only Slack can do.
        headers = signed(
            body if number % 50 == 0 else b"other" + body, at=NOW + chance.randrange(-310, 310), kind=kind
        )
        if number % 50 and chance.random() < 0.5:
            at = chance.randrange(len(headers))
            name, value = headers[at]
            headers[at : at + 1] = chance.choice(
                ([], [(name, value)] * 2, [(name, bent(value, chance))], [(bent(name, chance), value)])
            )
        reply = await knock(door, headers, body)
        statuses[reply.status] += 1
    await tasks.close(patience=5)
    return statuses


def main() -> int:
    """Send them; 1 where one was a server's error."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else secrets.randbits(32)
    print(f"seed {seed}", flush=True)
    # Each refusal of a signed one is logged, as it should be.
    logging.disable()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    began = time.perf_counter()
    statuses = asyncio.run(flood(count, seed))
    print(f"{count:,} requests in {time.perf_counter() - began:.0f} s: {dict(sorted(statuses.items()))}")
    return 1 if any(status >= 500 or status == 0 for status in statuses) else 0


if __name__ == "__main__":
    sys.exit(main())
