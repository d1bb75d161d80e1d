// What one person sees, as the server told it: names for ids, the person's zone and language, the sandbox's clock.

/** The language of the page's own words. */
const OWN = "en-GB";

export class Seen {
  constructor(snapshot, app) {
    Object.assign(this, snapshot);
    this.app = app;
    this.arrived = performance.now();
    this.byId = new Map(this.people.map((one) => [one.id, one]));
    this.person = this.byId.get(this.me);
    this.zone = this.person.tz;
    this.locale = this.person.locale;
  }

  /** Tell the sandbox's instant. */
  instant() {
    return new Date(Date.parse(this.now) + performance.now() - this.arrived);
  }

  /** Name somebody as they are mentioned. */
  called(id) {
    const found = this.byId.get(id);
    if (!found) return id;
    return found.is_bot ? this.app.name : found.real_name;
  }

  group(id) {
    return this.groups.find((one) => one.id === id);
  }

  channel(id) {
    return this.channels.find((one) => one.id === id);
  }

  /** Give a channel's messages, with those of the app's direct conversation under its id. */
  messages(id) {
    return id === this.direct ? this.directs : (this.channel(id)?.messages ?? []);
  }

  /** Give a message and its replies, oldest first. */
  thread(id, ts) {
    const found = this.channel(id)?.threads[ts];
    if (found) return found;
    const alone = this.messages(id).find((one) => one.ts === ts);
    return alone ? [alone] : [];
  }

  canWrite(channel) {
    return Boolean(channel) && !channel.is_archived && channel.members.includes(this.me);
  }

  /** Write an instant in the person's zone and language. */
  format(date, options) {
    return new Intl.DateTimeFormat(this.locale, { timeZone: this.zone, ...options }).format(date);
  }

  /** Give an instant's day in the person's zone, as 2026-11-24. */
  day(date) {
    return new Intl.DateTimeFormat("en-CA", { timeZone: this.zone, dateStyle: "short" }).format(date);
  }

  /** Tell how many days ahead of today an instant's day is, in the person's zone. */
  daysAhead(date) {
    return Math.round((Date.parse(this.day(date)) - Date.parse(this.day(this.instant()))) / 86_400_000);
  }

  /** Say a day as "Today" or by its name; like all words of the page's own, in English. */
  dayWords(date) {
    return near(this.daysAhead(date), OWN) ?? this.own(date, { weekday: "long", day: "numeric", month: "long" });
  }

  /** Write an instant in the person's zone and the page's own language. */
  own(date, options) {
    return new Intl.DateTimeFormat(OWN, { timeZone: this.zone, ...options }).format(date);
  }
}

/** Say today, yesterday or tomorrow in a language; null for other days. */
export function near(days, locale) {
  if (Math.abs(days) > 1) return null;
  const words = new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  return words[0].toLocaleUpperCase(locale) + words.slice(1);
}

/** Give the instant at which a zone's clocks show a wall time, such as 2026-11-24 and 09:00. */
export function instantOf(day, time, zone) {
  const wall = Date.parse(`${day}T${time}Z`);
  let guess = wall;
  // Twice, since the offset may be another one on the other side of a change of clocks.
  for (let i = 0; i < 2; i += 1) guess = wall - offset(guess, zone);
  return new Date(guess);
}

/** Give the wall time of an instant in a zone, as 2026-11-24T09:00. */
export function wallTime(date, zone) {
  return new Date(date.getTime() + offset(date.getTime(), zone)).toISOString().slice(0, 16);
}

function offset(ms, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(ms);
  const part = Object.fromEntries(parts.map((one) => [one.type, Number(one.value)]));
  const shown = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
  return shown - Math.floor(ms / 1000) * 1000;
}

/** Read a message's timestamp as a date. */
export function dateOf(ts) {
  return new Date(Number(ts) * 1000);
}
