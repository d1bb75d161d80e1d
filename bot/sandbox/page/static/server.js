// The way to the local Slack: its control routes, and the line that says when something is new.

/** What a control route refused, as a sentence. */
export class Refused extends Error {}

/** Ask a control route; without a body it is a GET. */
export async function ask(path, body) {
  let answer;
  try {
    answer = await fetch(`/_control/${path}`, body === undefined ? {} : sending(body));
  } catch {
    throw new Refused("The sandbox does not answer. Is it still running?");
  }
  if (answer.status === 204) return null;
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(found.error ?? `The sandbox answered ${answer.status}.`);
  return found;
}

function sending(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

/** Do something as a person; gives `{status, ms, error}`, with `error` in the words Slack shows. */
export function act(user, deed, body) {
  return ask(`people/${user}/${deed}`, body);
}

/** Call `changed` with each new revision, and `lost` with whether the line is cut; it is tried again until it holds. */
export function watch(changed, lost) {
  let wait = 250;
  const open = () => {
    const line = new WebSocket(`${location.origin.replace(/^http/, "ws")}/_control/watch`);
    line.addEventListener("message", ({ data }) => {
      wait = 250;
      lost(false);
      changed(Number(data));
    });
    line.addEventListener("close", () => {
      lost(true);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 4000);
    });
  };
  open();
}
