/** A story's text: checked while it is written, saved, downloaded. */

import { get, post } from "./api.js";
import { button, el, field, fill, select } from "./dom.js";
import { plain } from "./words.js";

const PAUSE_MS = 350;
const INBOX = "from_the_lab";

export class Editor {
  /** `saved(path)` is called after saving. */
  constructor(saved) {
    this.saved = saved;
    this.text = el("textarea", {
      class: "story", rows: 14, spellcheck: "false", autocapitalize: "off", oninput: () => this.changed() });
    this.problems = el("div", { role: "status", class: "problems" });
    this.folder = select([{ id: INBOX, label: plain(INBOX) }], INBOX);
    this.name = el("input", { type: "text", autocomplete: "off", spellcheck: "false", pattern: "[a-z0-9][a-z0-9_]*" });
    this.told = el("div", { role: "status" });
    this.element = el("div", {},
      field("The story as text", this.text, "It can be changed here. Mistakes are shown below at once."), this.problems,
      el("div", { class: "row" }, field("Folder", this.folder, "What kind of behaviour it shows."),
        field("File name", this.name, "Small letters, digits and _.")),
      el("div", { class: "row" }, button("Save as a story", () => this.save(false), "main"),
        button("Download", () => this.download())),
      this.told);
  }

  /** The folders that there are, and one for what is found here. */
  async listFolders() {
    const paths = (await get("stories")).map(({ path }) => path.split("/")[0]);
    fill(this.folder, [...new Set([INBOX, ...paths])].sort().map((id) => ({ id, label: plain(id) })));
  }

  /** Show a text; `path` is the file that it may replace, because it came from there. */
  show(text, path = null) {
    this.text.value = text;
    this.from = path;
    if (path) {
      const [folder, name] = path.split("/");
      if (![...this.folder.options].some(({ value }) => value === folder)) {
        this.folder.append(el("option", { value: folder }, plain(folder)));
      }
      [this.folder.value, this.name.value] = [folder, name];
    }
    this.edited = false;
    this.told.replaceChildren();
    this.check();
  }

  get path() {
    return `${this.folder.value}/${this.name.value.trim()}`;
  }

  changed() {
    this.edited = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.check(), PAUSE_MS);
  }

  async check() {
    const text = this.text.value;
    try {
      const { problems } = await post("check", { text });
      if (text === this.text.value) this.showProblems(problems);
    } catch (error) {
      this.problems.replaceChildren(el("p", { class: "bad" }, error.message));
    }
  }

  showProblems(problems) {
    this.text.setAttribute("aria-invalid", String(problems.length > 0));
    this.problems.replaceChildren(problems.length
      ? el("ul", {}, problems.map(({ line, message }) => el("li", { class: "bad" },
        button(`Line ${line}`, () => this.goTo(line)), ` ${message}`)))
      : el("p", { class: "good" }, "✓ No mistakes in it."));
  }

  /** Select a line of the text. */
  goTo(line) {
    const lines = this.text.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    this.text.focus();
    this.text.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    this.text.scrollTop = (line - 4) * this.text.scrollHeight / lines.length;
  }

  async save(replace) {
    const path = this.path;
    try {
      const { saved } = await post("save", { path, text: this.text.value, replace: replace || path === this.from });
      this.from = saved;
      this.edited = false;
      this.told.replaceChildren(el("p", { class: "good" }, `✓ Saved as ${saved}.yml. `));
      this.saved(saved, this.told.firstElementChild);
    } catch (error) {
      this.told.replaceChildren(el("p", { class: "bad" }, error.message,
        error.status === 409 && [" ", button("Replace it", () => this.save(true))]));
    }
  }

  download() {
    const address = URL.createObjectURL(new Blob([this.text.value], { type: "application/yaml" }));
    const anchor = el("a", { href: address, download: `${this.name.value.trim() || "story"}.yml` });
    document.body.append(anchor);
    anchor.click();
    anchor.remove();
    URL.revokeObjectURL(address);
  }
}

/** A file name made from a title. */
export function nameOf(title) {
  const words = title.toLowerCase().normalize("NFKD").replace(/[’']/g, "").replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return words.length <= 60 ? words : words.slice(0, 60).replace(/_[^_]*$/, "");
}
