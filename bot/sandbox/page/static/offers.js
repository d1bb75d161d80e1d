// What a select offers: its own options, people, channels, or what the app answers when it is asked.

/** Give where a select's options come from. `asks` says whether the app is asked; `find` gives groups of options. */
export function offers(element, place) {
  const kind = element.type.replace("multi_", "");
  if (kind === "external_select") return external(element, place);
  const all = kind === "static_select" ? () => groups(element) : () => [{ options: listed(kind, element, place.seen) }];
  return {
    asks: false,
    async find(query) {
      const wanted = query.toLocaleLowerCase();
      const fits = (one) => `${one.text} ${one.description ?? ""}`.toLocaleLowerCase().includes(wanted);
      const found = all().map((group) => ({ ...group, options: group.options.filter(fits) }));
      return { groups: found.filter((group) => group.options.length) };
    },
    named: (held) => (typeof held === "string" ? name(held, place.seen) : option(held)),
  };
}

function external(element, place) {
  const least = element.min_query_length ?? 3;
  return {
    asks: true,
    async find(query, at) {
      if ([...query].length < least) return { groups: [], note: `Type ${least} or more characters.` };
      try {
        const done = await place.act("suggest", { ...at, query }, { quiet: true });
        if (done.error) return { groups: [], error: `The app gave no options: ${done.error}` };
        return { groups: groups(done.given) };
      } catch (no) {
        return { groups: [], error: no.message };
      }
    },
    named: option,
  };
}

function groups(given) {
  if (given.option_groups) {
    return given.option_groups.map((one) => ({ label: one.label.text, options: one.options.map(option) }));
  }
  return [{ options: (given.options ?? []).map(option) }];
}

function option(one) {
  return { text: one.text.text, value: one.value, description: one.description?.text };
}

function listed(kind, element, seen) {
  if (kind === "users_select") {
    return seen.people.filter((one) => !one.deleted).map((one) => name(one.id, seen));
  }
  const rule = element.filter ?? {};
  const fits = (one) =>
    kind === "channels_select"
      ? one.kind === "public"
      : !(rule.exclude_external_shared_channels && one.is_ext_shared) && (rule.include ?? [one.kind]).includes(one.kind);
  return seen.channels.filter((one) => !one.is_archived && fits(one)).map((one) => name(one.id, seen));
}

function name(id, seen) {
  const channel = seen.channel(id);
  if (channel) return { text: `#${channel.name}`, value: id };
  const person = seen.byId.get(id);
  return { text: person?.real_name ?? id, value: id, description: person ? `@${person.name}` : undefined };
}
