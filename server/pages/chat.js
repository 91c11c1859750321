// A plain chat page. Text is only ever set as text, never as HTML; the conversation id lives in sessionStorage,
// so that a shared computer forgets it with the tab.
(() => {
  "use strict";
  const WAIT_MS = 20000;
  const $ = (id) => document.getElementById(id);
  const log = $("log"), text = $("text"), form = $("form"), status = $("status"), urgent = $("urgent");
  const summary = $("summary"), printable = [];
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
    if (message.triage && message.triage.final) summary.hidden = false;
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

  // The conversation id goes in the body: an address would stay in histories and logs.
  async function summarised(format) {
    const answer = await fetch("../rest/summary", { method: "POST", signal: AbortSignal.timeout(WAIT_MS),
      headers: { "Content-Type": "application/json" }, body: JSON.stringify({ sender: conversation(), format }) });
    if (answer.status === 404) throw new Error("There is nothing to sum up yet.");
    if (!answer.ok) throw new Error("The summary could not be fetched. Please try again.");
    return answer.text();
  }

  // A browser's own errors (no connection, time is up) are no sentence for people.
  const reason = (error) => error.constructor === Error ? error.message
    : "The summary could not be fetched. Please try again.";

  async function copied(words) {
    try { await navigator.clipboard.writeText(words); return true; } catch { /* not allowed, or not over https */ }
    const field = document.createElement("textarea");
    field.value = words;
    field.setAttribute("aria-label", "Summary");
    summary.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }

  $("copy").addEventListener("click", async () => {
    status.textContent = "";
    try {
      const done = await copied(await summarised("text"));
      status.textContent = done ? "The summary is copied. You can paste it anywhere."
        : "The browser did not allow copying. Print summary shows it to you.";
    } catch (error) { status.textContent = reason(error); }
    $("copy").focus();
  });

  $("print").addEventListener("click", async () => {
    status.textContent = "";
    // Opened before waiting, so that the browser sees that it was asked for.
    const tab = window.open("", "_blank");
    try {
      const page = URL.createObjectURL(new Blob([await summarised("html")], { type: "text/html" }));
      printable.push(page);
      if (!tab) throw new Error("The browser did not allow a new tab. Copy summary gives you the text.");
      tab.location.replace(page);
      status.textContent = "The summary is open in a new tab. Print it there.";
      printWhenShown(tab, page, Date.now() + WAIT_MS);
    } catch (error) {
      if (tab) tab.close();
      status.textContent = reason(error);
    }
  });

  function printWhenShown(tab, page, end) {
    if (tab.closed || Date.now() > end) return;
    if (tab.location.href === page && tab.document.readyState === "complete") tab.print();
    else setTimeout(() => printWhenShown(tab, page, end), 50);
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
    summary.hidden = true;
    printable.splice(0).forEach((page) => URL.revokeObjectURL(page));
    status.textContent = "This is a new conversation.";
    text.focus();
  });

  for (const entry of saved()) entry.who === "me" ? bubble("me", entry.text) : show(entry.message);
  lock(false);
})();
