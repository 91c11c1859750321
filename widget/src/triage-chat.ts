// The element: puts the parts together, keeps focus and scrolling where a person expects them.

import { LitElement, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { answers } from "./answers";
import { bubble } from "./bubble";
import { calls } from "./calls";
import { readableOn } from "./colour";
import { Conversation } from "./conversation";
import { copied, summaryPage, surePage } from "./pages";
import { Refused } from "./protocol";
import { style } from "./style";
import { SHIPPED, WORDS } from "./words";

type Page = "chat" | "summary" | "startOver" | "forget";

const SIZES = [1, 1.25, 1.5, 1.75];
// As in style.ts: on a small screen the panel is all there is, so the page behind it must not take the focus.
const SMALL = "(max-width: 480px), (max-height: 520px)";

/** Scroll a box so that something in it stands at its top, as far as there is enough below. */
function lift(target: Element, box: Element): void {
  box.scrollTop += target.getBoundingClientRect().top - box.getBoundingClientRect().top - 12;
}

export class TriageChat extends LitElement {
  static override styles = style;
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
  private talk!: Conversation;
  private readonly small = window.matchMedia(SMALL);

  constructor() {
    super();
    this.heading = WORDS.heading;
    this.country = this.accent = this.privacy = this.summary = null;
    this.open = this.inline = this.menu = false;
    this.page = "chat";
    this.note = "";
  }

  override connectedCallback(): void {
    this.talk = new Conversation(TriageChat.base, () => this.requestUpdate(), () => this.country);
    this.open ||= this.talk.history.open;
    this.small.addEventListener("change", this.stand);
    window.addEventListener("online", this.retry);
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.talk.close();
    this.small.removeEventListener("change", this.stand);
    window.removeEventListener("online", this.retry);
  }

  /** Open the panel and go to it. */
  async show(): Promise<void> {
    this.open = true;
    await this.updateComplete;
    // On a phone the text field would bring up the keyboard and hide the words.
    const field = window.matchMedia("(hover: hover) and (pointer: fine)").matches && !this.small.matches;
    this.find(field ? "textarea" : ".log")?.focus();
  }

  /** Close the panel and go back to its launcher. */
  async close(): Promise<void> {
    this.open = false;
    await this.updateComplete;
    this.find(".launcher")?.focus();
  }

  protected override updated(changes: PropertyValues<this>): void {
    if (changes.has("accent")) this.colour();
    if (changes.has("open") && !this.inline) {
      this.stand();
      if (this.open !== this.talk.history.open) this.talk.note({ open: this.open });
    }
    this.style.setProperty("--size", String(SIZES[this.talk.history.size] ?? 1));
    this.follow();
  }

  private find(selector: string): HTMLElement | null {
    return this.renderRoot.querySelector(selector);
  }

  private colour(): void {
    const onIt = this.accent && readableOn(this.accent);
    if (!onIt) return;
    this.style.setProperty("--triage-chat-accent", this.accent);
    this.style.setProperty("--triage-chat-on-accent", onIt);
  }

  /** Open or close the dialog the way the screen calls for. */
  private readonly stand = (): void => {
    const dialog = this.find("dialog") as HTMLDialogElement | null;
    if (!dialog) return;
    const modal = dialog.matches(":modal");
    if (dialog.open && (!this.open || modal !== this.small.matches)) dialog.close();
    if (!this.open || dialog.open) return;
    if (this.small.matches) dialog.showModal();
    else dialog.show();
  };

  private readonly retry = (): void => this.talk.retry();

  private scrolledTo = "";
  private alarmed = false;

  /** A new message is shown from its beginning, however long it is; a new emergency from its banner. */
  private follow(): void {
    const latest = this.talk.history.entries.at(-1);
    if (!this.open && !this.inline) return;
    const isNew = this.talk.emergency && !this.alarmed;
    this.alarmed = this.talk.emergency;
    if (!latest || latest.key === this.scrolledTo) return;
    this.scrolledTo = latest.key;
    const bubble = this.find(".log")!.lastElementChild!;
    // On a small screen it is the whole panel that scrolls.
    lift(bubble, this.find(".scroller")!);
    lift(isNew ? this.find(".urgent")! : bubble, this.find(".panel")!);
  }

  private send(text: string, shown: string): void {
    this.note = "";
    if (!this.talk.send(text, shown)) return;
    // The pressed button goes away; the focus must not go with it. Not to the field: that opens a phone's keyboard.
    if (this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement?.localName !== "textarea") this.toLog();
  }

  private toLog(): void {
    this.find(".log")?.focus({ preventScroll: true });
  }

  private readonly submit = (event: Event): void => {
    event.preventDefault();
    const field = this.find("textarea") as HTMLTextAreaElement;
    const words = field.value.trim();
    if (!words || this.talk.busy) return;
    field.value = "";
    this.send(words, words);
  };

  private readonly typed = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit(event);
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || this.inline) return;
    event.preventDefault();
    event.stopPropagation();
    this.close();
  };

  private async turnTo(page: Page): Promise<void> {
    this.menu = false;
    this.page = page;
    this.note = "";
    await this.updateComplete;
    this.find(page === "chat" ? ".log" : "h3")?.focus();
  }

  private async openSummary(): Promise<void> {
    this.summary = null;
    await this.turnTo("summary");
    this.note = WORDS.loading;
    try {
      this.summary = await this.talk.summary();
      this.note = "";
    } catch (error) {
      this.note = error instanceof Refused && error.status === 404 ? WORDS.noSummary : WORDS.summaryFailed;
    }
  }

  private async startOver(): Promise<void> {
    this.talk.startOver();
    await this.turnTo("chat");
    this.note = WORDS.startedOver;
  }

  private async forget(): Promise<void> {
    try {
      await this.talk.forget();
      await this.turnTo("chat");
      this.note = WORDS.forgotten;
    } catch {
      this.note = WORDS.notForgotten;
    }
  }

  private resize(step: number): void {
    this.talk.note({ size: Math.min(Math.max(this.talk.history.size + step, 0), SIZES.length - 1) });
  }

  protected override render(): TemplateResult {
    if (this.inline) return html`<section class="panel" part="panel" aria-labelledby="heading">${this.inside()}</section>`;
    return html`<button type="button" class="launcher" part="launcher" aria-haspopup="dialog" ?hidden=${this.open}
        @click=${this.show}>${WORDS.launcher}</button>
      <dialog class="panel" part="panel" aria-labelledby="heading" @keydown=${this.pressed}
        @cancel=${(event: Event) => (event.preventDefault(), this.close())}>${this.inside()}</dialog>`;
  }

  private inside(): unknown {
    const chat = this.page === "chat";
    const progress = this.talk.answerable?.triage?.progress;
    return html`<div class="header" part="header">
        <h2 id="heading">${this.heading}</h2>
        <button type="button" aria-expanded=${this.menu} aria-controls="menu" @click=${() => (this.menu = !this.menu)}>${WORDS.menu}</button>
        ${this.inline ? nothing : html`<button type="button" @click=${this.close}>${WORDS.close}</button>`}
      </div>
      <div id="menu" class="menu" part="menu" ?hidden=${!this.menu}>${this.choices()}</div>
      ${this.urgent()}
      ${progress ? html`<progress aria-label=${WORDS.progress} max=${progress.about} value=${progress.number}></progress>` : nothing}
      <div class="scroller" ?hidden=${!chat}>${this.chat()}</div>
      ${chat ? this.form() : this.other()}`;
  }

  private choices(): TemplateResult[] {
    const { size } = this.talk.history;
    const button = (words: string, act: () => void, off = false) =>
      html`<button type="button" ?disabled=${off} @click=${act}>${words}</button>`;
    return [
      button(WORDS.summary, () => this.openSummary()),
      button(WORDS.startOver, () => this.turnTo("startOver")),
      button(WORDS.forget, () => this.turnTo("forget")),
      button(WORDS.larger, () => this.resize(1), size === SIZES.length - 1),
      button(WORDS.smaller, () => this.resize(-1), size === 0),
    ];
  }

  /** Outside the log, so that it stays in sight; always there, so that screen readers tell of what comes into it. */
  private urgent(): TemplateResult {
    const standing = this.talk.emergency;
    const { countries } = this.talk;
    return html`<div class="urgent ${standing ? "standing" : ""}" part="urgent">
      <div role="alert">${standing ? html`<p>${SHIPPED.emergency.opening} ${countries.length > 1 ? WORDS.callList : WORDS.callNow}</p>` : nothing}</div>
      ${standing ? calls(countries, html`<button type="button" @click=${this.helpIsComing}>${WORDS.helpComing}</button>`) : nothing}
    </div>`;
  }

  private readonly helpIsComing = (): void => {
    this.talk.helpIsComing();
    this.turnTo("chat");
  };

  private chat(): TemplateResult {
    const { entries } = this.talk.history;
    const answerable = this.talk.answerable;
    const pressed = { send: (text: string, shown: string) => this.send(text, shown), hint: (text: string) => (this.note = text) };
    return html`<div class="message theirs">${SHIPPED.introduction.split("\n").map((line) => html`<p>${line}</p>`)}
        ${this.privacyLink()}</div>
      <div class="log" part="log" role="log" aria-label=${WORDS.log} aria-live="polite" aria-relevant="additions" tabindex="0">${
        // Only ever added to, so each bubble is announced once.
        entries.map((entry) => bubble(entry, entry.message !== undefined && entry.message === answerable))}</div>
      ${entries.length ? nothing : this.suggestions()}
      ${answerable ? answers(answerable, pressed) : nothing}
      <p class="status" role="status">${this.talk.busy ? html`<span class="dots">${WORDS.writing}</span>` : this.page === "chat" ? this.note : nothing}</p>
      ${this.trouble()}`;
  }

  private privacyLink(): unknown {
    return this.privacy && /^https?:/.test(new URL(this.privacy, document.baseURI).protocol)
      ? html`<p><a href=${this.privacy} target="_blank" rel="noopener">${WORDS.privacy}</a></p>` : nothing;
  }

  private suggestions(): TemplateResult {
    return html`<div class="answers" part="choices" role="group" aria-label=${WORDS.answers}>
      ${SHIPPED.suggestions.map((words) => html`<button type="button" @click=${() => this.send(words, words)}>${words}</button>`)}
    </div>`;
  }

  private trouble(): TemplateResult {
    const { trouble, countries } = this.talk;
    return html`<div class="trouble" ?hidden=${trouble === null}>
      <div role="status">${trouble === null ? nothing : html`${trouble ? html`<p>${trouble}</p>` : nothing}
        ${SHIPPED.trouble.split("\n").map((line) => html`<p>${line}</p>`)}`}</div>
      ${trouble === null ? nothing : html`<p>${WORDS.callIfUrgent}</p>${calls(countries)}
        <button type="button" class="main" @click=${() => { this.toLog(); this.talk.retry(); }}>${WORDS.tryAgain}</button>`}
    </div>`;
  }

  private form(): TemplateResult {
    return html`<form class="write" @submit=${this.submit}>
      <label for="text">${WORDS.field}</label>
      <textarea id="text" part="input" rows="2" autocomplete="off" enterkeyhint="send" dir="auto" @keydown=${this.typed}></textarea>
      <button class="main" part="send" aria-disabled=${this.talk.busy}>${WORDS.send}</button>
    </form>`;
  }

  private other(): TemplateResult {
    const back = () => void this.turnTo("chat");
    const { note } = this;
    if (this.page === "summary") {
      return summaryPage({
        text: this.summary, note, back, print: { address: `${TriageChat.base}summary`, conversation: this.talk.history.conversation },
        copy: async () => { this.note = (await copied(this.summary!)) ? WORDS.copied : WORDS.notCopied; },
      });
    }
    return this.page === "forget"
      ? surePage({ title: WORDS.askForget, about: WORDS.aboutForget, yes: WORDS.yesForget, note, back, sure: () => void this.forget() })
      : surePage({ title: WORDS.askStartOver, about: WORDS.aboutStartOver, yes: WORDS.yesStartOver, note, back,
          sure: () => void this.startOver() });
  }
}
