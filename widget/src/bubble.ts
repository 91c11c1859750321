// One message as elements. Words are only ever text; nothing in them is taken for HTML.

import { type TemplateResult, html } from "lit";
import type { Entry } from "./history";
import type { BotMessage } from "./protocol";
import { SHIPPED, WORDS } from "./words";

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

// A source with its address at the end, any other address, a phone number that we know.
const SOURCE = /^([^:]+: )(.+), (https:\/\/\S+)$/;
let links: RegExp | undefined;
const pieces = (line: string) => {
  links ??= new RegExp(`(https://[^\\s]+[^\\s.,;:)]|(?<![\\d-])(?:${SHIPPED.phones.map(escaped).join("|")})(?![\\d-]))`);
  return line.split(links);
};

/** A link to dial a number. */
export function dial(number: string, words: unknown, kind = ""): TemplateResult {
  return html`<a class=${kind} href="tel:${number.replace(/[^\d+]/g, "")}">${words}</a>`;
}

const outside = (address: string, words: string) =>
  html`<a href=${address} target="_blank" rel="noopener noreferrer">${words}</a>`;

function line(words: string, theirs: boolean): unknown {
  if (!theirs) return words;
  const source = SOURCE.exec(words);
  if (source) return html`${source[1]}${outside(source[3]!, source[2]!)}`;
  return pieces(words).map((piece, n) => {
    if (n % 2 === 0) return piece;
    return piece.startsWith("https://") ? outside(piece, piece) : dial(piece, piece);
  });
}

/** The line of a message that asks, if it asks anything of the check. */
export function questionOf(message: BotMessage): string | undefined {
  return message.triage?.asking?.length ? message.text.split("\n").filter((words) => words.endsWith("?")).at(-1) : undefined;
}

/** A bubble. `listed` hides the lines of a list that stands below as check boxes, for the eyes only. */
export function bubble(entry: Entry, listed: boolean): TemplateResult {
  const { message, mine } = entry;
  const lines = entry.text.split("\n");
  const urgent = message?.triage?.level === SHIPPED.emergency.level;
  const choices = (message?.choices ?? []).map((choice, n) => `${n + 1}. ${choice}`);
  // How to type an answer stands right after the list.
  const last = lines.indexOf(choices.at(-1) ?? "") + 1;
  const question = message && questionOf(message);
  const kind = (words: string, n: number) => {
    if (mine) return "";
    if (n && n === lines.length - 1) return "closing";
    if (listed && (choices.includes(words) || (last && n === last))) return "unseen";
    return words === question ? "strong" : "";
  };
  return html`<div class="message ${mine ? "mine" : "theirs"} ${urgent ? "alarming" : ""}" tabindex="-1">
    <span class="unseen">${mine ? WORDS.me : WORDS.bot}</span>
    ${lines.map((words, n) => html`<p class=${kind(words, n)} dir="auto">${line(words, !mine)}</p>`)}
  </div>`;
}
