// Pages that stand in place of the chat for a moment: the summary to take along, and "are you sure".

import { type TemplateResult, html } from "lit";
import { WORDS } from "./words";

/** The summary: its text, or why there is none; printing and saving what is kept open a page of the assistant's own. */
export function summaryPage(shown: {
  text: string | null;
  note: string;
  base: string;
  conversation: string | null;
  copy(event: MouseEvent): void;
  back(): void;
}): TemplateResult {
  const open = (page: string, words: string) => html`<form method="post" target="_blank" rel="noopener" action=${shown.base + page}>
      <input type="hidden" name="sender" value=${shown.conversation ?? ""} />
      <input type="hidden" name="format" value="print" />
      <button>${words}</button>
    </form>`;
  return html`<section class="page" tabindex="-1" aria-labelledby="page">
    <h3 id="page" tabindex="-1">${WORDS.summary}</h3>
    ${shown.text === null ? "" : html`<textarea class="text" readonly rows="14" aria-labelledby="page" .value=${shown.text}></textarea>`}
    <p role="status" class="status">${shown.note}</p>
    <div class="row">
      ${shown.text === null ? "" : html`<button type="button" class="main" @click=${shown.copy}>${WORDS.copy}</button>
        ${open("summary", WORDS.print)}${open("export", WORDS.download)}`}
      <button type="button" @click=${shown.back}>${WORDS.back}</button>
    </div>
  </section>`;
}

/** A question before something that cannot be undone; "no" comes first. */
export function surePage(asked: { title: string; about: string; yes: string; note: string; sure(): void; back(): void }): TemplateResult {
  return html`<section class="page" tabindex="-1" aria-labelledby="page">
    <h3 id="page" tabindex="-1">${asked.title}</h3>
    <p>${asked.about}</p>
    <p role="status" class="status">${asked.note}</p>
    <div class="row">
      <button type="button" @click=${asked.back}>${WORDS.no}</button>
      <button type="button" class="main" @click=${asked.sure}>${asked.yes}</button>
    </div>
  </section>`;
}

/** Copy where the browser allows it; the older way works without https and without a permission. */
export async function copied(field: HTMLTextAreaElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    return document.execCommand("copy");
  }
}
