"""The remedies on the preview: each changes the draft, then the form below and the preview are drawn anew.

Nothing typed is lost: what changes is what was pressed. A click on a preview that was redrawn meanwhile changes nothing, since
whoever clicked sees the newer one already.
"""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import logs
from bot.domain.cheaper import best
from bot.domain.settling import Kept
from bot.errors import UserError
from bot.services.fields import read_moment
from bot.services.remedies import Remedy
from bot.slack.api_errors import error_of
from bot.slack.compose import PATIENCE, drafter
from bot.slack.ids import Id
from bot.slack.opening import choices_of
from bot.slack.payloads import FormMemory, PreviewMemory
from bot.slack.views.cheaper import cheaper_text
from bot.slack.views.dates import Locale
from bot.slack.views.form import form, moment_form
from bot.slack.views.preview import broken, simulating
from bot.slack.views.words import sentence

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from bot.slack.compose import Compose
    from bot.slack.payloads import BlockActions, View, ViewSubmission

log = logs.get(__name__)

#: What each button mends, and what each keeps knowingly.
REMEDIES: Mapping[str, Remedy] = MappingProxyType(
    {
        Id.USE_FIELD: Remedy.FIELD,
        Id.ADD_STOP: Remedy.STOP,
        Id.TAKE_FIRST_MOMENT: Remedy.MOMENT,
        Id.TAKE_SECOND_MOMENT: Remedy.MOMENT,
        Id.REMOVE_HIDDEN: Remedy.VISIBLE,
        Id.AS_MARKETING: Remedy.MARKETING,
        Id.AS_WRITTEN: Remedy.AS_WRITTEN,
    }
)
KEEPS: Mapping[str, Kept] = MappingProxyType(
    {Id.KEEP_BRACES: Kept.BRACES, Id.KEEP_HIDDEN: Kept.HIDDEN, Id.SEND_AGAIN: Kept.AGAIN}
)


@dataclass(frozen=True, slots=True)
class Settling:
    """Handles what is pressed on a preview that has something to settle, or to save."""

    compose: Compose

    @property
    def actions(self) -> Mapping[str, Callable[[BlockActions], Awaitable[None]]]:
        """What is called for which button."""
        return {
            **dict.fromkeys(REMEDIES, self.mend),
            **dict.fromkeys(KEEPS, self.keep),
            Id.SEE_CHEAPER: self.see_cheaper,
            Id.ANOTHER_MOMENT: self.another_moment,
        }

    async def mend(self, pressed: BlockActions) -> None:
        """Apply the remedy of the button."""
        button = pressed.actions[0]
        if (view := pressed.view) is not None and (memory := await self._taken(view)) is not None:
            remedy = REMEDIES[button.action_id]
            await self._mended(
                pressed.user.id, view.id, view.root_view_id, memory, remedy, button.value or ""
            )

    async def keep(self, pressed: BlockActions) -> None:
        """Remember on this preview what the person keeps knowingly, and go on."""
        if (view := pressed.view) is not None and (memory := await self._taken(view)) is not None:
            kept = {*memory.kept, KEEPS[pressed.actions[0].action_id]}
            memory = memory.model_copy(update={"kept": tuple(sorted(kept))})
            await self.compose.show(pressed.user.id, memory, view_id=view.id)

    async def see_cheaper(self, pressed: BlockActions) -> None:
        """Show the cheaper text on top of the preview; raises UserError where the draft is another one by now."""
        if pressed.view is not None:
            memory = PreviewMemory.model_validate_json(pressed.view.private_metadata)
            brief = await self.compose.drafting.drafted(drafter(pressed.user.id, memory), memory.digest)
            view = cheaper_text(memory, best(brief.text))
            await self.compose.client.views_push(trigger_id=pressed.trigger_id, view=view)

    async def another_moment(self, pressed: BlockActions) -> None:
        """Ask for another moment on top of the preview, in the person's own words."""
        if pressed.view is not None:
            memory = PreviewMemory.model_validate_json(pressed.view.private_metadata)
            await self.compose.client.views_push(trigger_id=pressed.trigger_id, view=moment_form(memory))

    async def take_cheaper(self, submitted: ViewSubmission) -> dict[str, Any]:
        """Take the cheaper text: its view closes, and the preview below is drawn anew."""
        await self._take(submitted, Remedy.CHEAPER, "")
        return {}

    async def take_moment(self, submitted: ViewSubmission) -> dict[str, Any]:
        """Take the moment that was picked; words that mean none are told under the field."""
        view = submitted.view
        value = view.fields.get(Id.SEND_AT)
        picked = value if isinstance(value, str) else None
        try:
            read_moment(picked)
        except UserError as exc:
            memory = PreviewMemory.model_validate_json(view.private_metadata)
            words = sentence(exc.problem, Locale(memory.locale, memory.zone))
            block = view.block_of(Id.SEND_AT) or Id.SEND_AT
            return {"response_action": "errors", "errors": {block: words}}
        await self._take(submitted, Remedy.MOMENT, picked or "")
        return {}

    async def _take(self, submitted: ViewSubmission, remedy: Remedy, value: str) -> None:
        """Apply the remedy of a view that closes, to the preview below it."""
        view = submitted.view
        memory = PreviewMemory.model_validate_json(view.private_metadata)
        if view.previous_view_id is not None:
            await self._wait_there(view.previous_view_id, memory)
            work = self._mended(
                submitted.user.id, view.previous_view_id, view.root_view_id, memory, remedy, value
            )
            self.compose.tasks.spawn(work, name="remedy")

    async def _taken(self, view: View) -> PreviewMemory | None:
        """Take the preview that was clicked on; None where it has been redrawn since."""
        memory = PreviewMemory.model_validate_json(view.private_metadata)
        external_id = view.external_id or f"preview-{secrets.token_hex(8)}"
        try:
            waiting = simulating(memory, external_id)
            await self.compose.client.views_update(view_id=view.id, hash=view.hash, view=waiting)
        except SlackApiError as exc:
            if error_of(exc) not in ("hash_conflict", "not_found"):
                raise
            log.info("remedy_of_an_older_preview", error=error_of(exc))
            return None
        return memory

    async def _wait_there(self, view_id: str, memory: PreviewMemory) -> None:
        """Let a preview that is about to be redrawn say so, before anybody can confirm what it showed."""
        waiting = simulating(memory, f"preview-{secrets.token_hex(8)}")
        try:
            async with asyncio.timeout(PATIENCE):
                await self.compose.client.views_update(view_id=view_id, view=waiting)
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            # What it shows could not be confirmed any more: the draft is another one.
            log.info("preview_not_waiting", error=type(exc).__name__)

    async def _mended(
        self, user: str, view_id: str, root: str | None, memory: PreviewMemory, remedy: Remedy, value: str
    ) -> None:
        client, locale = self.compose.client, Locale(memory.locale, memory.zone)
        try:
            mended = await self.compose.drafting.mend(drafter(user, memory), memory.digest, remedy, value)
        except UserError as exc:
            await client.views_update(
                view_id=view_id, view=broken(memory, sentence(exc.problem, locale), again=False)
            )
            return
        memory = memory.model_copy(update={"edition": memory.edition + 1})
        await self._redraw_form(root, memory, mended.fields)
        brief, problems = mended.composed.brief, mended.composed.problems
        if brief is None or problems:
            # A remedy can make a text too long; the form below holds it, to be shortened by hand.
            words = sentence(problems[0], locale) if problems else ""
            await client.views_update(view_id=view_id, view=broken(memory, words, again=False))
            return
        memory = memory.model_copy(update={"digest": brief.digest})
        await self.compose.show(user, memory, view_id=view_id)

    async def _redraw_form(
        self, root: str | None, memory: PreviewMemory, fields: Mapping[str, str | bool | None]
    ) -> None:
        """Show the form below with what it holds now: under new block ids, since Slack keeps what was typed under the old ones."""
        below = FormMemory(
            nonce=memory.nonce,
            zone=memory.zone,
            locale=memory.locale,
            channel=None if memory.asks_channel else memory.channel,
            here=memory.here,
            edits=memory.edits,
            choices=choices_of(fields, None),
            edition=memory.edition,
        )
        values = {name: value for name, value in fields.items() if isinstance(value, str)}
        try:
            await self.compose.client.views_update(view_id=root, view=form(below, values))
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as exc:
            # The draft holds the change, and so does the preview; only Back would show what was typed before it.
            log.warning("form_not_redrawn", error=type(exc).__name__)
