/** The lab's page: its two parts, and what goes from one to the other. */

import { get } from "./api.js";
import { byId, el } from "./dom.js";
import { Editor } from "./editor.js";
import { judging } from "./judging.js";
import { Keeping } from "./keeping.js";
import { Runs } from "./runs.js";
import { seen } from "./seen.js";
import { Shelf } from "./shelf.js";
import { Talk } from "./talk.js";

const VIEWS = ["talk", "stories"];

/** Words that could not be fetched, or anything else that stops the page, are told at its top. */
const trouble = (error) => { byId("trouble").textContent = error.message; };

// Nobody has to wait for these to begin writing.
const words = get("words");
words.catch(trouble);

const talk = new Talk(look, () => byId("judging-title").focus());
const keeping = new Keeping(talk, async (path) => {
  location.hash = "stories";
  await runs.start([path]);
});
const shelf = new Shelf((path) => open(path).catch(trouble));
const runs = new Runs(shelf, (path) => open(path).catch(trouble));
const editor = new Editor(() => shelf.read().catch(trouble));

byId("story-body").append(keeping.element);
byId("shelf-body").append(shelf.element);
byId("runs-body").append(runs.element);
byId("opened-body").append(editor.element);

let shown = null;

/** Show a turn; nothing when a conversation has begun afresh. */
async function look(turn) {
  shown = turn;
  byId("judging").hidden = !turn;
  if (!turn) {
    byId("seen-body").replaceChildren(el("p", { class: "quiet" }, "Send a message first."));
    byId("story").hidden = true;
    keeping.forget();
    return;
  }
  const known = await words;
  if (shown !== turn) return;  // another one meanwhile
  byId("seen-title").textContent = `Turn ${turn.number}: how it was understood and decided`;
  byId("judging-title").textContent = `Turn ${turn.number}: was that right?`;
  byId("seen-body").replaceChildren(el("div", {}, seen(turn, known)));
  byId("judging-body").replaceChildren(judging(turn, known, (verdict, bot) => {
    talk.judge(turn, verdict, bot);
    byId("story").hidden = !talk.turns.some((one) => one.verdict);
    keeping.marked();
  }));
}

/** Open a story to read and change. */
async function open(path) {
  const { text } = await get(`story?path=${encodeURIComponent(path)}`);
  await editor.listFolders();
  editor.show(text, path);
  byId("opened").hidden = false;
  byId("opened-title").textContent = path;
  byId("opened-title").focus();
}

function showView() {
  const name = location.hash.slice(1) || VIEWS[0];
  if (!VIEWS.includes(name)) return;
  for (const view of VIEWS) byId(view).hidden = view !== name;
  for (const place of document.querySelectorAll("nav a")) {
    if (place.hash === `#${name}`) place.setAttribute("aria-current", "page");
    else place.removeAttribute("aria-current");
  }
  if (name === "stories") Promise.all([shelf.read(), runs.read()]).catch(trouble);
}

addEventListener("hashchange", showView);
addEventListener("beforeunload", (event) => {
  if (talk.turns.some((turn) => turn.verdict) && !talk.saved) event.preventDefault();
});
showView();
