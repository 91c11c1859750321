/** All stories, by behaviour: ticked to be played, opened to be read and changed. */

import { get } from "./api.js";
import { button, el, field, newId } from "./dom.js";
import { plain } from "./words.js";

export class Shelf {
  /** `open(path)` opens a story. */
  constructor(open) {
    this.open = open;
    this.ticked = new Set();
    this.filter = el("input", { type: "search", autocomplete: "off", oninput: () => this.show() });
    this.told = el("p", { class: "quiet", role: "status" });
    this.list = el("div", { class: "behaviours" });
    this.element = el("div", {}, field("Find", this.filter, "A word of its title or name."), this.told, this.list);
  }

  async read() {
    this.stories = await get("stories");
    this.show();
  }

  /** Paths of those ticked. */
  get chosen() {
    return this.stories?.map(({ path }) => path).filter((path) => this.ticked.has(path)) ?? [];
  }

  show() {
    const wanted = this.filter.value.trim().toLowerCase();
    const found = (this.stories ?? []).filter(({ path, story }) =>
      `${plain(path)} ${path} ${story}`.toLowerCase().includes(wanted));
    const behaviours = new Map();
    for (const story of found) {
      const behaviour = story.path.split("/")[0];
      behaviours.set(behaviour, [...(behaviours.get(behaviour) ?? []), story]);
    }
    const open = new Set([...this.list.querySelectorAll("details[open]")].map((one) => one.dataset.behaviour));
    this.list.replaceChildren(...[...behaviours].map(([behaviour, stories]) =>
      this.behaviour(behaviour, stories, open.has(behaviour) || (wanted && found.length <= 30))));
    this.found = found.length;
    this.count();
  }

  behaviour(behaviour, stories, open) {
    const rows = stories.map((story) => this.row(story));
    const ticked = stories.every(({ path }) => this.ticked.has(path));
    const all = this.tick(`All of “${plain(behaviour)}”`, ticked, (checked) => {
      for (const row of rows) row.set(checked);
      this.count();
    });
    return el("details", { open: Boolean(open), "data-behaviour": behaviour },
      el("summary", {}, `${plain(behaviour)} (${stories.length})`), el("div", { class: "tick all" }, all),
      el("ul", {}, rows.map(({ element }) => element)));
  }

  row({ path, story }) {
    const mark = (checked) => this.ticked[checked ? "add" : "delete"](path);
    const [box, label] = this.tick(story, this.ticked.has(path), (checked) => {
      mark(checked);
      this.count();
    });
    const open = button("Open", () => this.open(path));
    open.setAttribute("aria-label", `Open: ${story}`);
    return {
      element: el("li", { class: "tick" }, box, label, open),
      set: (checked) => {
        box.checked = checked;
        mark(checked);
      },
    };
  }

  tick(text, checked, changed) {
    const id = newId();
    return [el("input", { type: "checkbox", id, checked, onchange: (event) => changed(event.target.checked) }),
      el("label", { for: id }, text)];
  }

  count() {
    const ticked = this.chosen.length;
    this.told.textContent = `${this.found} of ${this.stories?.length ?? 0} stories shown, ${ticked || "none"} ticked.`;
    this.counted?.(ticked);
  }
}
