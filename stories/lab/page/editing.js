/** The form for what a reply should have been. */

import { choices } from "./expectation.js";
import { el, field, select } from "./dom.js";
import { several } from "./several.js";

const ANY = { id: "", label: "not looked at" };
const HOW = [{ id: "level", label: "exactly" }, { id: "level at least", label: "at least this urgent" },
  { id: "level at most", label: "at most this urgent" }];
const ENDED = [{ id: "true", label: "has ended" }, { id: "false", label: "has not ended" }];

/** The form, filled with an expectation; `value` reads it. */
export function editing(bot, words) {
  const known = choices(words);
  const level = levelRow(bot, known);
  const rows = {
    rules: several("Rules that fire", "Others may fire as well.", known.rules, bot.rules),
    asks: one("Asks", [ANY, ...known.asks], bot.asks),
    "asks about": several("Asks about", "It may ask about others as well.", known.findings, bot["asks about"]),
    "never asks about": several("Never asks about", null, known.findings, bot["never asks about"]),
    topic: one("Topic", [ANY, ...known.topic], bot.topic, "The subject whose text is given."),
    offers: several("Offers", "Subjects offered instead of guessing.", [known.nothing, ...known.topics], bot.offers),
    movement: one("Sounds like", [ANY, ...known.movement], bot.movement),
    buttons: several("Buttons", "Titles of buttons.", null, bot.buttons),
    final: one("The check", [ANY, ...ENDED], bot.final === undefined ? undefined : String(bot.final)),
    says: several("Says", "Words that must stand in the reply.", null, bot.says),
    "never says": several("Never says", "Words that must not stand in the reply.", null, bot["never says"]),
  };
  return {
    element: el("div", { class: "editing" }, level.element, Object.values(rows).map((row) => row.element)),
    get value() {
      const read = { ...level.value };
      for (const [word, row] of Object.entries(rows)) {
        if (row.value !== null) read[word] = word === "final" ? row.value === "true" : row.value;
      }
      return read;
    },
  };
}

/** One thing of a list, or not looked at. */
function one(title, listed, value, hint = null) {
  const control = select(listed, value);
  return { element: field(title, control, hint), get value() { return control.value || null; } };
}

/** The level, and whether it is meant exactly. */
function levelRow(bot, known) {
  const word = HOW.map(({ id }) => id).find((id) => id in bot) ?? "level";
  const how = select(HOW, word);
  const which = select([ANY, ...known.level], bot[word] ?? "");
  const fit = () => {
    // "At least none" means nothing.
    const none = which.querySelector("option[value=nothing]");
    none.disabled = how.value !== "level";
    if (none.disabled && none.selected) which.value = "";
  };
  how.addEventListener("change", fit);
  fit();
  return {
    element: el("div", { class: "row" }, field("Level", which, "How soon the person should be seen."), field("Meant", how)),
    get value() { return which.value ? { [how.value]: which.value } : {}; },
  };
}
