from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.sandbox.slack.world import CAMPAIGNS
from tests.sandbox.slack.shapes import actions, button, field, modal, plain, section

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

CONFIRM = {
    "title": plain("Approve campaign 214?"),
    "text": plain("1,204 people get this SMS."),
    "confirm": plain("Approve"),
    "deny": plain("Not yet"),
}
HEADER = {"type": "header", "text": plain("SMS campaign 214")}
CARD = [HEADER, actions(button("approve", "Approve", value="214:1", confirm=CONFIRM))]


def form(channel: str) -> dict[str, Any]:
    """Make the form of a campaign."""
    return modal(
        field("audience", type="external_select", min_query_length=0),
        field("text", multiline=True, max_length=20),
        title="New SMS campaign",
        callback_id="campaign_form",
        private_metadata=channel,
        notify_on_close=True,
    )


def register(app: AsyncApp, told: list[Any]) -> None:
    """Give a Bolt app the shortest campaign there is; `told` gathers what Slack told it."""

    @app.command("/sms-campaign")
    async def command(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form(body["channel_id"]))

    @app.options("audience")
    async def audience(ack: Any, payload: dict[str, Any]) -> None:
        told.append(payload["view"]["state"]["values"])
        named = payload["value"]
        await ack(options=[{"text": plain(f"Use {named} as a list"), "value": f"list:{named}"}])

    @app.view("campaign_form")
    async def preview(ack: Any, view: dict[str, Any]) -> None:
        told.append(view["state"]["values"])
        if "STOP" not in view["state"]["values"]["text"]["text"]["value"]:
            await ack(response_action="errors", errors={"text": "Marketing ends with STOP."})
        else:
            shown = modal(section("Simulating..."), title="Preview", callback_id="campaign_preview")
            await ack(response_action="push", view=shown)

    @app.view_closed("campaign_form")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        told.append(body["is_cleared"])
        await ack()

    @app.view("campaign_preview")
    async def confirmed(ack: Any, client: Any) -> None:
        await ack(response_action="clear")
        await client.chat_postMessage(channel=CAMPAIGNS, text="Campaign 214", blocks=CARD)

    @app.action("approve")
    async def approve(ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
        await ack()
        told.append((body["user"]["id"], body["actions"][0]["value"]))
        at = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**at, text="Campaign 214 approved", blocks=[HEADER])
        await respond("Thank you.", replace_original=False)
