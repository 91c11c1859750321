/** The conversation: what the person does, what comes back, and which turn is being looked into. */

import { post } from "./api.js";
import { button, byId, el, newId } from "./dom.js";

const VERDICTS = { right: "Marked as right", wrong: "Marked as wrong" };

export class Talk {
  /** `looked(turn)` is called when a turn is to be looked into, null when there is none; `asked()` to judge it. */
  constructor(looked, asked) {
    [this.looked, this.asked] = [looked, asked];
    this.turns = [];
    this.conversation = null;
    byId("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    byId("words").addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        this.send();
      }
    });
    byId("afresh").addEventListener("click", () => this.startAfresh());
    this.hint = byId("log").firstElementChild;
  }

  startAfresh() {
    if (this.turns.some((turn) => turn.verdict) && !this.saved
        && !confirm("What you marked is not saved as a story. Start afresh all the same?")) return;
    this.turns = [];
    this.conversation = null;
    byId("log").replaceChildren(this.hint);
    this.offer(null);
    this.looked(null);
    byId("words").focus();
  }

  /** What is ticked, or else what is written. Lines are sent by their numbers, as people send them. */
  send() {
    const ticked = [...byId("ticks").querySelectorAll("input:checked")];
    const words = byId("words").value.trim();
    if (ticked.length) this.take({ tick: ticked.map((tick) => tick.value) }, ticked.map((tick) => tick.name).join(" and "));
    else if (words) this.take({ user: words }, words);
    if (words && !ticked.length) byId("words").value = "";
  }

  async take(deed, message) {
    if (this.busy) return;
    this.busy = true;
    byId("waiting").textContent = "The assistant is writing …";
    try {
      const began = this.conversation;
      const { conversation, messages, seen } = await post("talk", { conversation: began, message });
      this.conversation = conversation;
      this.saved = false;
      this.add({ deed, message: messages.at(-1), seen, verdict: null, bot: {}, number: this.turns.length + 1 });
      byId("waiting").textContent = "";
    } catch (error) {
      byId("waiting").textContent = error.message;
      if (deed.user) byId("words").value ||= deed.user;
    } finally {
      this.busy = false;
      byId("words").focus();
    }
  }

  add(turn) {
    this.turns.push(turn);
    this.hint.remove();
    turn.mark = el("span", { class: "verdict" });
    turn.look = button("Look into this", () => this.look(turn));
    turn.look.setAttribute("aria-label", `Look into turn ${turn.number}`);
    const judge = button("Was that right?", async () => {
      await this.look(turn);
      this.asked();
    });
    judge.setAttribute("aria-label", `Was that right? Turn ${turn.number}`);
    turn.element = el("article", { class: "turn", "aria-label": `Turn ${turn.number}` },
      el("p", { class: "mine" }, el("span", { class: "who" }, "The person "), told(turn.deed)),
      el("p", { class: "theirs" }, turn.message.text),
      el("p", { class: "row foot" }, turn.look, judge, turn.mark));
    byId("log").append(turn.element);
    this.offer(turn.message);
    this.look(turn);
    scrollTo({ top: 0 });
    byId("log").scrollTop = turn.element.offsetTop - byId("log").offsetTop - 8;
  }

  look(turn) {
    for (const other of this.turns) {
      other.look.setAttribute("aria-pressed", String(other === turn));
      other.element.classList.toggle("looked", other === turn);
    }
    return this.looked(turn);
  }

  /** A verdict with what is expected from now on; null takes it back. */
  judge(turn, verdict, bot) {
    Object.assign(turn, { verdict, bot });
    turn.mark.textContent = verdict ? VERDICTS[verdict] : "";
    turn.mark.className = `verdict ${verdict ?? ""}`;
  }

  /** Buttons and lines of the latest reply. */
  offer(message) {
    byId("buttons").replaceChildren(...(message?.buttons ?? []).map(({ title, payload }) =>
      button(title, () => this.take({ press: title }, payload))));
    const lines = message?.choices ?? [];
    byId("ticks").replaceChildren(...(lines.length ? [el("fieldset", {},
      el("legend", {}, "Lines to tick, then Send"),
      lines.map((line, number) => {
        const id = newId();
        return el("div", { class: "tick" },
          el("input", { type: "checkbox", id, value: line, name: String(number + 1) }), el("label", { for: id }, line));
      }))] : []));
  }
}

/** What the person did, in words. */
export function told(deed) {
  if (deed.press) return `pressed: ${deed.press}`;
  return deed.tick ? `ticked: ${deed.tick.join("; ")}` : `wrote: ${deed.user}`;
}
