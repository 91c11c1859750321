/** How a turn was understood and decided, for people who have never seen the inside of a program. */

import { el, link } from "./dom.js";
import { sentence } from "./sentence.js";
import { label, labels, plain } from "./words.js";

const EAR_HINT = "It compares the whole message with emergencies. 0 is the border, about 1 a plain emergency; below 0 it "
  + "sounds calm.";
const NEARLY_HINT = "They did not fire, because these answers are missing. One may be enough.";

/** Everything about one turn; `words` are the labels of ids. */
export function seen({ seen: it, message }, words) {
  return [
    el("p", { class: "why" }, it.why),
    part("What was heard", "Words in which it recognised something, in the person's own sentence.", sentence(it)),
    part("What was decided", null, el("dl", {}, [...decided(it, message, words)])),
    fold("How sure it was", sureness(it)),
    fold(`What it knows so far (${Object.keys(it.known).length})`, known(it, words)),
    fold(`Rules that could still fire (${it.nearly.length})`, [el("p", { class: "hint" }, NEARLY_HINT), el("ul", {},
      it.nearly.map((rule) => el("li", {}, el("code", {}, rule.rule), ` (${plain(rule.level)}), missing: `,
        rule.missing.join("; "))))], it.nearly.length),
    el("p", { class: "quiet" }, `Answered in ${it.took_ms} ms`,
      it.response && [", with the reply ", el("code", {}, it.response)]),
  ];
}

function* decided(it, message, words) {
  yield* entry("Level", "How soon the person should be seen.",
    el("span", { class: `level ${it.level ?? "none"}` }, it.level ? plain(it.level) : "none yet"), ". ",
    it.final && "The check has ended. ");
  yield* entry("Rules that fired", null, it.fired.length ? el("ul", {}, it.fired.map(fired)) : "none");
  if (it.asking.length) {
    const { number, about } = message.triage.progress ?? {};
    yield* entry("Asks about", null, it.asking.map(({ label }) => label).join("; "), ".",
      number && ` Question ${number} of about ${about}; at most ${it.still_open} more can follow.`,
      it.asked_because && [" A rule wants to know (", el("code", {}, it.asked_because.rule), "): ",
        it.asked_because.because]);
  }
  if (it.topic) yield* entry("Topic", "The subject whose text was given.", label(words.topics, it.topic), ". ");
  if (message.offers.length) {
    yield* entry("Offers", "Subjects offered instead of guessing.", labels(words.topics, message.offers), ". ");
  }
  if (it.movement) {
    yield* entry("Sounds like", "The kind of movement, as a guess and never a diagnosis.", it.movement.name,
      it.movement.for.length > 0 && `. For it: ${it.movement.for.join("; ")}`,
      it.movement.against.length > 0 && `. Against it: ${it.movement.against.join("; ")}`, ". ");
  }
  if (it.sources.length) yield* entry("Sources", null, el("ul", {}, it.sources.map((page) => el("li", {}, link(page)))));
}

const fired = (rule) => el("li", {}, el("code", {}, rule.rule), ` (${plain(rule.level)}) `, rule.because,
  rule.because_of.length > 0 && el("span", { class: "quiet" }, ` Because of: ${rule.because_of.join("; ")}.`),
  rule.unsure_of.length > 0 && el("span", { class: "quiet" }, ` Not known, and so not safe: ${rule.unsure_of.join("; ")}.`));

function sureness(it) {
  const taken = it.intent.name && el("p", {}, "Taken as: ", el("code", {}, it.intent.name));
  if (!it.ranking.length) return [taken, el("p", { class: "quiet" }, "Nothing was guessed here.")];
  return [taken,
    el("table", {}, el("caption", {}, "What the person may want, with the chance of each (1 is certain)"),
      el("tbody", {}, it.ranking.map(({ name, confidence }) => el("tr", {}, el("th", { scope: "row" }, plain(name)),
        el("td", {}, el("meter", { min: 0, max: 1, value: confidence, "aria-label": `Chance of ${plain(name)}` })),
        el("td", {}, confidence.toFixed(2)))))),
    it.danger !== null && el("p", {}, `Second ear for danger: ${it.danger.toFixed(2)}. `,
      el("span", { class: "hint" }, EAR_HINT))];
}

function known(it, words) {
  const values = { yes: "Yes", no: "No", unknown: "Not known, though asked" };
  const lists = Object.entries(values).map(([value, title]) => {
    const these = Object.keys(it.known).filter((finding) => it.known[finding] === value);
    return these.length > 0 && [el("dt", {}, title), el("dd", {}, labels(words.findings, these))];
  });
  return Object.keys(it.known).length ? el("dl", {}, lists) : el("p", { class: "quiet" }, "Nothing yet.");
}

const part = (title, hint, ...body) =>
  el("section", {}, el("h3", {}, title), hint && el("p", { class: "hint" }, hint), ...body);

const fold = (title, body, there = true) =>
  there ? el("details", {}, el("summary", {}, title), body) : null;

function* entry(title, hint, ...body) {
  yield el("dt", {}, title);
  yield el("dd", {}, ...body, hint && el("span", { class: "quiet" }, hint));
}
