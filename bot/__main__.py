"""`python -m bot`: serve, sandbox, doctor, audit, migrate, manifest, pause, resume."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot import logs
from bot.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.services.pausing import Halting

#: Where the sandbox listens: the page, the local Octopush, the bot.
SANDBOX_PORTS = (8600, 8601, 8602)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return the process's exit status."""
    arguments = _parser().parse_args(argv)
    try:
        status: int = arguments.run(arguments)
    except ConfigError as exc:
        print(exc, file=sys.stderr)  # noqa: T201 - whoever starts the bot reads the terminal
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the bot, from the settings in the environment")
    serve.set_defaults(run=_serve)

    sandbox = commands.add_parser("sandbox", help="try the bot against a local Slack and a local Octopush")
    sandbox.add_argument("--play", action="store_true", help="play the story in the terminal, then end")
    sandbox.add_argument("--socket", action="store_true", help="let the bot use Socket Mode")
    sandbox.add_argument(
        "--approvals", type=int, default=1, choices=(0, 1, 2), help="how many must approve (default 1)"
    )
    audience = sandbox.add_mutually_exclusive_group()
    audience.add_argument("--list", metavar="NAME", help="with --play: the contacts list to send to")
    audience.add_argument("--tag", metavar="NAME", help="with --play: the tag to send to")
    sandbox.add_argument(
        "--text", default="Hello {first_name}, doors open at 9. STOP au XXXXX", help="with --play"
    )
    sandbox.add_argument(
        "--purpose",
        choices=("marketing", "alert"),
        help="with --play: marketing needs a STOP line, so a text without one is an alert unless you say otherwise",
    )
    sandbox.add_argument(
        "--when", default="tomorrow 9am", help="with --play: when, in plain words; quiet hours are off for it"
    )
    sandbox.add_argument("--verbose", action="store_true", help="show the bot's log")
    sandbox.set_defaults(run=_sandbox)

    doctor = commands.add_parser("doctor", help="look at everything the bot needs, and say what to do")
    doctor.add_argument(
        "--set-callbacks", action="store_true", help="give Octopush the bot's addresses first"
    )
    doctor.set_defaults(run=_doctor)

    audit = commands.add_parser("audit", help="take a campaign's record out of the database, or check one")
    kinds = audit.add_subparsers(required=True, metavar="export|verify")
    taken = kinds.add_parser("export", help="print the record of a campaign as JSON")
    which = taken.add_mutually_exclusive_group(required=True)
    which.add_argument("--ticket", metavar="sms_…", help="by one of its ticket numbers")
    which.add_argument("--campaign", metavar="N", type=int, help="by its number")
    taken.set_defaults(run=_export)
    checked = kinds.add_parser("verify", help="check a record, and name what was changed in it")
    checked.add_argument(
        "file", nargs="?", default="-", help="the record; without one it is read from the input"
    )
    checked.add_argument("--head", metavar="HEX", help="what the campaign's thread shows at its end")
    checked.set_defaults(run=_verify)

    migrate = commands.add_parser("migrate", help="bring the database's tables up to this version")
    migrate.set_defaults(run=_migrate)

    purge = commands.add_parser("purge", help="let go now what is older than it is kept (KEEP_…)")
    purge.add_argument("--dry-run", action="store_true", help="only say what would go")
    purge.set_defaults(run=_purge)

    pause = commands.add_parser("pause", help="hand nothing over to Octopush any more, on any process")
    pause.set_defaults(run=_pause)
    resume = commands.add_parser("resume", help="go on after a pause, or after a database was restored")
    resume.set_defaults(run=_resume)

    manifest = commands.add_parser("manifest", help="print the app manifest for Slack")
    manifest.add_argument("--url", metavar="https://…", help="the bot's public address")
    manifest.add_argument("--json", action="store_true", help="as JSON, for Slack's command line")
    manifest.add_argument("--socket", action="store_true", help="for Socket Mode: no address needed")
    manifest.set_defaults(run=_manifest)
    return parser


def _serve(_arguments: argparse.Namespace) -> int:
    # Loading makes much and lets go of nothing: collections meanwhile are a fifth of the cold start.
    gc.disable()
    from bot import care  # noqa: PLC0415 - the other commands start without it
    from bot.app import build  # noqa: PLC0415 - as above
    from bot.settings import read  # noqa: PLC0415 - as above

    settings = read(os.environ)
    # The engine has threads: with Python's 5 ms, an acknowledgement that waits for its turn is late by as much.
    sys.setswitchinterval(0.0005)
    logs.configure(level=settings.log_level, json=settings.log_json)
    application = build(settings)
    # What is loaded by now is there for good: no collection needs to walk it during an acknowledgement.
    gc.freeze()
    gc.enable()
    care.serve(application, settings)
    return 0


def _doctor(arguments: argparse.Namespace) -> int:
    from bot.doctor import run  # noqa: PLC0415 - the other commands start without it
    from bot.settings import read  # noqa: PLC0415 - as above

    return run(read(os.environ), set_callbacks=arguments.set_callbacks, say=print)


def _export(arguments: argparse.Namespace) -> int:
    from bot.audit import export  # noqa: PLC0415 - the other commands start without it
    from bot.errors import NotFound  # noqa: PLC0415 - as above
    from bot.settings import read_database_url  # noqa: PLC0415 - as above

    try:
        record = export(read_database_url(os.environ), campaign=arguments.campaign, ticket=arguments.ticket)
    except NotFound as exc:
        print(exc, file=sys.stderr)  # noqa: T201 - whoever asked reads the terminal
        return 1
    sys.stdout.write(record)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from bot.audit import verify  # noqa: PLC0415 - the other commands start without it

    text = sys.stdin.read() if arguments.file == "-" else Path(arguments.file).read_text("utf-8")
    return verify(text, head=arguments.head, say=print)


def _migrate(_arguments: argparse.Namespace) -> int:
    from bot.adapters.database import migrate  # noqa: PLC0415 - the other commands start without it
    from bot.settings import read_database_url  # noqa: PLC0415 - as above

    logs.configure()
    migrate(read_database_url(os.environ))
    return 0


def _purge(arguments: argparse.Namespace) -> int:
    from bot.purge import run  # noqa: PLC0415 - the other commands start without it
    from bot.settings import read  # noqa: PLC0415 - as above

    logs.configure(level="ERROR")
    return run(read(os.environ), dry=arguments.dry_run, say=print)


def _pause(_arguments: argparse.Namespace) -> int:
    from bot.services.pausing import pause  # noqa: PLC0415 - the other commands start without it

    new = asyncio.run(_on_store(pause))
    print("Paused: nothing is handed over to Octopush." if new else "It was paused already.")  # noqa: T201 - whoever typed it reads the terminal
    return 0


def _resume(_arguments: argparse.Namespace) -> int:
    from bot.services.pausing import resume  # noqa: PLC0415 - as above

    new = asyncio.run(_on_store(resume))
    print("Sending goes on." if new else "It was not paused.")  # noqa: T201 - as above
    return 0


async def _on_store(act: Callable[[Halting], Awaitable[bool]]) -> bool:
    """Act on the store alone; a bot that serves it sees the row, and tells the channels."""
    from bot.adapters import database  # noqa: PLC0415 - as above
    from bot.adapters.store import SqlStore  # noqa: PLC0415 - as above
    from bot.settings import read_database_url  # noqa: PLC0415 - as above

    logs.configure(level="ERROR")
    url = read_database_url(os.environ)
    await asyncio.to_thread(database.check_migrated, url)
    pool = database.connect(url)
    try:
        return await act(SqlStore(pool, clock=lambda: datetime.now(UTC), enqueue=lambda *_: None))
    finally:
        await pool.dispose()


def _manifest(arguments: argparse.Namespace) -> int:
    from bot.manifest import render, to_json, to_yaml  # noqa: PLC0415 - the other commands start without it

    filled = render(arguments.url, socket=arguments.socket)
    print(to_json(filled) if arguments.json else to_yaml(filled))  # noqa: T201 - it is what the command is for
    return 0


def _sandbox(arguments: argparse.Namespace) -> int:
    logs.configure(level="INFO" if arguments.verbose else "ERROR")
    return asyncio.run(_play(arguments) if arguments.play else _try(arguments))


async def _play(arguments: argparse.Namespace) -> int:
    from bot.sandbox.play import Story, play  # noqa: PLC0415 - `serve` starts without it
    from bot.trying import sandbox  # noqa: PLC0415 - as above

    story = Story(
        audience=f"tag:{arguments.tag}" if arguments.tag else f"list:{arguments.list or 'VIP customers'}",
        text=arguments.text,
        when=arguments.when,
        purpose=arguments.purpose or ("marketing" if "STOP" in arguments.text else "alert"),
        approvals=arguments.approvals,
    )
    # The moment is played as it was said, be it on a Sunday.
    async with sandbox(
        socket=arguments.socket, APPROVALS_REQUIRED=str(arguments.approvals), QUIET_HOURS="off"
    ) as running:
        return await play(story, running.slack_url, running.octopush, running.clock)


async def _try(arguments: argparse.Namespace) -> int:
    from bot.trying import Ports, sandbox  # noqa: PLC0415 - `serve` starts without it

    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stopped.set)
    try:
        async with sandbox(
            socket=arguments.socket,
            ports=Ports(*SANDBOX_PORTS),
            APPROVALS_REQUIRED=str(arguments.approvals),
        ) as running:
            print(  # noqa: T201 - whoever started it reads the terminal
                "The sandbox is running; nothing here reaches a real Slack or a real phone.\n\n"
                f"  Open {running.slack_url}/\n\n"
                f"  local Octopush {running.octopush_url} · bot {running.bot_url} · Ctrl-C ends it",
                flush=True,
            )
            await stopped.wait()
    except OSError as exc:
        print(f"A port of {SANDBOX_PORTS} is taken ({exc.strerror}). Is a sandbox running?", file=sys.stderr)  # noqa: T201 - as above
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
