/** Playing stories and watching how they go. */

import { get, post } from "./api.js";
import { button, el, field, fill, select } from "./dom.js";
import { changes } from "./changes.js";

const EVERY_MS = 600;
const STATES = { starting: "Loading the model, half a minute or so …", running: "Playing …", done: "Done.",
  stopped: "Stopped.", failed: "It failed." };
const GOING = ["starting", "running"];

export class Runs {
  /** `shelf` holds what is ticked; `open(path)` opens a story. */
  constructor(shelf, open) {
    [this.shelf, this.open] = [shelf, open];
    this.model = select([]);
    this.against = select([]);
    this.all = button("Play all", () => this.start(null), "main");
    this.some = button("Play what is ticked", () => this.start(this.shelf.chosen));
    this.end = button("Stop", () => this.stop());
    this.bar = el("progress", { max: 1, value: 0, "aria-label": "Stories played" });
    this.count = el("p", { class: "quiet" });
    this.told = el("p", { role: "status" });
    this.failed = el("div", {});
    this.passed = el("ul", { class: "results" });
    this.compared = el("div", {});
    this.passedFold = el("details", { hidden: true }, el("summary", {}, ""), this.passed);
    this.element = el("div", {},
      el("div", { class: "row" }, field("Model", this.model, "What the assistant has learned."),
        field("Compare with", this.against, "Another model, played after the first.")),
      el("div", { class: "row" }, this.all, this.some, this.end), this.bar, this.count, this.told,
      this.compared, this.failed, this.passedFold);
    shelf.counted = (ticked) => {
      this.ticked = ticked;
      this.fit();
    };
    this.going = false;
    this.bar.hidden = true;
    this.fit();
  }

  /** The models that there are, and a run that is going on already. */
  async read() {
    const models = await get("models");
    const choices = models.map(({ name, loaded, trained }) => ({ id: name, label: `${name.replace(/\.tar\.gz$/, "")}, `
      + `${trained ? `trained ${new Date(trained * 1000).toLocaleString()}` : "gone"}${loaded ? ", in use" : ""}` }));
    const nothing = choices.length > 1 ? "nothing" : "nothing: there is no other model";
    fill(this.model, choices);
    fill(this.against, [{ id: "", label: nothing }, ...choices]);
    const going = (await get("runs")).find(({ state }) => GOING.includes(state));
    if (going && !this.going) this.follow(going.run);
  }

  async start(only) {
    if (this.going) return;
    try {
      const { run } = await post("runs", { only, model: this.model.value || null, against: this.against.value || null });
      await this.follow(run);
    } catch (error) {
      this.told.textContent = error.message;
    }
  }

  async stop() {
    this.end.disabled = true;
    this.told.textContent = "Stopping: stories under way are brought to their end …";
    await post(`runs/${this.run}/stop`).catch((error) => { this.told.textContent = error.message; });
  }

  /** Watch a run to its end. */
  async follow(run) {
    Object.assign(this, { run, going: true, seen: 0, wrong: 0, right: 0, skipped: 0, comparedSeen: null });
    for (const list of [this.failed, this.passed, this.compared]) list.replaceChildren();
    this.passedFold.hidden = true;
    this.fit();
    let state = "starting";
    while (this.going) {
      try {
        const told = await get(`runs/${run}?since=${this.seen}`);
        this.show(told, told.state !== state || !this.told.textContent);
        state = told.state;
        this.going = GOING.includes(state);
      } catch (error) {
        this.told.textContent = error.message;
        this.going = false;
      }
      if (this.going) await new Promise((done) => setTimeout(done, EVERY_MS));
    }
    this.fit();
  }

  show(told, news) {
    this.bar.max = told.of || 1;
    this.bar.value = told.played;
    for (const result of told.results) this.add(result);
    this.seen += told.results.length;
    this.count.textContent = `${told.played} of ${told.of} played${told.against ? " with both models" : ""}: `
      + `${this.right} as they should be, ${this.wrong} not${this.skipped ? `, ${this.skipped} not played` : ""}.`;
    if (news) this.told.textContent = told.error ? `${STATES.failed} ${told.error}` : STATES[told.state];
    if (told.against) this.compare(told, !GOING.includes(told.state));
  }

  /** What is open to be read stays open, unless there is more to see. */
  compare(told, over) {
    const seen = `${told.changed.length} ${over}`;
    if (seen === this.comparedSeen) return;
    this.comparedSeen = seen;
    this.compared.replaceChildren(changes(told, over));
  }

  add(result) {
    const verdict = result.skipped ? "skipped" : result.ok ? "right" : "wrong";
    this[verdict] += 1;
    const open = button("Open the story", () => this.open(result.path));
    const made = el("details", { class: verdict, open: verdict === "wrong" && this.wrong <= 3 },
      el("summary", {}, { right: "✓ ", wrong: "✗ ", skipped: "– " }[verdict], result.story),
      result.skipped && el("p", { class: "quiet" }, `Not played: ${result.skipped}`),
      result.wrong.length > 0 && el("ul", {}, result.wrong.map((wrong) => el("li", { class: "bad" }, wrong))),
      el("pre", {}, result.transcript), open);
    if (verdict === "wrong") this.failed.append(made);
    else this.passed.append(el("li", {}, made));
    this.passedFold.hidden = this.right + this.skipped === 0;
    this.passedFold.firstElementChild.textContent = `As they should be (${this.right})`;
  }

  fit() {
    this.all.disabled = this.going;
    this.some.disabled = this.going || !this.ticked;
    this.some.textContent = this.ticked ? `Play the ${this.ticked} ticked` : "Play what is ticked";
    this.end.hidden = !this.going;
    this.end.disabled = false;
    this.bar.hidden = !this.run;
  }
}
