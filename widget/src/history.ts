// The conversation as this tab keeps it: in sessionStorage, so that a shared computer forgets it with the tab. A tab
// opened from this one inherits it; both then show the same conversation, told through a BroadcastChannel.

import type { BotMessage } from "./protocol";

/** One bubble. `key` is unique, also between tabs. */
export interface Entry {
  key: string;
  mine: boolean;
  text: string;
  message?: BotMessage;
}

/** A message that has no whole answer yet; `shown` counts the replies already in the log. */
export interface Pending {
  id: string;
  text: string;
  shown: number;
}

export interface History {
  conversation: string | null;
  entries: Entry[];
  pending: Pending | null;
  /** Rules of the emergency for which the person said that help is on the way. */
  acknowledged: string[];
  open: boolean;
  size: number;
}

export const empty = (): History => ({
  conversation: null, entries: [], pending: null, acknowledged: [], open: false, size: 0,
});

/** An id that nobody can guess. `crypto.randomUUID` is missing on plain http. */
export function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Where one assistant's conversation is kept on this site. Works, without memory, where storage is forbidden. */
export class Shelf {
  private readonly others: BroadcastChannel | undefined;

  constructor(private readonly name: string, hear: (told: Partial<History> & { forgotten?: string }) => void) {
    try {
      this.others = new BroadcastChannel(name);
      this.others.onmessage = (event) => hear(event.data);
    } catch {
      // A page that may not talk to its other tabs has only itself.
    }
  }

  load(): History {
    try {
      const found = JSON.parse(sessionStorage.getItem(this.name) ?? "{}");
      return Array.isArray(found.entries) ? { ...empty(), ...found } : empty();
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
  }

  /** Tell other tabs with the same conversation. */
  tell(told: Partial<History> & { forgotten?: string }): void {
    this.others?.postMessage(told);
  }

  close(): void {
    this.others?.close();
  }
}
