// The talk itself: what was said, what is being sent, what failed, and whether an emergency stands. No elements here.

import { type History, type Pending, type Shared, Shelf, empty, freshId } from "./history";
import { type BotMessage, Refused, ask, exchange } from "./protocol";
import { type Country, SHIPPED, WORDS } from "./words";

const alarms = (message: BotMessage) => message.triage?.level === SHIPPED.emergency.level;

export class Conversation {
  history: History;
  busy = false;
  /** Why the latest message has no answer: a reason, or an empty text; null when all is well. */
  trouble: string | null = null;
  readonly #shelf: Shelf;

  constructor(private readonly base: string, private readonly changed: () => void, private readonly country: () => string | null) {
    this.#shelf = new Shelf(`triage-chat:${base}`, (told) => this.#hear(told));
    this.history = this.#shelf.load();
  }

  /** Begin or go on: what was left without an answer, as when the page was left meanwhile, is sent again. */
  connect(): void {
    this.#shelf.listen(this.history.conversation);
    this.retry();
  }

  disconnect(): void {
    this.#shelf.listen(null);
  }

  /** Send words or a button's payload; `shown` is what the person sees as said. Messages are answered one by one. */
  send(text: string, shown: string): void {
    const id = freshId();
    this.history.entries.push({ key: id, mine: true, text: shown });
    this.history.pending.push({ id, text });
    this.#keep();
    this.retry();
  }

  /** Send what has no answer yet. The assistant knows a message by its id and answers it once. */
  async retry(): Promise<void> {
    const { history } = this;
    if (this.busy || !history.pending.length) return;
    this.busy = true;
    this.trouble = null;
    try {
      while (history.pending.length) {
        this.changed();
        await this.#deliver(history, history.pending[0]!);
        history.pending.shift();
        if (history !== this.history) return;
        this.#keep();
      }
    } catch (error) {
      // Started over meanwhile: what happened to the old conversation is nothing to tell of in the new one.
      if (history !== this.history) return;
      this.#fail(error);
    }
    this.busy = false;
    this.changed();
  }

  #fail(error: unknown): void {
    this.trouble = navigator.onLine ? "" : WORDS.offline;
    if (!(error instanceof Refused)) return;
    this.trouble = error.message;
    // Sent again it would be refused again.
    if (error.status === 413) this.history.pending.shift();
    // A conversation that the assistant does not take: the next try begins a new one.
    if (error.status === 400) this.history.conversation = null;
    this.#keep();
  }

  async #deliver(history: History, pending: Pending): Promise<void> {
    // The id comes first and alone: were it to come with the first answer, it could be lost with it.
    history.conversation ??= JSON.parse(await ask(`${this.base}conversation`, {})).conversation as string;
    if (history === this.history) this.#keep();
    let number = 0;
    const body = { sender: history.conversation, id: pending.id, message: pending.text, country: this.#site?.code };
    let forgotten = false;
    // Two letters of the id let a proxy send each conversation to the same process, and give nothing away.
    await exchange(`${this.base}message?at=${history.conversation.slice(0, 2)}`, body, (message) => {
      number += 1;
      forgotten ||= !!message.forgotten;
      const key = `${pending.id}:${number}`;
      if (history.entries.some((entry) => entry.key === key)) return;
      history.entries.push({ key, mine: false, text: message.text, message });
      if (history === this.history) this.#noteHelp(message, pending);
    });
    if (!number) throw new Error("no message came");
    if (forgotten && history === this.history) this.#forgotten();
  }

  /** An emergency is over when somebody says that help is on the way, or when it was none; a new alarm is a new one. */
  #noteHelp(message: BotMessage, pending: Pending): void {
    const said = message.help_is_coming || (pending.text === WORDS.helpComing && !message.fallback);
    if (said) this.history.helped = true;
    else if (!this.#alarmed || message.text.startsWith(SHIPPED.emergency.opening)) this.history.helped = false;
    this.#keep();
  }

  /** Whether an emergency stands for which nobody has said that help is on the way. */
  get emergency(): boolean {
    return this.#alarmed && !this.history.helped;
  }

  get #alarmed(): boolean {
    return this.#standing !== undefined && alarms(this.#standing);
  }

  /** Whether a rule says so, or only how it sounds. */
  get certain(): boolean {
    return !!this.#standing?.triage?.rules.length;
  }

  /** The message that says how things stand: a channel's own "something went wrong" neither begins an emergency nor ends one. */
  get #standing(): BotMessage | undefined {
    return this.messages.filter((message) => alarms(message) || !message.fallback).at(-1);
  }

  /** The assistant's messages. */
  get messages(): BotMessage[] {
    return this.history.entries.flatMap(({ message }) => message ?? []);
  }

  /** What can be answered by pressing: the last message, unless something was said since. */
  get answerable(): BotMessage | undefined {
    return this.history.pending.length ? undefined : this.history.entries.at(-1)?.message;
  }

  /** Countries whose numbers to show: the person's own, or all. */
  get countries(): Country[] {
    const named = this.messages.filter((message) => message.country).at(-1)?.country;
    const own = SHIPPED.countries.find((country) => country.code === named) ?? this.#site;
    return own ? [own] : SHIPPED.countries;
  }

  /** The country that the website names. */
  get #site(): Country | undefined {
    return SHIPPED.countries.find((country) => country.code === this.country()?.toUpperCase());
  }

  startOver(): void {
    const { open, size } = this.history;
    this.history = { ...empty(), open, size };
    this.busy = false;
    this.trouble = null;
    this.#keep();
  }

  /** Erase it everywhere. Throws, and keeps it here, when the assistant could not. */
  async forget(): Promise<void> {
    const sender = this.history.conversation;
    if (sender) {
      await ask(`${this.base}forget`, { sender });
      this.#shelf.tell(null);
    }
    this.startOver();
  }

  /** Nothing of what was erased at the person's word stays here. The answer that says so does, and what was sent since. */
  #forgotten(): void {
    const { entries, pending } = this.history;
    const since = pending.slice(1);
    this.#shelf.tell(null);
    this.startOver();
    this.history.entries = entries.filter(({ key, message }) => message?.forgotten || since.some(({ id }) => id === key));
    this.history.pending = since;
    this.#keep();
    this.retry();
  }

  /** The summary for a clinician as text. Throws {@link Refused} when there is nothing to sum up. */
  async summary(): Promise<string> {
    if (!this.history.conversation) throw new Refused(WORDS.noSummary, 404);
    return ask(`${this.base}summary`, { sender: this.history.conversation, format: "text" });
  }

  /** Remember how the panel stands. */
  note(changes: Partial<Pick<History, "open" | "size">>): void {
    Object.assign(this.history, changes);
    this.#shelf.save(this.history);
    this.changed();
  }

  #keep(): void {
    const { entries, pending, helped } = this.history;
    this.#shelf.save(this.history);
    this.#shelf.tell({ entries, pending, helped });
    this.changed();
  }

  #hear(told: Shared | null): void {
    if (!told) return this.startOver();
    const { history } = this;
    const known = new Set(history.entries.map((entry) => entry.key));
    const news = told.entries.filter((entry) => !known.has(entry.key));
    history.entries.push(...news);
    history.helped = told.helped;
    // What this tab inherited unanswered, and the other has an answer to by now.
    const answered = (id: string) => told.entries.some((entry) => entry.key === `${id}:1`) && !told.pending.some((one) => one.id === id);
    if (!this.busy) {
      history.pending = history.pending.filter(({ id }) => !answered(id));
      if (!history.pending.length) this.trouble = null;
    }
    this.#shelf.save(history);
    this.changed();
  }
}
