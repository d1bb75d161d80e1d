// One switch as the control that fits its values: a box, a list or a field.

import { h, newId } from "./dom.js";

/** List a JSON schema's switches with their values; those that are tables are left to their own controls. */
export function describe(schema, values) {
  return Object.entries(schema.properties)
    .filter(([name]) => name !== "faults")
    .map(([name, one]) => ({ name, words: name.replaceAll("_", " "), hint: one.description, value: values[name], schema: kindOf(one, schema) }));
}

function kindOf(one, schema) {
  if (one.$ref) return kindOf(schema.$defs[one.$ref.split("/").at(-1)], schema);
  const some = one.anyOf?.filter((it) => it.type !== "null");
  const optional = Boolean(one.anyOf?.some((it) => it.type === "null"));
  const { type, enum: among, format } = some?.[0] ?? one;
  return { type, among, format, optional };
}

/** Draw one switch; `change` is called with its new value. */
export function control({ name, words, hint, value, schema }, change) {
  const id = newId(name);
  const shared = { id, "data-at": name, "aria-describedby": hint ? `${id}-hint` : null };
  const more = hint ? h("small", { id: `${id}-hint` }, hint) : null;
  if (schema.type === "boolean") {
    const box = h("input", { ...shared, type: "checkbox", checked: value, onchange: () => change(box.checked) });
    return h("div", { class: "switch box" }, box, h("div", {}, h("label", { for: id }, words), more));
  }
  const input = schema.among ? list(schema.among, value, shared) : field(schema, value, shared);
  input.addEventListener("change", () => {
    const read = reading(input, schema);
    if (read !== undefined) change(read);
  });
  return h("div", { class: "switch" }, h("label", { for: id }, words), input, more);
}

function list(among, value, shared) {
  return h("select", shared, among.map((one) => h("option", { value: JSON.stringify(one), selected: one === value }, String(one).replaceAll("_", " "))));
}

function field(schema, value, shared) {
  const number = schema.type === "number" || schema.type === "integer";
  const kind = number ? "number" : schema.format === "time" ? "time" : "text";
  return h("input", { ...shared, type: kind, min: number ? 0 : null, step: number ? "any" : null, placeholder: schema.optional ? "no limit" : null, value: value ?? "" });
}

function reading(input, schema) {
  if (schema.among) return JSON.parse(input.value);
  if (input.value === "") return schema.optional ? null : undefined;
  return schema.type === "number" || schema.type === "integer" ? Number(input.value) : input.value;
}
