// The talk itself: what was said, what is being sent, what failed, and whether an emergency stands. No elements here.

import { type Entry, type History, type Pending, Shelf, empty, freshId } from "./history";
import { type BotMessage, Refused, ask, exchange } from "./protocol";
import { type Country, SHIPPED, WORDS } from "./words";

const alarms = (message: BotMessage) => message.triage?.level === SHIPPED.emergency.level;

export class Conversation {
  history: History;
  busy = false;
  /** Why the latest message has no answer: the assistant's reason, or an empty text; null when all is well. */
  trouble: string | null = null;
  private readonly shelf: Shelf;

  constructor(private readonly base: string, private readonly changed: () => void, public country: () => string | null) {
    this.shelf = new Shelf(`triage-chat:${base}`, (told) => this.hear(told));
    this.history = this.shelf.load();
    if (this.history.pending) this.trouble = "";
  }

  close(): void {
    this.shelf.close();
  }

  /** Send words or a button's payload; `shown` is what the person sees as said. Refused while one is on its way. */
  send(text: string, shown: string): boolean {
    if (this.busy) return false;
    this.history.entries.push({ key: freshId(), mine: true, text: shown });
    this.history.pending = { id: freshId(), text, shown: 0 };
    this.deliver();
    return true;
  }

  /** Send the unanswered message again: the assistant knows it by its id and answers once. */
  retry(): void {
    if (this.history.pending && !this.busy) this.deliver();
  }

  private async deliver(): Promise<void> {
    const { history } = this;
    const pending = history.pending!;
    this.busy = true;
    this.trouble = null;
    this.keep();
    try {
      await this.exchanged(history, pending);
      history.pending = null;
    } catch (error) {
      this.trouble = navigator.onLine ? "" : WORDS.offline;
      if (error instanceof Refused) {
        this.trouble = error.message;
        // An id that the assistant does not take is of no use: the next try begins a new conversation.
        if (error.status === 400) history.conversation = null;
      }
    }
    // Started over meanwhile: what came belongs to a conversation that is no longer shown.
    if (history !== this.history) return;
    this.busy = false;
    this.keep();
  }

  private async exchanged(history: History, pending: Pending): Promise<void> {
    let number = 0;
    const body = { sender: history.conversation ?? undefined, id: pending.id, message: pending.text,
      country: this.country() ?? undefined };
    await exchange(`${this.base}message`, body, {
      conversation: (id) => {
        history.conversation = id;
      },
      message: (message) => {
        number += 1;
        if (number <= pending.shown) return;
        pending.shown = number;
        history.entries.push({ key: freshId(), mine: false, text: message.text, message });
        if (this.alarm === undefined) history.acknowledged = [];
        if (history === this.history) this.keep();
      },
    });
    if (!number) throw new Error("no message came");
  }

  /** What can be answered by pressing: that of the last message, unless something was said since. */
  get answerable(): BotMessage | undefined {
    return this.busy || this.trouble !== null ? undefined : this.history.entries.at(-1)?.message;
  }

  /** Whether an emergency stands for which nobody has said that help is on the way. */
  get emergency(): boolean {
    const known = this.history.acknowledged;
    return this.alarm !== undefined && (!known.length || this.alarm.some((rule) => !known.includes(rule)));
  }

  /** The rules of the emergency that stands; undefined without one. A channel's own "something went wrong" ends none. */
  private get alarm(): string[] | undefined {
    const standing = this.history.entries.filter(({ message }) => message && (alarms(message) || !message.fallback));
    const latest = standing.at(-1)?.message;
    return latest && alarms(latest) ? latest.triage!.rules : undefined;
  }

  /** The person says that help is on the way: the assistant is told, and the same emergency is not shown again. */
  helpIsComing(): void {
    const rules = this.alarm ?? [];
    if (this.send(WORDS.helpComing, WORDS.helpComing)) {
      this.history.acknowledged = [...this.history.acknowledged, ...rules, "said"];
      this.keep();
    }
  }

  /** Countries whose numbers to show: the person's own, or all. */
  get countries(): Country[] {
    const named = this.history.entries.filter((entry) => entry.message?.country).at(-1)?.message?.country;
    const own = SHIPPED.countries.filter((country) => country.code === (named ?? this.country()));
    return own.length ? own : SHIPPED.countries;
  }

  startOver(): void {
    const { open, size } = this.history;
    this.history = { ...empty(), open, size };
    this.busy = false;
    this.trouble = null;
    this.keep();
  }

  /** Erase it everywhere; throws, and keeps it here, when the assistant could not. */
  async forget(): Promise<void> {
    const id = this.history.conversation;
    if (id) {
      await ask(`${this.base}forget`, { sender: id });
      this.shelf.tell({ forgotten: id });
    }
    this.startOver();
  }

  /** The summary for a clinician as text. Throws {@link Refused} when there is nothing to sum up. */
  async summary(): Promise<string> {
    if (!this.history.conversation) throw new Refused(WORDS.noSummary, 404);
    return ask(`${this.base}summary`, { sender: this.history.conversation, format: "text" });
  }

  /** Remember how the panel stands, without telling other tabs. */
  note(changes: Partial<Pick<History, "open" | "size">>): void {
    Object.assign(this.history, changes);
    this.shelf.save(this.history);
    this.changed();
  }

  private keep(): void {
    this.shelf.save(this.history);
    const { conversation, entries, acknowledged } = this.history;
    if (conversation) this.shelf.tell({ conversation, entries, acknowledged });
    this.changed();
  }

  private hear(told: Partial<History> & { forgotten?: string }): void {
    const { history } = this;
    if (!history.conversation) return;
    if (told.forgotten === history.conversation) this.startOver();
    if (told.conversation !== history.conversation) return;
    const known = new Set(history.entries.map((entry: Entry) => entry.key));
    history.entries.push(...(told.entries ?? []).filter((entry) => !known.has(entry.key)));
    history.acknowledged = [...new Set([...history.acknowledged, ...(told.acknowledged ?? [])])];
    this.shelf.save(history);
    this.changed();
  }
}
