// The one copy of what the server holds for whom the page acts as. It is fetched again whenever the server says that
// something is new, and after each act; nothing is shown that did not come from there.

import { act as askAct, ask, Refused, watch } from "./server.js";
import { Seen } from "./seen.js";

export class Store {
  /** `drawn(seen)` shows a state, `failed(words)` says what went wrong, `lost(is)` whether the line is cut. */
  constructor({ drawn, failed, lost }) {
    Object.assign(this, { drawn, failed, lost, app: null, seen: null, me: null });
    this.acts = 0;
    this.fetching = null;
    this.again = false;
  }

  /** Start to follow the server, as somebody. */
  async start(me) {
    this.me = me;
    this.app = await ask("app");
    watch(() => this.refresh(), this.lost);
    await this.refresh();
  }

  /** Become somebody else. */
  become(me) {
    this.me = me;
    return this.refresh();
  }

  /** Fetch the state and show it. */
  refresh() {
    if (this.fetching) this.again = true;
    else {
      this.fetching = this.fetch().finally(() => {
        this.fetching = null;
      });
    }
    return this.fetching;
  }

  async fetch() {
    do {
      this.again = false;
      const [acts, me] = [this.acts, this.me];
      let snapshot;
      try {
        snapshot = await ask(`state?user=${encodeURIComponent(me)}`);
      } catch (no) {
        this.failed(no.message);
        return;
      }
      // An act that ended meanwhile makes this older than what the person has seen already.
      if (acts !== this.acts || me !== this.me) this.again = true;
      else this.drawn((this.seen = new Seen(snapshot, this.app)));
    } while (this.again);
  }

  /**
   * Act as the person, and give what came of it once it is on the screen. What fails is said, unless `quiet`;
   * what the server refuses is also thrown.
   */
  async act(deed, body, { quiet = false } = {}) {
    try {
      const done = await askAct(this.me, deed, body);
      this.acts += 1;
      if (done?.error && !quiet) this.failed(done.error);
      return done;
    } catch (no) {
      this.acts += 1;
      if (!(no instanceof Refused)) throw no;
      if (!quiet) this.failed(no.message);
      throw no;
    } finally {
      await this.refresh();
    }
  }
}
