// An emergency, and an assistant that cannot be reached: what to do, and numbers to press. Both texts stand in live
// regions that are always there, so that screen readers tell of what comes into them.

import { type TemplateResult, html, nothing } from "lit";
import { calls } from "./calls";
import { type Country, SHIPPED, WORDS } from "./words";

/** The banner: outside the log, so that it stays in sight. Gone only when somebody says that help is on the way. */
export function urgent(standing: boolean, certain: boolean, countries: Country[], helpIsComing: () => void): TemplateResult {
  const [own, other] = countries;
  const call = other ? WORDS.callList : `${WORDS.callFirst} ${own!.numbers.join(" or ")}.`;
  return html`<div class="urgent ${standing ? "standing" : ""} ${other ? "" : "few"}" part="urgent">
    <div role="alert">${standing ? html`<p dir="auto">${certain ? SHIPPED.emergency.opening : WORDS.maybe} ${call}</p>` : nothing}</div>
    ${standing ? calls(countries, html`<button type="button" @click=${helpIsComing}>${WORDS.helpComing}</button>`) : nothing}
  </div>`;
}

/** Why there is no answer; numbers and another try come before the longer words. */
export function trouble(reason: string | null, countries: Country[], again: (() => void) | undefined): TemplateResult {
  const standing = reason !== null;
  return html`<div class="trouble ${standing ? "standing" : ""}">
    ${standing && again ? html`<button type="button" class="main" @click=${again}>${WORDS.tryAgain}</button>` : nothing}
    ${standing ? calls(countries) : nothing}
    <div role="status">${standing ? [...(reason ? [reason] : []), ...SHIPPED.trouble.split("\n")].map((line) => html`<p dir="auto">${line}</p>`) : nothing}</div>
  </div>`;
}
