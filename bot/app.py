"""The one place that knows everything: settings → adapters → services → Slack app → one ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import aiohttp
import sqlalchemy as sa
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Mount, Route

from bot import logs
from bot.adapters import database, when
from bot.adapters.engine import Engine
from bot.adapters.marker import marker_of
from bot.adapters.moments import moments
from bot.adapters.octopush import OctopushClient
from bot.adapters.store import SqlStore
from bot.services.approvals import Approvals
from bot.services.delivery import Delivery
from bot.services.drafting import Drafting
from bot.services.ports import Clock, Kind
from bot.services.provenance import Provenance
from bot.settings import is_loopback
from bot.slack.app import Listeners, Tables, bolt
from bot.slack.cards import Cards
from bot.slack.compose import Compose
from bot.slack.connecting import identity, web_client
from bot.slack.directory import Defaults, SlackDirectory
from bot.slack.guard import Guard
from bot.slack.ids import Id
from bot.slack.living import Living, living
from bot.slack.opening import Opening
from bot.slack.review import Review
from bot.slack.tasks import Tasks
from bot.slack.telling import Teller
from bot.slack.witness import SlackWitness

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncEngine
    from starlette.responses import Response
    from starlette.types import ASGIApp, Receive, Scope, Send

    from bot.adapters.engine import Work
    from bot.settings import Settings

log = logs.get(__name__)

#: Seconds that what is at work may take when the process is asked to stop.
STOPPING = 10.0


def real_clock() -> datetime:
    """Tell the real instant, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Serving:
    """What the routes need of a running bot; empty until it has started."""

    slack: ASGIApp | None = None
    pool: AsyncEngine | None = None


def build(settings: Settings, *, clock: Clock = real_clock, tick: float = 1.0) -> Starlette:
    """Build the application; it starts and stops with its ASGI lifespan.

    Starting raises ConfigError where Slack does not take the token, or the database is not ready.
    """
    serving = Serving()

    async def slack(scope: Scope, receive: Receive, send: Send) -> None:
        if serving.slack is None:
            await PlainTextResponse("starting", status_code=503)(scope, receive, send)
        else:
            await serving.slack(scope, receive, send)

    async def ready(_request: Request) -> Response:
        unready = JSONResponse({"ready": False, "why": "database"}, status_code=503)
        if serving.pool is None:
            return unready
        try:
            async with serving.pool.connect() as connection:
                await connection.execute(sa.text("SELECT 1"))
        except (OSError, sa.exc.SQLAlchemyError):
            return unready
        return JSONResponse({"ready": True})

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with running(settings, serving, clock=clock, tick=tick):
            yield

    return Starlette(
        routes=[
            Route("/healthz", lambda _request: PlainTextResponse("ok")),
            Route("/readyz", ready),
            Mount("/", slack),
        ],
        lifespan=lifespan,
    )


@contextlib.asynccontextmanager
async def running(settings: Settings, serving: Serving, *, clock: Clock, tick: float) -> AsyncIterator[None]:
    """Run the bot: connect to everything, listen to Slack, do what is due; let go of it all in reverse."""
    async with contextlib.AsyncExitStack() as stack:
        await asyncio.to_thread(database.prepare, settings.database_url)
        pool = database.connect(settings.database_url)
        stack.push_async_callback(pool.dispose)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        here = is_loopback(urlsplit(settings.slack_api_url).hostname or "")
        connected = partial(web_client, settings.slack_api_url, session, loopback=here)
        client = connected(token=settings.slack_bot_token.get_secret_value())
        who = await identity(client)
        octopush = await stack.enter_async_context(
            OctopushClient(settings.octopush_api_login, settings.octopush_api_key, settings.octopush_api_url)
        )
        engine = Engine(settings.database_url, clock=clock, tick=tick)
        store = SqlStore(
            pool, clock=clock, enqueue=engine.enqueue, draw=engine.at_once, zone=settings.time_zone
        )
        tasks, worker = Tasks(), secrets.token_hex(8)
        defaults = Defaults(settings.time_zone)
        policy, teller = settings.policy, Teller(client)
        directory = SlackDirectory(
            client, approvers=policy.approvers, defaults=defaults, administrators=settings.administrators
        )
        directory.team = who.team
        delivery = Delivery(store, octopush, directory, clock, policy, worker)
        cards = Cards(
            store=store,
            client=client,
            clock=clock,
            policy=policy,
            worker=worker,
            house_zone=settings.time_zone,
            label=settings.label or "",
        )
        opening = Opening(
            store=store,
            directory=directory,
            client=client,
            teller=teller,
            tasks=tasks,
            clock=clock,
            defaults=defaults,
            house_channel=settings.campaign_channel,
            default_sender=settings.default_sender,
        )
        compose = Compose(
            drafting=Drafting(store, octopush, clock, policy, directory, both_names=settings.list_and_tag),
            store=store,
            directory=directory,
            moments=moments,
            client=client,
            tasks=tasks,
            clock=clock,
            approvals=policy.approvals_required > 0,
            both_names=settings.list_and_tag,
            price=settings.price_per_sms,
            seeds=settings.audiences,
            recipients_zone=settings.recipients_time_zone,
        )
        approvals = Approvals(store, directory, clock, policy)
        review = Review(approvals, store, opening, client)
        lived = living(
            store,
            store,
            client,
            directory,
            approvals,
            opening,
            zone=settings.time_zone,
            workspace=who.address,
            label=settings.label or "",
        )
        app = bolt(connected(token=None), token=client.token or "", bot_id=who.bot, bot_user=who.user)
        Listeners(tables(opening, compose, review, lived), tasks=tasks, teller=teller).register(app)
        if settings.slack_signing_secret:
            handler = AsyncSlackRequestHandler(app)
            serving.slack = Guard(_asgi(handler), secrets=settings.slack_signing_secret)
        serving.pool = pool
        stack.push_async_callback(tasks.close, patience=STOPPING)
        stack.callback(lived.front.close)
        work = {
            Kind.ACT: delivery.act,
            Kind.DRAW: lived.front.after(cards.draw),
            Kind.RELEASE: delivery.release,
            Kind.ANNOUNCE: lived.announcer.announce,
        }
        provenance = _provenance(settings, store, client, octopush, clock)
        checked = await stack.enter_async_context(provenance.watching())
        starting = asyncio.create_task(_start_engine(engine, store, work, checked), name="engine")
        stack.push_async_callback(_stop_engine, engine, starting)
        tasks.spawn(asyncio.to_thread(when.warm), name="warm_up")
        if settings.slack_app_token is not None:
            socket = AsyncSocketModeHandler(
                app, settings.slack_app_token.get_secret_value(), web_client=client
            )
            # Its client takes the environment's proxy for any address, as the other one would.
            socket.client.proxy = client.proxy
            await socket.connect_async()  # type: ignore[no-untyped-call] # Bolt leaves it without types.
            stack.push_async_callback(socket.close_async)
        log.info("serving", team=who.team, approvals=policy.approvals_required)
        if policy.approvals_required == 0:
            log.warning("no_approval_required", meaning="campaigns are sent as soon as they are confirmed")
        yield
        serving.slack = None


def tables(opening: Opening, compose: Compose, review: Review, lived: Living) -> Tables:
    """Say what is called for which id."""
    return Tables(
        commands={Id.COMMAND: lived.commands.command},
        shortcuts={Id.NEW: opening.shortcut, Id.FROM_MESSAGE: opening.shortcut},
        actions={
            Id.CONTINUE_DRAFT: opening.continue_draft,
            Id.MORE_OPTIONS: compose.more_options,
            Id.SIMULATE_AGAIN: compose.simulate_again,
            Id.COPY: review.copy,
            Id.EDIT: review.edit,
            Id.REJECT: review.reject,
            Id.NEW_CAMPAIGN: opening.fresh,
            Id.OPEN_THREAD: lived.front.thread_opened,
            Id.SHELF: lived.front.next_page,
            Id.HOME: lived.front.first_page,
            Id.WHICH: lived.commands.chosen,
        },
        decisions={
            Id.APPROVE: review.approve,
            Id.CANCEL: review.cancel,
            Id.SEND_NOW: review.send_now,
            Id.IT_WAS_SENT: review.it_was_sent,
            Id.IT_WAS_NOT_SENT: review.it_was_not_sent,
            Id.WHICH_TO_CANCEL: lived.commands.chosen_to_cancel,
        },
        events={"app_home_opened": lived.front.opened},
        options={
            Id.AUDIENCE: compose.suggest_audience,
            Id.AND_AUDIENCE: compose.suggest_audience,
            Id.SEND_AT: compose.suggest_moment,
        },
        submissions={
            Id.CAMPAIGN_FORM: compose.form_submitted,
            Id.CAMPAIGN_OPTIONS: compose.options_submitted,
            Id.CAMPAIGN_PREVIEW: compose.preview_submitted,
            Id.CAMPAIGN_REJECT: review.rejected,
        },
    )


def _asgi(handler: AsyncSlackRequestHandler) -> ASGIApp:
    """Make an ASGI application of Bolt's handler for Starlette."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        response = await handler.handle(Request(scope, receive))
        await response(scope, receive, send)

    return application


def _provenance(
    settings: Settings, store: SqlStore, client: AsyncWebClient, octopush: OctopushClient, clock: Clock
) -> Provenance:
    witness, marker = SlackWitness(client), marker_of(settings.database_url)
    return Provenance(store, marker, witness, octopush, clock, real_clock, settings.policy)


async def _start_engine(
    engine: Engine, store: SqlStore, work: Mapping[Kind, Work], checked: asyncio.Event
) -> None:
    """Let nothing be handed over before it is known where the database comes from."""
    await checked.wait()
    await engine.start(due=store.due, work=work)


async def _stop_engine(engine: Engine, starting: asyncio.Task[None]) -> None:
    await asyncio.wait([starting])
    if starting.exception() is not None:
        log.error("engine_not_started", reference=logs.reference(), exc_info=starting.exception())
    await engine.stop(patience=STOPPING)
