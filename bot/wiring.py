"""Puts the running bot together: everything is made once, handed what it needs, and let go of in reverse."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import aiohttp

from bot import logs
from bot.adapters import database
from bot.adapters.engine import Engine
from bot.adapters.marker import marker_of
from bot.adapters.moments import moments, warm
from bot.adapters.octopush import OctopushClient
from bot.adapters.store import SqlStore
from bot.purge import retention_of
from bot.services.approvals import Approvals
from bot.services.counting import Counting
from bot.services.delivery import Delivery
from bot.services.drafting import Drafting
from bot.services.jobs import Kind
from bot.services.keeping import keep
from bot.services.outage import Breaker, Prober
from bot.services.provenance import Provenance
from bot.services.trials import Trials
from bot.slack.ack_path import asgi, bolt
from bot.slack.answers import tables
from bot.slack.app import Listeners
from bot.slack.cards import Cards
from bot.slack.compose import Compose
from bot.slack.connecting import as_json, identity, web_client
from bot.slack.directory import Defaults, SlackDirectory
from bot.slack.guard import Guard
from bot.slack.happenings import Happenings, token_taken
from bot.slack.limits import Limits
from bot.slack.living import Living, living
from bot.slack.notices import Notices
from bot.slack.opening import Opening
from bot.slack.review import Review
from bot.slack.tasks import Tasks
from bot.slack.telling import Teller
from bot.slack.witness import SlackWitness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
    from slack_bolt.async_app import AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from bot.adapters.engine import Work
    from bot.care import Serving
    from bot.domain.policy import Policy
    from bot.services.gateway import Octopush
    from bot.services.ports import Clock
    from bot.settings import Settings
    from bot.slack.app import Tables

log = logs.get(__name__)

#: Seconds that what is at work may take when the process is asked to stop.
STOPPING = 10.0


@dataclass(frozen=True, slots=True)
class _Parts:
    """What nearly everything needs."""

    settings: Settings
    clock: Clock
    policy: Policy
    store: SqlStore
    #: The account at Octopush behind its circuit breaker, and without it.
    octopush: Octopush
    account: Octopush
    client: AsyncWebClient
    directory: SlackDirectory
    tasks: Tasks
    teller: Teller
    #: When Slack took the token, and the workspace's address.
    taken_at: datetime
    workspace: str


@contextlib.asynccontextmanager
async def running(
    settings: Settings, serving: Serving, *, clock: Clock, real_clock: Clock, tick: float
) -> AsyncIterator[None]:
    """Run the bot: connect to everything, listen to Slack, do what is due; let go of it all in reverse.

    Raises ConfigError where Slack does not take the token, or the database is not ready. `tick` is in seconds.
    """
    async with contextlib.AsyncExitStack() as stack:
        await asyncio.to_thread(database.prepare, settings.database_url)
        pool = database.connect(settings.database_url)
        stack.push_async_callback(pool.dispose)
        session = await stack.enter_async_context(aiohttp.ClientSession(json_serialize=as_json))
        connected = partial(web_client, settings.slack_api_url, session, loopback=settings.slack_is_here)
        client = connected(token=settings.slack_bot_token.get_secret_value())
        who = await identity(client)
        taken_at = clock()
        account = await stack.enter_async_context(
            OctopushClient(
                settings.octopush_api_login,
                settings.octopush_api_key,
                settings.octopush_api_url,
                observe=serving.metrics.called,
            )
        )
        engine = Engine(settings.database_url, clock=clock, tick=tick, poll=min(0.2, tick / 2))
        store = SqlStore(
            pool, clock=clock, enqueue=engine.enqueue, draw=engine.at_once, zone=settings.time_zone
        )
        await token_taken(store)
        parts = _Parts(
            settings,
            clock,
            settings.policy_from(clock()),
            store,
            Breaker(account, store, clock),
            account,
            client,
            _directory(settings, client, team=who.team),
            Tasks(),
            Teller(client),
            taken_at,
            who.address,
        )
        answers, lived = _answers(parts)
        limits = Limits(person=settings.person_rate, workspace=settings.workspace_rate)
        listeners = Listeners(answers, tasks=parts.tasks, teller=parts.teller, limits=limits)
        app = bolt(
            connected(token=None),
            listeners.by_kind,
            token=client.token or "",
            bot_id=who.bot,
            bot_user=who.user,
        )
        if settings.slack_signing_secret:
            serving.slack = Guard(
                asgi(app), secrets=settings.slack_signing_secret, full=lambda: parts.tasks.full
            )
        await serving.begin(stack, settings, pool=pool, engine=engine, store=store)
        keeping = asyncio.create_task(keep(store, retention_of(settings), clock), name="keeping")
        stack.callback(keeping.cancel)
        stack.push_async_callback(parts.tasks.close, patience=STOPPING)
        stack.callback(lived.front.close)
        provenance = Provenance(
            store,
            marker_of(settings.database_url),
            SlackWitness(client),
            parts.octopush,
            clock,
            real_clock,
            parts.policy,
        )
        checked = await stack.enter_async_context(provenance.watching())
        starting = asyncio.create_task(
            _start_engine(engine, store, _work(parts, lived), checked, tick=tick), name="engine"
        )
        stack.push_async_callback(_stop_engine, engine, starting)
        parts.tasks.spawn(asyncio.to_thread(warm), name="warm_up")
        if settings.slack_app_token is not None:
            socket = await _connect_socket(app, settings.slack_app_token.get_secret_value(), client)
            stack.push_async_callback(socket.close_async)
        log.info("serving", team=who.team, approvals=parts.policy.approvals_required)
        if parts.policy.approvals_required == 0:
            log.warning("no_approval_required", meaning="campaigns are sent as soon as they are confirmed")
        elif parts.policy.risk.alerts.approvals == 0:
            log.warning("no_approval_required", meaning="alerts are sent as soon as they are confirmed")
        yield
        serving.stopping, serving.slack, serving.callbacks = True, None, None


def _directory(settings: Settings, client: AsyncWebClient, *, team: str) -> SlackDirectory:
    directory = SlackDirectory(
        client,
        defaults=Defaults(settings.time_zone, away=frozenset(settings.away_status)),
        administrators=settings.administrators,
    )
    directory.team = team
    return directory


def _answers(parts: _Parts) -> tuple[Tables, Living]:
    """Make what answers Slack."""
    settings, store, clock, policy = parts.settings, parts.store, parts.clock, parts.policy
    opening = Opening(
        store=store,
        directory=parts.directory,
        client=parts.client,
        teller=parts.teller,
        tasks=parts.tasks,
        clock=clock,
        defaults=Defaults(settings.time_zone, away=frozenset(settings.away_status)),
        house_channel=settings.campaign_channel,
        default_sender=settings.default_sender,
        policy=policy,
    )
    compose = Compose(
        drafting=Drafting(
            store, parts.octopush, clock, policy, parts.directory, both_names=settings.list_and_tag
        ),
        store=store,
        directory=parts.directory,
        moments=moments,
        client=parts.client,
        tasks=parts.tasks,
        clock=clock,
        both_names=settings.list_and_tag,
        price=settings.price_per_sms,
        seeds=settings.audiences,
        recipients_zone=settings.recipients_time_zone,
    )
    approvals = Approvals(store, parts.directory, clock, policy, store)
    trials = Trials(
        store, parts.octopush, parts.directory, clock, settings.test_phones, settings.tests_per_day, policy
    )
    review = Review(approvals, store, opening, parts.client, trials, parts.workspace)
    lived = living(
        store,
        store,
        parts.client,
        parts.directory,
        approvals,
        opening,
        zone=settings.time_zone,
        workspace=parts.workspace,
        label=settings.label or "",
    )
    happenings = Happenings(store, parts.client, parts.taken_at)
    return tables(opening, compose, review, lived, happenings), lived


def _work(parts: _Parts, lived: Living) -> Mapping[Kind, Work]:
    """Make what does the jobs."""
    settings, store, clock, policy = parts.settings, parts.store, parts.clock, parts.policy
    worker = secrets.token_hex(8)
    delivery = Delivery(store, parts.octopush, parts.directory, clock, policy, worker)
    cards = Cards(
        store=store,
        directory=parts.directory,
        client=parts.client,
        clock=clock,
        policy=policy,
        worker=worker,
        house_zone=settings.time_zone,
        test_phones=len(settings.test_phones),
        label=settings.label or "",
    )
    notices = Notices(
        outages=store,
        client=parts.client,
        clock=clock,
        policy=policy,
        house_zone=settings.time_zone,
        label=settings.label or "",
    )
    return {
        Kind.ACT: delivery.act,
        Kind.RELEASE: delivery.release,
        Kind.PROBE: Prober(parts.account, store, clock).probe,
        Kind.COUNT: Counting(store, store, clock, policy).count,
        Kind.DRAW: lived.front.after(cards.draw),
        Kind.NOTICE: notices.draw,
        Kind.ANNOUNCE: lived.announcer.announce,
    }


async def _connect_socket(app: AsyncApp, token: str, client: AsyncWebClient) -> AsyncSocketModeHandler:
    from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler  # noqa: PLC0415 - most are called by HTTP

    socket = AsyncSocketModeHandler(app, token, web_client=client)
    # Its client takes the environment's proxy for any address, as the other one would.
    socket.client.proxy = client.proxy
    await socket.connect_async()  # type: ignore[no-untyped-call] # Bolt leaves it without types.
    return socket


async def _start_engine(
    engine: Engine, store: SqlStore, work: Mapping[Kind, Work], checked: asyncio.Event, *, tick: float
) -> None:
    """Let nothing be handed over before it is known where the database comes from."""
    # Its import takes longer than all else, and would stand in the way of the first acknowledgements.
    await asyncio.sleep(tick)
    await checked.wait()
    await engine.start(due=store.due, work=work)


async def _stop_engine(engine: Engine, starting: asyncio.Task[None]) -> None:
    await asyncio.wait([starting])
    if starting.exception() is not None:
        log.error("engine_not_started", reference=logs.reference(), exc_info=starting.exception())
    await engine.stop(patience=STOPPING)
