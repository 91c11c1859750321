// The element: puts the parts together and keeps the focus where a person expects it.

import { LitElement, type PropertyValues, type TemplateResult, html, nothing, unsafeCSS } from "lit";
import { answers } from "./answers";
import { bubble } from "./bubble";
import { readableOn } from "./colour";
import { Conversation } from "./conversation";
import { copied, summaryPage, surePage } from "./pages";
import { introduction, suggestions } from "./introduction";
import { SMALL, lift, stand } from "./panel";
import { Refused } from "./protocol";
import css from "./style.css";
import { trouble, urgent } from "./urgent";
import { WORDS } from "./words";

type Page = "chat" | "summary" | "startOver" | "forget";

const SIZES = [1, 1.25, 1.5, 1.75];
export class TriageChat extends LitElement {
  // Adopted by the shadow root, which a Content-Security-Policy does not forbid.
  static override styles = unsafeCSS(css);
  static override properties = {
    heading: {}, country: {}, accent: {}, privacy: {}, open: { type: Boolean, reflect: true }, inline: { type: Boolean, reflect: true },
    page: { state: true }, menu: { state: true }, note: { state: true }, summary: { state: true },
  };
  /** Address of the assistant's web channel, with a slash at its end; set by the script that brought the element. */
  static base = "";

  declare heading: string;
  declare country: string | null;
  declare accent: string | null;
  declare privacy: string | null;
  declare open: boolean;
  declare inline: boolean;
  declare private page: Page;
  declare private menu: boolean;
  declare private note: string;
  declare private summary: string | null;
  readonly #talk = new Conversation(TriageChat.base, () => this.#told(), () => this.country);
  readonly #small = window.matchMedia(SMALL);
  /** What was last brought into view: the newest bubble, or trouble. */
  #seen = "";
  #alarmed = false;
  #answering = false;

  constructor() {
    super();
    this.heading = WORDS.heading;
    this.country = this.accent = this.privacy = this.summary = null;
    this.open = this.inline = this.menu = false;
    this.page = "chat";
    this.note = "";
  }

  override connectedCallback(): void {
    // On a small screen it would cover a page that somebody has gone on to.
    const left = this.#talk.history.open;
    if (left === false) this.open = false;
    else this.open ||= left === true && !this.#small.matches;
    this.#alarmed = this.#talk.emergency;
    this.#talk.connect();
    this.#small.addEventListener("change", this.#stand);
    window.addEventListener("online", this.#retry);
    super.connectedCallback();
    if (this.hasUpdated) this.#stand();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#talk.disconnect();
    this.#small.removeEventListener("change", this.#stand);
    window.removeEventListener("online", this.#retry);
  }

  /** Open the panel and go to it. */
  async show(): Promise<void> {
    this.open = true;
    this.#talk.note({ open: true });
    await this.updateComplete;
    this.#focusStart();
  }

  /** Close the panel and go back to its launcher. */
  async close(): Promise<void> {
    this.open = this.menu = false;
    this.#talk.note({ open: false });
    await this.updateComplete;
    this.#find(".launcher")?.focus();
  }

  #find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector(selector);
  }

  #focusStart(): void {
    // On a phone the text field would bring up the keyboard and hide the words.
    const field = window.matchMedia("(hover: hover) and (pointer: fine)").matches && !this.#small.matches;
    if (this.page !== "chat") this.#find("h3")?.focus();
    else if (field) this.#find("textarea")?.focus();
    else if (this.#talk.history.entries.length) this.#toLatest();
    else this.#find("h2")?.focus();
  }

  /** To the newest bubble, from where the next key leads to what can be answered. */
  async #toLatest(): Promise<void> {
    await this.updateComplete;
    (this.#find(".log")!.lastElementChild as HTMLElement | null)?.focus({ preventScroll: true });
  }

  #told(): void {
    // Numbers to call need the room that an open menu takes.
    if (this.#talk.emergency && !this.#alarmed) this.menu = false;
    this.requestUpdate();
  }

  protected override willUpdate(): void {
    const root = this.renderRoot as ShadowRoot | undefined;
    this.#answering = !!root?.activeElement?.closest(".answers");
  }

  protected override updated(changes: PropertyValues<this>): void {
    if (changes.has("accent")) this.#colour();
    if (changes.has("open")) this.#stand();
    this.style.setProperty("--size", String(SIZES[this.#talk.history.size] ?? 1));
    // What could be pressed is gone, here or by an answer from another tab; the focus must not go with it.
    if (this.#answering && !(this.renderRoot as ShadowRoot).activeElement) this.#toLatest();
    this.#follow();
  }

  #colour(): void {
    const onIt = this.accent && readableOn(this.accent);
    if (!onIt) return;
    this.style.setProperty("--triage-chat-accent", this.accent);
    this.style.setProperty("--triage-chat-on-accent", onIt);
  }

  readonly #stand = (): void => {
    const dialog = this.#find("dialog") as HTMLDialogElement | null;
    if (dialog) stand(dialog, this.open, this.#small.matches);
  };

  readonly #retry = (): void => void this.#talk.retry();

  /** A new message is shown from its beginning, however long it is; a new emergency from its banner. */
  #follow(): void {
    if (this.page !== "chat" || !(this.open || this.inline)) return;
    const isNew = this.#talk.emergency && !this.#alarmed;
    this.#alarmed = this.#talk.emergency;
    const failed = this.#talk.trouble !== null;
    const newest = this.#find(failed ? ".trouble" : ".log > :last-child");
    const now = `${this.#talk.history.entries.at(-1)?.key} ${failed} ${!this.#talk.answerable}`;
    if (!newest || now === this.#seen) return;
    // Ticks belong to one question, and the boxes of another may stand in the same places.
    this.renderRoot.querySelectorAll("input").forEach((box) => (box.checked = false));
    this.#seen = now;
    lift(newest, this.#find(".scroller")!);
    lift(isNew ? this.#find(".urgent")! : newest, this.#find(".panel")!);
  }

  #send(text: string, shown: string): void {
    this.note = "";
    this.#talk.send(text, shown);
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    const field = this.#find("textarea") as HTMLTextAreaElement;
    const words = field.value.trim();
    field.value = "";
    // What is ticked above counts as said, whichever button sends it.
    if (this.#find("input:checked")) this.#find(".answers .main")!.click();
    if (words) this.#send(words, words);
  };

  readonly #typed = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
  };

  readonly #pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.inline) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.menu) this.menu = false;
    else this.close();
  };

  async #turnTo(page: Page): Promise<void> {
    this.menu = false;
    this.page = page;
    this.note = "";
    await this.updateComplete;
    this.#focusStart();
  }

  async #openSummary(): Promise<void> {
    this.summary = null;
    await this.#turnTo("summary");
    this.note = WORDS.loading;
    let note = "";
    try {
      this.summary = await this.#talk.summary();
    } catch (error) {
      note = error instanceof Refused && error.status === 404 ? WORDS.noSummary : WORDS.summaryFailed;
    }
    if (this.page === "summary") this.note = note;
  }

  async #startOver(): Promise<void> {
    this.#talk.startOver();
    await this.#turnTo("chat");
    this.note = WORDS.startedOver;
  }

  async #forget(): Promise<void> {
    try {
      await this.#talk.forget();
      await this.#turnTo("chat");
      this.note = WORDS.forgotten;
    } catch {
      this.note = WORDS.notForgotten;
    }
  }

  #resize(step: number): void {
    this.#talk.note({ size: Math.min(Math.max(this.#talk.history.size + step, 0), SIZES.length - 1) });
  }

  protected override render(): TemplateResult {
    if (this.inline) return html`<section class="panel" part="panel" lang="en" aria-labelledby="heading">${this.#inside()}</section>`;
    return html`<button type="button" class="launcher" part="launcher" lang="en" aria-haspopup="dialog" ?hidden=${this.open}
        @click=${this.show}>${WORDS.launcher}</button>
      <dialog class="panel" part="panel" lang="en" aria-labelledby="heading" tabindex="-1" @keydown=${this.#pressed}
        @cancel=${(event: Event) => (event.preventDefault(), this.close())}>${this.#inside()}</dialog>`;
  }

  #inside(): unknown {
    const chat = this.page === "chat";
    const talk = this.#talk;
    const progress = talk.messages.at(-1)?.triage?.progress;
    const menu = (event: MouseEvent) => { if (event.detail < 2) this.menu = !this.menu; };
    return html`<div class="header" part="header">
        <h2 id="heading" tabindex="-1">${this.heading}</h2>
        <button type="button" aria-expanded=${this.menu} aria-controls="menu" @click=${menu}>${WORDS.menu}</button>
        ${this.inline ? nothing : html`<button type="button" @click=${this.close}>${WORDS.close}</button>`}
      </div>
      <div id="menu" class="menu" part="menu" ?hidden=${!this.menu}>${this.#choices()}</div>
      ${urgent(talk.emergency, talk.certain, talk.countries, this.#helpIsComing)}
      ${progress ? html`<progress aria-label=${WORDS.progress} max=${progress.about} value=${progress.number}></progress>` : nothing}
      <div class="scroller" tabindex="-1" ?hidden=${!chat}>${this.#chat()}</div>
      ${chat ? nothing : this.#other()}
      ${this.#form(chat)}`;
  }

  #choices(): TemplateResult[] {
    const { size } = this.#talk.history;
    const button = (words: string, act: () => void, off = false) =>
      html`<button type="button" aria-disabled=${off} @click=${act}>${words}</button>`;
    return [
      button(WORDS.summary, () => this.#openSummary()),
      button(WORDS.startOver, () => this.#turnTo("startOver")),
      button(WORDS.forget, () => this.#turnTo("forget")),
      button(WORDS.larger, () => this.#resize(1), size === SIZES.length - 1),
      button(WORDS.smaller, () => this.#resize(-1), size === 0),
    ];
  }

  readonly #helpIsComing = async (): Promise<void> => {
    this.#send(WORDS.helpComing, WORDS.helpComing);
    await this.#turnTo("chat");
    this.#toLatest();
  };

  #chat(): TemplateResult {
    const talk = this.#talk;
    const { entries } = talk.history;
    const answerable = talk.answerable;
    const pressed = { send: (text: string, shown: string) => this.#send(text, shown), hint: (text: string) => (this.note = text) };
    return html`${introduction(entries.length > 0, this.privacy)}
      <div class="log" part="log" role="log" aria-label=${WORDS.log} aria-live="polite" aria-relevant="additions" tabindex="0">${
        // Only ever added to, so each bubble is announced once.
        entries.map((entry) => bubble(entry, entry.message !== undefined && entry.message === answerable))}</div>
      ${entries.length ? nothing : answers(suggestions(), pressed)}
      ${answerable ? answers(answerable, pressed) : nothing}
      ${trouble(talk.trouble, talk.countries, talk.history.pending.length ? this.#again : undefined)}`;
  }

  readonly #again = (): void => {
    this.#toLatest();
    this.#talk.retry();
  };

  #form(chat: boolean): TemplateResult {
    return html`<form class="write" ?hidden=${!chat} @submit=${this.#submit}>
      <label for="text">${WORDS.field}</label>
      <p class="status" role="status" dir="auto">${this.#talk.busy ? html`<span class="dots">${WORDS.writing}</span>` : chat ? this.note : nothing}</p>
      <textarea id="text" part="input" rows="2" autocomplete="off" enterkeyhint="send" dir="auto" @keydown=${this.#typed}></textarea>
      <button class="main" part="send">${WORDS.send}</button>
    </form>`;
  }

  #other(): TemplateResult {
    const back = () => void this.#turnTo("chat");
    const { note } = this;
    if (this.page === "summary") {
      return summaryPage({
        text: this.summary, note, back, base: TriageChat.base, conversation: this.#talk.history.conversation,
        copy: async (event) => {
          const button = event.currentTarget as HTMLElement;
          this.note = (await copied(this.#find(".text") as HTMLTextAreaElement)) ? WORDS.copied : WORDS.notCopied;
          button.focus();
        },
      });
    }
    return this.page === "forget"
      ? surePage({ title: WORDS.askForget, about: WORDS.aboutForget, yes: WORDS.yesForget, note, back, sure: () => void this.#forget() })
      : surePage({ title: WORDS.askStartOver, about: WORDS.aboutStartOver, yes: WORDS.yesStartOver, note, back,
          sure: () => void this.#startOver() });
  }
}
