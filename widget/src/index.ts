// The one tag: defines the element, and puts it on the page unless the page has put it there itself.

import { TriageChat } from "./triage-chat";

// Known only while the script runs, and only for a classic script: `type=module` would not say where it came from.
const script = document.currentScript as HTMLScriptElement | null;

function place(): void {
  if (customElements.get("triage-chat")) return;
  customElements.define("triage-chat", TriageChat);
  if (document.querySelector("triage-chat")) return;
  const { inline, ...attributes } = script?.dataset ?? {};
  const into = inline ? document.querySelector(inline) : document.body;
  if (!into) {
    console.error(`triage-chat: there is no element ${inline} on this page to put the chat into.`);
    return;
  }
  const chat = document.createElement("triage-chat");
  for (const [name, value] of Object.entries(attributes)) chat.setAttribute(name, value ?? "");
  chat.toggleAttribute("inline", inline !== undefined);
  into.append(chat);
}

TriageChat.base = new URL(".", script?.src ?? document.baseURI).href;
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
else place();
