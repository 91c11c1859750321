/** "Was that right?": the lines that a story will expect of a reply, as it was or as it should have been. */

import { button, el, newId } from "./dom.js";
import { editing } from "./editing.js";
import { isWhatItDid, ordered, proposals } from "./expectation.js";
import { several } from "./several.js";

/** What to show for a turn; `judge(verdict, bot)` is called with the decision, a verdict of null takes it back. */
export function judging(turn, words, judge) {
  const body = el("div", {});
  const show = (...children) => body.replaceChildren(el("div", {}, children));
  if (turn.verdict) judged();
  else ask();
  return body;

  function ask() {
    const lines = proposals(turn.message, words).map((line) => ({ ...line, id: newId() }));
    const says = several("It says", "Words of the reply that must stay.", null, []);
    const ticks = el("fieldset", {},
      el("legend", {}, "This is what the reply did. Ticked lines must stay so."),
      lines.map(({ id, text, usual }) => el("div", { class: "tick" },
        el("input", { type: "checkbox", id, checked: usual }), el("label", { for: id }, text))));
    const kept = () => Object.fromEntries(lines.filter(({ id }) => ticks.querySelector(`#${id}`).checked)
      .map(({ word, value }) => [word, value]));
    const hint = el("p", { role: "status" });
    show(ticks, says.element, el("div", { class: "row" },
      button("This was right", () => {
        const words = says.value;
        const bot = { ...kept(), ...(words ? { says: words } : {}) };
        if (Object.keys(bot).length) decide("right", bot);
        else hint.textContent = "Tick at least one line: a story expects something.";
      }, "main"),
      button("This was wrong", () => correct(kept()))), hint);
  }

  function correct(bot) {
    const form = editing(bot, words);
    const hint = el("p", { role: "status" });
    show(el("h3", { tabindex: "-1" }, "What should it have done?"),
      el("p", { class: "hint" }, "Lines that do not matter stay “not looked at” or empty."),
      form.element, el("div", { class: "row" },
        button("This is how it should be", () => {
          const should = form.value;
          if (isWhatItDid(should, proposals(turn.message, words))) {
            hint.textContent = "This is just what it did. Change a line, or mark it as right.";
          } else decide("wrong", should);
        }, "main"),
        button("Back", ask)), hint);
    body.querySelector("h3").focus();
  }

  function decide(verdict, bot) {
    judge(verdict, ordered(bot));
    judged();
    body.querySelector("button").focus();
  }

  function judged() {
    show(el("p", {}, `Marked as ${turn.verdict}. The story expects${turn.verdict === "wrong" ? " instead" : ""}:`),
      el("ul", { class: "expected" }, Object.entries(turn.bot).map(([word, value]) =>
        el("li", {}, el("b", {}, word), `: ${Array.isArray(value) ? value.join(", ") : value}`))),
      turn.verdict === "wrong" && el("p", { class: "note" },
        "This story will fail until the assistant is mended. That is what it is for."),
      el("div", { class: "row" }, button("Mark it anew", () => {
        judge(null, {});
        ask();
      })));
  }
}
