"""A coverage-guided fuzzer on what reads foreign bytes in Python: the guard, forms, Octopush's answers, markup, settings.

Slack's payloads are read by pydantic, whose compiled code no fuzzer sees into: hypothesis bends those, in the tests.

It goes on until its time is over or something broke; the input that broke it is left in tests/fuzz/out/, and belongs into a
test. Needs atheris, which has wheels for Linux: `make fuzz` installs it.

    python -m tests.fuzz.guided SECONDS [TARGET]
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import atheris

with atheris.instrument_imports(include=["bot"]):
    from bot.adapters.octopush import wire
    from bot.adapters.octopush.wire import Call
    from bot.domain.slack_markup import plain_from_slack
    from bot.errors import ConfigError
    from bot.settings import read as read_settings
    from bot.slack import heads
    from bot.slack.bodies import payload_of

from tests.slack.door import FORM, NOW, Inner, guard, knock, sign

OUT = Path(__file__).parent / "out"
#: The keys that are read.
KEYS = (
    *wire.Said.model_fields,
    "ticket_number",
    "sms_ticket",
    "number_of_contacts",
    "total_cost",
    "sending_date",
    "send_at",
)


def door(data: bytes) -> None:
    """Let a request of any headers and chunks come; a stranger's gets a 4xx or nothing, and nothing runs."""
    made = atheris.FuzzedDataProvider(data)
    headers = [
        (b"content-type", FORM),
        (b"x-slack-request-timestamp", str(NOW).encode()),
    ] * made.ConsumeIntInRange(0, 1)
    names = [*heads.ONCE, b"x-other"]
    for _ in range(made.ConsumeIntInRange(0, 6)):
        name = made.PickValueInList(names) if made.ConsumeBool() else made.ConsumeBytes(8)
        headers.append((name, made.ConsumeBytes(made.ConsumeIntInRange(0, 80))))
    chunks = [made.ConsumeBytes(made.ConsumeIntInRange(0, 100)) for _ in range(made.ConsumeIntInRange(1, 4))]
    reply = asyncio.run(knock(guard(inner := Inner(), limit=200), headers, chunks=chunks, then="end"))
    passed = sign(b"".join(chunks)) in {value for _, value in headers}
    # An unsigned certificate check is a 200, and runs nothing either.
    assert reply.status == 200 or 400 <= reply.status < 500, reply.status
    assert passed or inner.bodies == []


def answer(data: bytes) -> None:
    """Read any bytes as an answer of Octopush: it raises nothing, and says nothing that it cannot mean."""
    made = atheris.FuzzedDataProvider(data)
    said_type = made.PickValueInList(["application/json", "text/html", "", "text/plain; charset=latin1"])
    said = {"content-type": said_type, "retry-after": made.ConsumeUnicodeNoSurrogates(20), "date": ""}
    status = made.ConsumeIntInRange(100, 599)
    whole = json.dumps(_json(made)).encode() if made.ConsumeBool() else b""
    found = wire.read(status, said, whole + made.ConsumeBytes(made.remaining_bytes()))
    for call in Call:
        wire.complete(call, found.said)
    assert found.said.people is None or found.said.people >= 0
    assert found.said.cost is None or found.said.cost >= 0
    assert found.retry_after is None or found.retry_after >= 0


def text(data: bytes) -> None:
    """Turn any message into plain text: it ends, and what comes out has no markup's brackets that went in whole."""
    plain_from_slack(atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(500))


def settings(data: bytes) -> None:
    """Read any value of each setting: settings, or a ConfigError that names one and holds no secret."""
    made = atheris.FuzzedDataProvider(data)
    given = {
        "SLACK_BOT_TOKEN": "xoxb-very-secret",
        "SLACK_SIGNING_SECRET": "very-secret-too",
        "OCTOPUSH_API_LOGIN": "a@example.com",
        "OCTOPUSH_API_KEY": "very-secret-key",
        "APPROVERS": "U1",
    }
    names = [
        "APPROVERS",
        "HAND_OVER_LEAD",
        "DRIFT_TOLERANCE",
        "TIME_ZONE",
        "SLACK_API_URL",
        "PRICE_PER_SMS",
        "PORT",
    ]
    for _ in range(made.ConsumeIntInRange(1, 3)):
        given[made.PickValueInList(names)] = made.ConsumeUnicodeNoSurrogates(40)
    try:
        assert "very-secret" not in repr(read_settings(given))
    except ConfigError as exc:
        assert "very-secret" not in str(exc)  # noqa: PT017 - a fuzzer has no pytest


def body(data: bytes) -> None:
    """Read any UTF-8 as a form: it says what urllib's reading says, which is Bolt's."""
    words = atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(500)
    fields = dict(parse_qsl(words, keep_blank_values=True))
    if "payload" not in fields and not words.startswith("{"):
        assert payload_of(words.encode()) == fields


def _json(made: atheris.FuzzedDataProvider, depth: int = 5) -> Any:
    """Make JSON whose keys are those that are read."""
    match made.ConsumeIntInRange(0, 6 if depth else 4):
        case 0:
            return made.ConsumeUnicodeNoSurrogates(made.ConsumeIntInRange(0, 20))
        case 1:
            return made.PickValueInList([None, True, False, "", "null", "1e400", "2026-11-24T10:00:00"])
        case 2:
            return made.ConsumeInt(9)
        case 3:
            return made.ConsumeFloat()
        case 4:
            return made.PickValueInList(list(KEYS))
        case 5:
            return [_json(made, depth - 1) for _ in range(made.ConsumeIntInRange(0, 3))]
        case _:
            names = [made.PickValueInList(list(KEYS)) for _ in range(made.ConsumeIntInRange(0, 6))]
            return {name: _json(made, depth - 1) for name in names}


TARGETS = {one.__name__: one for one in (door, body, answer, text, settings)}


def main() -> int:
    """Run one target, or all in turn for their share of the time, each in a process of its own."""
    seconds = int(float(sys.argv[1]))
    if len(sys.argv) > 2:
        corpus = OUT / sys.argv[2]
        corpus.mkdir(parents=True, exist_ok=True)
        options = [
            f"-max_total_time={seconds}",
            "-max_len=4096",
            "-print_final_stats=1",
            f"-artifact_prefix={OUT}/",
        ]
        atheris.Setup([sys.argv[0], *options, str(corpus)], TARGETS[sys.argv[2]])
        atheris.Fuzz()
    broken = []
    for name in TARGETS:
        share = max(1, seconds // len(TARGETS))
        ended = subprocess.run([sys.executable, "-m", "tests.fuzz.guided", str(share), name], check=False)  # noqa: S603 - this file
        print(f"{name}: {'found nothing' if ended.returncode == 0 else f'BROKE, see {OUT}'}", flush=True)
        broken += [name] if ended.returncode else []
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
