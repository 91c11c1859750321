/** Elements made from data. Text is only ever text here, never markup. */

const PROPERTIES = new Set(["value", "checked", "disabled", "open", "hidden"]);

/** An element with attributes, listeners (`onclick` and so on) and children; children that are nothing are left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const byId = (id) => document.getElementById(id);

/** A button that does something; `kind` is its class. */
export const button = (text, onclick, kind = null) => el("button", { type: "button", class: kind, onclick }, text);

let made = 0;
/** An id that no other element has. */
export const newId = () => `made-${++made}`;

/** A control with a label of its own, and a hint for people who do not know the word. */
export function field(label, control, hint = null) {
  control.id ||= newId();
  const told = hint && el("span", { class: "hint", id: newId() }, hint);
  if (told) control.setAttribute("aria-describedby", told.id);
  return el("div", { class: "field" }, el("label", { for: control.id }, label), told, control);
}

/** A list to choose from: `{id, label}` each; the first is chosen unless there is the `value`. */
export const select = (choices, value = null) => fill(el("select"), choices, value);

/** Fill such a list anew; what was chosen stays so, if it is still there. */
export function fill(control, choices, value = control.value) {
  control.replaceChildren(...choices.map(({ id, label }) => el("option", { value: id }, label)));
  if (choices.some(({ id }) => id === value)) control.value = value;
  return control;
}

/** A page that opens beside this one; a plain name where there is no page. */
export const link = ({ title, url }) =>
  /^https?:\/\//.test(url) ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, title) : title;
