/** What a reply did, as lines that a story can expect of it; and the words for those lines. */

import { label, labels, plain } from "./words.js";

export const NOTHING = "nothing";
const A_QUESTION = "a question";

/** Every word of an expectation, in the order in which a story has them. */
export const WORDS = ["level", "level at least", "level at most", "rules", "asks", "asks about", "never asks about", "topic",
  "offers", "movement", "buttons", "final", "says", "never says"];

/** Lines for what the reply did: `word`, `value`, `text` for people, and whether a story usually wants it. */
export function proposals(message, words) {
  const { level, rules, asking, movement, final } = message.triage;
  const lines = [
    { word: "level", value: level ?? NOTHING, text: `Level: ${level ? plain(level) : "none yet"}`, usual: true }];
  const add = (word, value, text, usual) => lines.push({ word, value, text, usual });
  if (rules.length) add("rules", rules, `Rules that fired: ${rules.join(", ")}`, true);
  add("asks", asking.length ? A_QUESTION : NOTHING, asking.length ? "Asks a question" : "Asks nothing", true);
  if (asking.length) {
    add("asks about", asking, `Asks about: ${labels(words.findings, asking)}`, asking.length === 1);
  }
  if (message.topic) add("topic", message.topic, `Topic: ${label(words.topics, message.topic)}`, true);
  if (message.offers.length) {
    add("offers", message.offers, `Offers: ${labels(words.topics, message.offers)}`, !message.topic);
  }
  if (movement) add("movement", movement, `Sounds like: ${label(words.movements, movement)}`, false);
  if (message.buttons) {
    const titles = message.buttons.map(({ title }) => title);
    add("buttons", titles, `Buttons: ${titles.join("; ")}`, false);
  }
  add("final", final, final ? "The check has ended" : "The check has not ended", final);
  return lines;
}

/** Whether all of that is just what the reply did. */
export function isWhatItDid(bot, lines) {
  const did = new Map(lines.map(({ word, value }) => [word, JSON.stringify(value)]));
  return Object.entries(bot).every(([word, value]) => did.get(word) === JSON.stringify(value));
}

/** The expectation with its words in order. */
export const ordered = (bot) => Object.fromEntries(WORDS.filter((word) => word in bot).map((word) => [word, bot[word]]));

/** What can be chosen for each word. */
export function choices(words) {
  const nothing = { id: NOTHING, label: "nothing" };
  const named = (list) => list.map(({ id, label: text }) => ({ id, label: text }));
  const levels = words.levels.map(({ id }) => ({ id, label: plain(id) }));
  return {
    level: [{ id: NOTHING, label: "none yet" }, ...levels], levels,
    rules: [nothing, ...words.rules.map(({ id, label: text }) => ({ id, label: `${id}: ${text}` }))],
    asks: [{ id: A_QUESTION, label: "a question" }, nothing],
    findings: named(words.findings), topics: named(words.topics), topic: [nothing, ...named(words.topics)],
    movement: [nothing, ...named(words.movements)], nothing };
}
