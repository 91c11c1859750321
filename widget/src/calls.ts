// Emergency numbers to press: the person's own country's, or one of each where the country is not known.

import { type TemplateResult, html } from "lit";
import { dial } from "./bubble";
import { type Country, WORDS } from "./words";

/** Links to dial, each at least as large as a button; `more` stands beside them. */
export function calls(countries: Country[], more?: TemplateResult): TemplateResult {
  const one = countries.length === 1;
  const byNumber = new Map<string, string[]>();
  for (const { name, numbers } of countries) {
    for (const number of one ? numbers : numbers.slice(0, 1)) {
      byNumber.set(number, [...(byNumber.get(number) ?? []), name]);
    }
  }
  return html`<div class="calls">
    ${[...byNumber].map(([number, names]) =>
      dial(number, html`<span>${`${WORDS.callFirst} ${number} `}${one ? "" : html`<small>${names.join(", ")}</small>`}</span>`, "call"))}
    ${more}
  </div>`;
}
