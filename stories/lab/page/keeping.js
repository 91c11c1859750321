/** From a judged conversation to a story: its title, its text, its file. */

import { post } from "./api.js";
import { button, el, field } from "./dom.js";
import { Editor, nameOf } from "./editor.js";

const LONGEST_QUOTE = 60;

export class Keeping {
  /** `play(path)` plays a story that has been saved. */
  constructor(talk, play) {
    this.talk = talk;
    this.editor = new Editor((path, told) => {
      talk.saved = true;
      told.append(button("Play it now", () => play(path)));
    });
    this.title = el("input", { type: "text", autocomplete: "off", oninput: () => this.titled() });
    this.note = el("p", { role: "status" });
    this.anew = el("p", { hidden: true, class: "note" }, "You changed the text by hand, so it stays as it is. ",
      button("Write it anew from the marks", () => this.compose()));
    this.element = el("div", {},
      field("What it shows, as a sentence", this.title,
        "Such as: Somebody who writes this is told to call for help at once."),
      this.note, this.anew, this.editor.element);
    this.editor.listFolders();
  }

  /** Marks have changed: write the text from them, unless a person has worked on it. */
  marked() {
    const first = this.talk.turns[0];
    if (!this.title.value && first) {
      const words = first.deed.user ?? "";
      const short = words.length > LONGEST_QUOTE ? `${words.slice(0, LONGEST_QUOTE).replace(/\s\S*$/, "")} …` : words;
      this.title.value = `What is answered to “${short}”`;
      this.named();
    }
    const wrong = this.talk.turns.filter(({ verdict }) => verdict === "wrong").length;
    this.note.textContent = wrong ? "Something is marked as wrong: this story will fail until the assistant is mended." : "";
    if (this.editor.edited) this.anew.hidden = false;
    else this.compose();
  }

  /** Another conversation has begun. */
  forget() {
    this.title.value = "";
    this.anew.hidden = true;
    this.editor.show("");
    this.editor.from = null;
  }

  titled() {
    this.named();
    if (this.editor.edited) this.anew.hidden = false;
    else this.compose();
  }

  /** The file's name follows the title, until somebody names it. */
  named() {
    if (this.editor.name.value === (this.proposed ?? "")) this.editor.name.value = this.proposed = nameOf(this.title.value);
  }

  async compose() {
    const turns = this.talk.turns.map(({ deed, bot }) => ({ ...deed, ...(Object.keys(bot).length ? { bot } : {}) }));
    const asked = this.asked = {};
    try {
      const { text } = await post("compose", { story: this.title.value || "A story without a title", turns });
      if (asked !== this.asked) return;  // marks have changed meanwhile
      this.editor.show(text, this.editor.from);
      this.anew.hidden = true;
    } catch (error) {
      this.note.textContent = error.message;
    }
  }
}
