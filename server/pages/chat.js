// A plain chat page. Text is only ever set as text, never as HTML; the conversation id lives in sessionStorage,
// so that a shared computer forgets it with the tab.
(() => {
  "use strict";
  const WAIT_MS = 20000;
  const $ = (id) => document.getElementById(id);
  const log = $("log"), text = $("text"), form = $("form"), status = $("status"), urgent = $("urgent");
  let busy = false;

  const conversation = () => sessionStorage.getItem("conversation");
  const saved = () => JSON.parse(sessionStorage.getItem("said") || "[]");
  const remember = (entry) => sessionStorage.setItem("said", JSON.stringify([...saved(), entry]));

  function line(parent, words) {
    const p = document.createElement("p");
    // Only web addresses become links; everything else stays a text node.
    for (const piece of words.split(/(https:\/\/[^\s]+)/)) {
      if (piece.startsWith("https://")) {
        const a = document.createElement("a");
        a.href = piece; a.rel = "noopener noreferrer"; a.target = "_blank"; a.textContent = piece;
        p.append(a);
      } else p.append(piece);
    }
    parent.append(p);
  }

  function bubble(who, words) {
    const box = document.createElement("div");
    box.className = who === "me" ? "message me" : "message";
    const label = document.createElement("span");
    label.className = "who";
    label.textContent = who === "me" ? "You said: " : "Assistant: ";
    box.append(label);
    line(box, words);
    log.append(box);
    box.scrollIntoView({ block: "end" });
    return box;
  }

  function show(message) {
    const box = bubble("bot", message.text);
    if (message.triage && message.triage.level === "emergency_now") urgent.textContent = message.text.split("\n").slice(0, 2).join("\n");
    if (!message.buttons) return;
    const choices = document.createElement("div");
    choices.className = "choices";
    for (const button of message.buttons) {
      const b = document.createElement("button");
      b.type = "button";
      b.textContent = button.title;
      b.addEventListener("click", () => { if (!busy) { log.focus(); send(button.payload, button.title); } });
      choices.append(b);
    }
    box.append(choices);
  }

  function lock(on) {
    busy = on;
    // Old choices are answered: only the newest message keeps live buttons.
    log.querySelectorAll("button").forEach((b) => { b.disabled = true; });
    if (!on && log.lastElementChild) log.lastElementChild.querySelectorAll("button").forEach((b) => { b.disabled = false; });
    form.querySelector("[type=submit]").disabled = on;
    status.textContent = on ? "The assistant is writing ..." : "";
  }

  async function ask(message) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), WAIT_MS);
    try {
      const body = conversation() ? { sender: conversation(), message } : { message };
      const answer = await fetch("../rest/webhook", { method: "POST", signal: stop.signal,
        headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
      const messages = await answer.json();
      if (!answer.ok || !Array.isArray(messages) || !messages.length) throw new Error("no answer");
      return messages;
    } finally { clearTimeout(timer); }
  }

  async function send(message, shown) {
    lock(true);
    bubble("me", shown);
    remember({ who: "me", text: shown });
    await deliver(message);
  }

  async function deliver(message) {
    lock(true);
    try {
      const messages = await ask(message);
      sessionStorage.setItem("conversation", messages[0].recipient_id);
      for (const m of messages) { show(m); remember({ who: "bot", message: m }); }
      lock(false);
    } catch {
      lock(false);
      status.textContent = "The assistant could not be reached. If it is urgent, call your local emergency number or a doctor. ";
      const retry = document.createElement("button");
      retry.type = "button";
      retry.textContent = "Try again";
      retry.addEventListener("click", () => deliver(message));
      status.append(retry);
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const words = text.value.trim();
    if (!words || busy) return;
    text.value = "";
    send(words, words);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
  });
  $("over").addEventListener("click", () => {
    sessionStorage.clear();
    log.replaceChildren();
    urgent.textContent = "";
    status.textContent = "This is a new conversation.";
    text.focus();
  });

  for (const entry of saved()) entry.who === "me" ? bubble("me", entry.text) : show(entry.message);
  lock(false);
})();
