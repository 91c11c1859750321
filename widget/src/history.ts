// The conversation as this tab keeps it: in sessionStorage, so that a shared computer forgets it with the tab. A tab
// opened from this one inherits it; both then show the same conversation.

import type { BotMessage } from "./protocol";

/** One bubble. `key` is unique, also between tabs: a reply's is made from the message it answers. */
export interface Entry {
  key: string;
  mine: boolean;
  text: string;
  message?: BotMessage;
}

/** A message that has no whole answer yet; its id lets the assistant know it when it comes again. */
export interface Pending {
  id: string;
  text: string;
}

/** What tabs with the same conversation tell each other. */
export interface Shared {
  entries: Entry[];
  /** Oldest first: they are answered in the order in which they were said. */
  pending: Pending[];
  /** Somebody has said that help is on the way to the emergency that stands. */
  helped: boolean;
}

export interface History extends Shared {
  conversation: string | null;
  /** Whether the panel was left open; null while nobody has opened or closed it. */
  open: boolean | null;
  size: number;
}

export const empty = (): History => ({
  conversation: null, entries: [], pending: [], helped: false, open: null, size: 0,
});

/** An id that nobody can guess. `crypto.randomUUID` is missing on plain http. */
export function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Where one assistant's conversation is kept on this site. Works, without memory, where storage is forbidden. */
export class Shelf {
  #line: BroadcastChannel | undefined;

  constructor(private readonly name: string, private readonly hear: (told: Shared | null) => void) {}

  load(): History {
    try {
      const found = { ...empty(), ...JSON.parse(sessionStorage.getItem(this.name) ?? "{}") };
      const whole = [found.entries, found.pending].every((list) => list.every((one: Entry | Pending) => typeof one.text === "string"));
      return whole ? found : empty();
    } catch {
      return empty();
    }
  }

  save(history: History): void {
    try {
      sessionStorage.setItem(this.name, JSON.stringify(history));
    } catch {
      // Full or forbidden: the conversation goes on and is not there after a reload.
    }
    this.listen(history.conversation);
  }

  /** Talk with the other tabs of a conversation. Its id is the name of the line, so nobody else is on it. */
  listen(conversation: string | null): void {
    if (this.#line?.name === conversation) return;
    this.#line?.close();
    this.#line = undefined;
    if (!conversation) return;
    try {
      this.#line = new BroadcastChannel(conversation);
      this.#line.onmessage = (event) => this.hear(event.data);
    } catch {
      // A page that may not talk to its other tabs has only itself.
    }
  }

  /** Tell the other tabs; null says that everything has been erased. */
  tell(told: Shared | null): void {
    this.#line?.postMessage(told);
  }
}
