// What can be pressed instead of typed: buttons, and check boxes where several things can apply.

import { type TemplateResult, html } from "lit";
import { questionOf } from "./bubble";
import type { BotMessage, Choice } from "./protocol";
import { WORDS } from "./words";

/** What pressing leads to: words to send and how to show them, or a hint why nothing is sent. */
export interface Pressed {
  send(text: string, shown: string): void;
  hint(text: string): void;
}

const boxes = (inside: Element) => [...inside.querySelectorAll<HTMLInputElement>("input:checked")];

function press(event: MouseEvent, act: (answers: Element) => void): void {
  // The second half of a double click, or of a trembling hand, is no second answer.
  if (event.detail < 2) act((event.currentTarget as Element).closest(".answers")!);
}

/** The answers to a message; nothing when it asks nothing that can be pressed. */
export function answers(message: BotMessage, pressed: Pressed): TemplateResult | undefined {
  const { buttons = [], choices = [] } = message;
  if (!buttons.length && !choices.length) return undefined;

  const sendTicked = (inside: Element) => {
    const ticked = boxes(inside).map((box) => Number(box.value));
    if (!ticked.length) pressed.hint(WORDS.tickFirst);
    else pressed.send(ticked.join(" and "), ticked.map((n) => choices[n - 1]).join("; "));
  };
  const choose = (button: Choice) => (inside: Element) => {
    // "None of these" beside a tick says two things at once.
    const contradicts = button.payload.includes('"is":"none"') && boxes(inside).length > 0;
    if (contradicts) pressed.hint(WORDS.untickFirst);
    else pressed.send(button.payload, button.title);
  };
  return html`<div class="answers" part="choices" role="group" aria-label=${WORDS.answers}>
    ${choices.length ? html`<fieldset>
          <legend class="unseen">${questionOf(message) ?? WORDS.answers}</legend>
          ${choices.map((choice, n) => html`<label class="choice"><input type="checkbox" value=${n + 1} /><span dir="auto">${n + 1}. ${choice}</span></label>`)}
        </fieldset>
        <button type="button" class="main" @click=${(event: MouseEvent) => press(event, sendTicked)}>${WORDS.sendTicked}</button>`
      : ""}
    ${buttons.map((button) => html`<button type="button" dir="auto" @click=${(event: MouseEvent) => press(event, choose(button))}>${button.title}</button>`)}
  </div>`;
}
