/** A row that holds several things: chosen from a list, or written. */

import { NOTHING } from "./expectation.js";
import { button, el, field, select } from "./dom.js";

/** `choices` to choose from; null where words are written. `value` reads what stands in it: a list, "nothing", or null. */
export function several(title, hint, choices, given) {
  let chosen = given === NOTHING ? [NOTHING] : [...(given ?? [])];
  const name = (one) => choices?.find(({ id }) => id === one)?.label ?? one;
  const list = el("ul", { class: "chosen" });
  const control = choices ? select([{ id: "", label: "choose …" }, ...choices])
    : el("input", { type: "text", autocomplete: "off" });
  const add = () => {
    const one = control.value.trim();
    if (one && !chosen.includes(one)) {
      // "Nothing" stands alone.
      chosen = one === NOTHING && choices ? [one] : [...chosen.filter((other) => other !== NOTHING), one];
    }
    control.value = "";
    show();
  };
  const remove = (one) => {
    chosen = chosen.filter((other) => other !== one);
    show();
    control.focus();
  };
  const show = () => list.replaceChildren(...chosen.map((one) => {
    const away = button("Remove", () => remove(one));
    away.setAttribute("aria-label", `Remove ${name(one)}`);
    return el("li", {}, el("span", {}, name(one)), away);
  }));
  control.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      add();
    }
  });
  show();
  const more = button("Add", add);
  more.setAttribute("aria-label", `Add to: ${title}`);
  return {
    element: el("div", { class: "several" }, el("div", { class: "row" }, field(title, control, hint), more), list),
    get value() {
      if (control.value.trim()) add();  // written, and not yet added
      return choices && chosen[0] === NOTHING ? NOTHING : chosen.length ? chosen : null;
    },
  };
}
