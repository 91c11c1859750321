// The one tag: defines the element, and puts it on the page unless the page has put it there itself.

import { TriageChat } from "./triage-chat";

// Known only while the script runs, and only for a classic script: `type=module` would not say where it came from.
const script = document.currentScript as HTMLScriptElement | null;

const OPTIONS = ["heading", "country", "accent", "open", "inline", "privacy", "scheme"];

function found(selector: string): Element | null {
  try {
    return document.querySelector(selector);
  } catch {
    return null;
  }
}

function place(): void {
  if (customElements.get("triage-chat")) return;
  customElements.define("triage-chat", TriageChat);
  if (document.querySelector("triage-chat")) return;
  const options: DOMStringMap = script?.dataset ?? {};
  const into = options.inline ? found(options.inline) : document.body;
  if (!into) {
    console.error(`triage-chat: there is no element ${options.inline} on this page to put the chat into.`);
    return;
  }
  const chat = document.createElement("triage-chat");
  for (const name of OPTIONS) {
    const value = options[name];
    if (value !== undefined && value !== "false") chat.setAttribute(name, value);
  }
  into.append(chat);
}

TriageChat.base = new URL(".", script?.src ?? document.baseURI).href;
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
else place();
