// What stands above the conversation from the start, and what can be pressed before anything is said.

import { type TemplateResult, html } from "lit";
import type { BotMessage } from "./protocol";
import { SHIPPED, WORDS } from "./words";

/** The introduction, with the website's privacy notice; `past` once the talk has begun. */
export function introduction(past: boolean, privacy: string | null): TemplateResult {
  return html`<div class="message theirs intro ${past ? "past" : ""}">
    ${SHIPPED.introduction.split("\n").map((line) => html`<p dir="auto">${line}</p>`)}
    ${privacy ? html`<p><a href=${privacy} target="_blank" rel="noopener">${WORDS.privacy}</a></p>` : ""}
  </div>`;
}

/** Suggestions, sent as if typed. */
export const suggestions = (): BotMessage => ({
  text: "", buttons: SHIPPED.suggestions.map((words) => ({ title: words, payload: words })),
});
