/** The person's own sentence, with what was heard in which words. */

import { el } from "./dom.js";

const CONTEXTS = {
  current: "", past: "in the past", hypothetical: "only imagined", general: "in general", asked: "asked about, not told",
  named: "only named", unattached: "counts once it is known what it belongs to" };
const VALUES = { yes: "yes", no: "no" };
const ANSWERS = {
  yes: "yes", no: "no", unsure: "not sure", none: "none of these", all: "all of these", choice: "these lines",
  back: "back to the question before", again: "the question again" };

export function sentence({ said, findings, answer, country }) {
  if (said.startsWith("/") && !findings.length) return el("p", { class: "quiet" }, "A button has no words to read.");
  return el("div", {},
    el("p", { class: "sentence" }, [...pieces([...said], findings)]),
    findings.length === 0 && el("p", { class: "quiet" }, "No finding in these words."),
    answer && el("p", {}, "Short answer: ", el("b", {}, ANSWERS[answer.kind]),
      answer.numbers.length > 0 && ` (${answer.numbers.join(", ")})`, !answer.whole && ", and something else"),
    country && el("p", {}, `Country: ${country}`));
}

/** The text, given as its characters, in pieces: plain words, and words that belong to findings with a tag for each. */
function* pieces(said, findings) {
  let at = 0;
  for (const group of groups(findings)) {
    yield said.slice(at, group.start).join("");
    yield el("mark", {}, el("span", { class: "heard" }, said.slice(group.start, group.end).join("")),
      told(group).map((finding) => tag(finding, group)));
    at = group.end;
  }
  yield said.slice(at).join("");
}

/** Each finding of a group once, by its longest words. */
function told({ findings }) {
  const longest = new Map();
  for (const finding of findings) {
    const key = `${finding.finding} ${finding.value} ${finding.context}`;
    const other = longest.get(key);
    if (!other || finding.end - finding.start > other.end - other.start) longest.set(key, finding);
  }
  return [...longest.values()];
}

function tag({ label, value, context, counts, text, start, end }, group) {
  const words = start > group.start || end < group.end ? ` (“${text}”)` : "";
  const when = CONTEXTS[context] ? `, ${CONTEXTS[context]}` : "";
  return el("span", { class: `told ${counts ? value : "not-now"}` }, `${label}${words}: ${VALUES[value]}${when}`);
}

/** Findings whose words overlap belong together. */
function groups(findings) {
  const found = [];
  for (const finding of [...findings].sort((a, b) => a.start - b.start)) {
    const last = found.at(-1);
    if (last && finding.start < last.end) {
      last.findings.push(finding);
      last.end = Math.max(last.end, finding.end);
    } else found.push({ start: finding.start, end: finding.end, findings: [finding] });
  }
  return found;
}
