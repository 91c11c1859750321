/** What two models did differently. */

import { el } from "./dom.js";
import { plain } from "./words.js";

const VERDICT = (ok) => (ok ? "as it should be" : "not as it should be");

/** The stories that changed between the models of a run; `over` when nothing more will come. */
export function changes({ changed, model, against, played, of }, over) {
  const count = changed.length;
  const words = count === 0 ? (over ? "Nothing changed." : played * 2 <= of ? "" : "Nothing changed so far.")
    : `${count === 1 ? "This one" : `These ${count}`} changed${over ? "" : " so far"}:`;
  return el("div", {}, el("h3", {}, words || "Comparing"),
    el("p", { class: "quiet" }, `Before: ${against}. Now: ${model}.`),
    changed.map(({ path, story, ok, turns }) => el("details", { class: ok.now ? "" : "wrong" },
      el("summary", {}, story),
      el("p", {}, path, ok.before === ok.now ? `: ${VERDICT(ok.now)} both times`
        : [": before ", VERDICT(ok.before), ", now ", el("b", { class: ok.now ? "good" : "bad" }, VERDICT(ok.now))]),
      turns.map(turnTable))));
}

function turnTable({ number, before, now, differs }) {
  return el("table", { class: "twice" },
    el("caption", {}, `Turn ${number}: ${(before ?? now).said}`),
    el("thead", {}, el("tr", {}, el("td", {}), el("th", { scope: "col" }, "Before"), el("th", { scope: "col" }, "Now"))),
    el("tbody", {}, differs.map((key) => el("tr", {}, el("th", { scope: "row" }, plain(key)),
      [before, now].map((turn) => el("td", {}, shown(turn?.[key])))))));
}

function shown(value) {
  if (value === undefined) return "(not reached)";
  if (Array.isArray(value)) return value.join("; ") || "nothing";
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
