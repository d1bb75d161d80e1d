// Things to try, each with a button that sets it up. They change the two servers, never the bot.

import { h } from "./dom.js";
import { ask } from "./server.js";

const TRIES = [
  {
    title: "Send an SMS campaign",
    words: "Type /sms-campaign in #campaigns, choose VIP customers and “tomorrow 6pm”, then Preview and Ask for approval.",
  },
  {
    title: "Approve it as somebody else",
    words: "Act as Karim at the top, open the thread under the card, and approve. Claire cannot approve her own campaign; Tom may not.",
  },
  {
    title: "Watch tomorrow come",
    words: "Move the clock, at the top, to 5 minutes before the moment: the bot looks again and hands the campaign over.",
  },
  {
    title: "Octopush does its work and its answer gets lost",
    words: "The bot must not send twice: it says that it does not know, and asks a person.",
    button: "Lose the answer to the next send",
    run: () => fault({ route: "sms-campaign-on-*/send", kind: "lost", times: 1 }),
  },
  {
    title: "Octopush is down",
    words: "Approve campaigns for the coming half hours, take Octopush down, and move the clock to the first one, then 5 minutes on: one line in #campaigns names the outage and who waits. What is not sent in time is asked about in its thread; take all faults away, and the rest goes on by itself.",
    button: "Take Octopush down",
    run: () => fault({ route: "*", kind: "down", times: null }),
  },
  {
    title: "The list grows after the approval",
    words: "Approve a campaign for VIP customers, let people join the list, then move the clock to its moment: it is not sent, the difference is shown, and it is asked about again.",
    button: "Let 181 people join VIP customers",
    run: async () => {
      await ask("world/users/U0CLAIRE1", { status_emoji: "" });
      await ask("octopush/switches", { counts_again: true });
      await ask("octopush/people", { list_name: "VIP customers", more: 181 });
    },
  },
  {
    title: "An alert takes the waiting place",
    words: "Octopush may take one waiting campaign at a time. Leave marketing unapproved, then ask for an alert “as soon as approved”: it takes the place, and both threads say so.",
    button: "Take one at a time",
    run: () => ask("octopush/switches", { waiting_at_once: 1 }),
  },
  {
    title: "Slack delivers everything twice",
    words: "Confirm and approve: there is one card, one ticket, one vote.",
    button: "Deliver twice",
    run: () => ask("switches", { duplicate_deliveries: true }),
  },
  {
    title: "The channel is archived",
    words: "Leave a campaign unapproved: its card moves to Claire's messages with the bot, and the request to Karim's and Nadia's.",
    button: "Archive #campaigns",
    run: () => ask("world/channels/C0CAMPAI1", { is_archived: true, tell: true }),
  },
  {
    title: "Claire is on holiday",
    words: "Her status says so, so that anybody else may change or cancel her campaigns: act as Tom and press Edit in a thread. Whoever does answers for it from then on, and both are told.",
    button: "Send Claire on holiday",
    run: () => ask("world/users/U0CLAIRE1", { status_emoji: ":palm_tree:" }),
  },
  {
    title: "The app is uninstalled",
    words: "Nothing is handed over any more, since nobody could stop it. It ends when the bot starts with a token that Slack takes: start the sandbox again.",
    button: "Uninstall the app",
    run: () => ask("events", { type: "app_uninstalled" }),
  },
  {
    title: "All is well again",
    words: "Takes away every fault on both sides; what happened stays.",
    button: "Take all faults away",
    run: async () => {
      const calm = { duplicate_deliveries: false, lose_acks: 0, hold_deliveries: 0, api_down: false, delays: {}, rate_limited: {}, lose_responses: {}, drop_requests: {}, fail_with: {}, delivery_seconds: 3, trigger_seconds: 3 };
      await ask("switches", calm);
      await ask("octopush/faults", []);
      await ask("octopush/switches", { counts_again: false, waiting_at_once: null });
      await ask("world/channels/C0CAMPAI1", { is_archived: false, tell: true });
    },
  },
];

/** Make the list. */
export function tries({ say }) {
  const node = h("ol", { class: "tries" }, TRIES.map((one) => item(one, say)));
  return { node, render: () => null };
}

function item({ title, words, button, run }, say) {
  const done = h("span", { class: "done", role: "status" });
  const go = async () => {
    try {
      await run();
      done.textContent = " ✓ Set";
      setTimeout(() => (done.textContent = ""), 4000);
    } catch (no) {
      say(no.message);
    }
  };
  return h(
    "li",
    {},
    h("h3", {}, title),
    h("p", {}, words),
    button ? h("p", {}, h("button", { type: "button", class: "button small", onclick: go }, button), done) : null,
  );
}

async function fault(one) {
  const { switches } = await ask("octopush/state");
  await ask("octopush/faults", [...switches.faults, { seconds: 1, ...one }]);
}
