"""The fixed parts of the page that shows a plan: its style, its script, its frame.

Nothing of a tasks file is in here. The script reads its data from the page, and writes text only.
"""

from __future__ import annotations

STYLE = """
*{box-sizing:border-box}
body{margin:0;color:var(--ink);line-height:1.45;display:flex;flex-direction:column;min-height:100vh}
header{padding:14px 20px 10px;display:flex;flex-wrap:wrap;gap:4px 20px;align-items:baseline}
h1{font-size:1.25rem;margin:0;overflow-wrap:anywhere}
h2{font-size:1.05rem;margin:0 0 8px;overflow-wrap:anywhere}
h3{font-size:.9rem;margin:14px 0 4px}
p{margin:0}
.soft{color:var(--soft)}
main{display:grid;grid-template-columns:minmax(0,1fr) 380px;border-block:1px solid var(--frame-edge);min-height:380px}
#picture,aside{max-height:76vh}
#picture{overflow:auto;position:relative}
#picture svg{display:block}
#picture svg.fit{width:100%;height:auto;max-height:inherit}
aside{border-inline-start:1px solid var(--frame-edge);padding:14px 16px;overflow:auto;background:var(--frame)}
.tools{margin-inline-start:auto;display:flex;gap:6px}
button,input{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--frame-edge);border-radius:6px;padding:4px 10px}
button{cursor:pointer}
button:hover{border-color:var(--soft)}
button[aria-pressed=true]{background:var(--ink);color:var(--ground)}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.plan{--focus:#0969da}
label{display:block;font-size:.85rem;font-weight:600}
input{width:100%;margin-top:3px;padding:6px 10px}
#count{font-size:.85rem;margin:4px 0 6px}
#matches{list-style:none;margin:0 0 14px;padding:0;max-height:26vh;overflow:auto;border-bottom:1px solid var(--frame-edge)}
#matches button{display:flex;gap:8px;width:100%;text-align:start;border:0;background:none;padding:3px 4px}
#matches button:hover,#matches button[aria-current=true]{background:var(--ground)}
.id,pre,.file{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.85rem;overflow-wrap:anywhere}
#matches .soft{margin-inline-start:auto;font-size:.8rem;white-space:nowrap}
dl{display:grid;grid-template-columns:auto 1fr;gap:3px 12px;margin:0;font-size:.9rem}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
.text{white-space:pre-wrap;margin-bottom:8px;font-size:.9rem}
.list{list-style:none;margin:0;padding:0;display:flex;flex-direction:column;gap:3px;font-size:.9rem}
.list button,.finding button{padding:0 6px}
.contested{color:var(--shared)}
.onpath{color:var(--critical);font-weight:600}
#findings{padding:16px 20px 40px;max-width:1100px}
.finding{border:1px solid var(--frame-edge);border-inline-start:4px solid var(--soft);border-radius:6px;padding:8px 12px;margin:8px 0;font-size:.9rem;overflow-wrap:anywhere}
.finding.error{border-inline-start-color:var(--bad)}
.finding.warning{border-inline-start-color:var(--shared)}
.error .weight{color:var(--bad)}
.warning .weight{color:var(--shared)}
.plan{--bad:#cf222e}
.weight{font-weight:700}
pre{margin:6px 0 0;padding:6px 8px;background:var(--frame);border-radius:4px;overflow:auto;white-space:pre}
aside pre{background:var(--ground)}
mark{background:none;color:inherit;text-decoration:underline wavy;text-decoration-color:var(--bad);text-underline-offset:3px}
.info mark{text-decoration-color:var(--soft)}
.warning mark{text-decoration-color:var(--shared)}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.skip:focus{position:static;width:auto;height:auto;clip-path:none}
.task{cursor:pointer}
.task:focus{outline:none}
.plan .task.chosen rect{stroke:var(--ink);stroke-width:4}
.plan .task:focus-visible rect{stroke:var(--focus);stroke-width:4}
svg.aimed:not(.sought) :is(.task,[data-ends]):not(.near){opacity:.22}
svg.sought .task:not(.found){opacity:.22}
svg.sought [data-ends]:not(.near){opacity:.35}
@media (max-width:800px){main{grid-template-columns:1fr}#picture{max-height:60vh}aside{border-inline-start:0;border-block-start:1px solid var(--frame-edge)}}
@media (prefers-color-scheme:dark){.plan{--focus:#58a6ff;--bad:#ff7b72}}
@media print{main{display:block}#picture{max-height:none}aside,.tools{display:none}}
"""

HEADING = """
<header>{heading}</header>
"""

BEFORE_PICTURE = """
<a class="unseen skip" href="#search">Skip to the search box</a>
<header>{heading}
<div class="tools" role="group" aria-label="Size of the picture">
<button type="button" id="smaller" aria-label="Smaller">&minus;</button>
<button type="button" id="larger" aria-label="Larger">+</button>
<button type="button" id="fit" aria-pressed="false">Fit</button>
</div></header>
<main>
<section id="picture" aria-label="Picture of the plan. Arrow keys move between tasks, Enter shows one.">
"""

AFTER_PICTURE = """
</section>
<aside aria-label="Tasks">
<label for="search">Search for a task, a file, a squad or a rule<input type="search" id="search" autocomplete="off" spellcheck="false"></label>
<p id="count" class="soft" role="status"></p>
<ul id="matches"></ul>
<section id="details" aria-label="Details of a task"><p class="soft">Point at a task, or choose one, to see its files, its dependencies and the reason for its batch.</p></section>
</aside>
</main>
<p id="said" class="unseen" role="status"></p>
"""

FINDINGS = """
<section id="findings" aria-labelledby="findings-head"><h2 id="findings-head">Findings</h2><noscript><p>Findings and details are shown by a script of this page, and scripts are turned off.</p></noscript><div id="all"></div></section>
"""

SCRIPT = """
"use strict";
const MOST = 100;
const find = (id) => document.getElementById(id);
const data = JSON.parse(find("data").textContent);
const tasks = new Map(data.tasks.map((task) => [task.key, task]));

// Text only: nothing of the data is ever read as markup.
function make(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

function button(key) {
  const made = make("button", { type: "button", class: "id" }, tasks.get(key).id);
  made.addEventListener("click", () => choose(key, true));
  return made;
}

// ---- findings

function excerpt(place) {
  return make("pre", {}, place.line + " | " + place.before, make("mark", {}, place.marked), place.after);
}

function findingItem(finding, withTask) {
  const item = make("article", { class: "finding " + finding.severity },
    make("p", {}, make("span", { class: "weight" }, finding.severity), " " + finding.code + " " + finding.name,
      make("span", { class: "soft" }, " " + data.path + ":" + finding.place.line + ":" + finding.place.column)),
    make("p", {}, finding.message));
  if (withTask && tasks.has(finding.task)) item.firstChild.append(" ", button(finding.task));
  item.append(excerpt(finding.place));
  for (const related of finding.related) {
    item.append(make("p", { class: "soft" }, related.message), excerpt(related.place));
  }
  if (finding.more) item.append(make("p", { class: "soft" }, "and " + finding.more + " more places"));
  if (finding.help) item.append(make("p", { class: "soft" }, "help: " + finding.help));
  return item;
}

let listed = 0;
function more() {
  const all = find("all");
  const next = data.findings.slice(listed, listed + MOST);
  listed += next.length;
  all.append(...next.map((finding) => findingItem(finding, true)));
  find("more")?.remove();
  if (listed < data.findings.length) {
    const made = make("button", { type: "button", id: "more" }, "Show more (" + (data.findings.length - listed) + " left)");
    made.addEventListener("click", more);
    all.append(made);
  }
}
if (data.findings.length) more();
else find("all").append(make("p", { class: "soft" }, "No findings."));
"""
"""Shows the findings."""

PLAN_SCRIPT = """
const svg = document.querySelector("svg");
const findingsOf = new Map();
for (const finding of data.findings) {
  if (!findingsOf.has(finding.task)) findingsOf.set(finding.task, []);
  findingsOf.get(finding.task).push(finding);
}
for (const task of data.tasks) task.neededBy = [];
for (const task of data.tasks) {
  task.box = find(task.key);
  for (const key of task.needs) tasks.get(key).neededBy.push(task.key);
  const rules = (findingsOf.get(task.key) || []).map((one) => one.code + " " + one.name);
  task.sought = [task.id, task.squad, task.description, ...task.files.map((file) => file.path), ...rules]
    .join("\\n").toLowerCase();
}
const lines = [...svg.querySelectorAll("[data-ends]")]
  .map((shape) => ({ shape, ends: shape.dataset.ends.split(" ") }));
const linesOf = new Map(data.tasks.map((task) => [task.key, []]));
for (const line of lines) for (const end of line.ends) linesOf.get(end).push(line);

// ---- details

let chosen = null;
let aimed = [];

function part(title, items) {
  if (!items.length) return [];
  return [make("h3", {}, title), make("ul", { class: "list" }, ...items.map((item) => make("li", {}, item)))];
}

function fileItem(file, own) {
  const item = make("span", { class: "file" }, file.path);
  if (file.shared === null) return item;
  const others = data.shared[file.shared].filter((key) => key !== own);
  const also = make("span", { class: "contested" }, " also modified by ");
  others.slice(0, MOST).forEach((key, at) => also.append(at ? " " : "", button(key)));
  if (others.length > MOST) also.append(" and " + (others.length - MOST) + " more");
  return make("span", {}, item, also);
}

function show(key) {
  const details = find("details");
  if (key === null) return;
  const task = tasks.get(key);
  const batch = data.batches[task.batch - 1];
  const facts = [
    ["Batch", batch.number + ", " + batch.kind + (task.turn ? ", turn " + task.turn : "")],
    ["Reason", batch.reason],
  ];
  if (task.squad) facts.push(["Squad", task.squad]);
  const findings = findingsOf.get(key) || [];
  details.replaceChildren(
    make("h2", { class: "id" }, task.id),
    task.description ? make("p", { class: "text" }, task.description) : "",
    make("dl", {}, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
    task.critical ? make("p", { class: "onpath" }, "On the critical path") : "",
    ...part("Files", task.files.map((file) => fileItem(file, key))),
    ...part("Depends on", task.needs.slice(0, MOST).map(button)),
    ...part("Needed by", task.neededBy.slice(0, MOST).map(button)),
    ...(findings.length ? [make("h3", {}, "Findings")] : []),
    ...findings.slice(0, MOST).map((finding) => findingItem(finding, false)),
  );
}

function aim(key) {
  for (const one of aimed) one.classList.remove("near");
  aimed = [];
  svg.classList.toggle("aimed", key !== null);
  if (key === null) return;
  const task = tasks.get(key);
  const near = [key, ...linesOf.get(key).flatMap((line) => line.ends)].map((end) => tasks.get(end).box);
  aimed = [task.box, ...near, ...linesOf.get(key).map((line) => line.shape)];
  for (const one of aimed) one.classList.add("near");
}

function mark(key, isChosen) {
  const box = tasks.get(key).box;
  box.classList.toggle("chosen", isChosen);
  box.setAttribute("aria-pressed", String(isChosen));
}

function choose(key, move) {
  if (chosen) mark(chosen, false);
  chosen = key;
  aim(key);
  for (const one of document.querySelectorAll("#matches button")) {
    one.setAttribute("aria-current", String(one.dataset.key === key));
  }
  if (key === null) return;
  const task = tasks.get(key);
  mark(key, true);
  hold(key);
  show(key);
  if (move) task.box.scrollIntoView({ block: "nearest", inline: "nearest" });
  const batch = data.batches[task.batch - 1];
  find("said").textContent = task.id + ", batch " + batch.number + ", " + batch.kind + ". Details are shown.";
}

// ---- pointing

const keyOf = (target) => {
  const box = target instanceof Element ? target.closest(".task") : null;
  return box && tasks.has(box.id) ? box.id : null;
};
svg.addEventListener("pointerover", (event) => {
  const key = keyOf(event.target) || chosen;
  aim(key);
  show(key);
});
svg.addEventListener("pointerleave", () => {
  aim(chosen);
  show(chosen);
});
svg.addEventListener("click", (event) => choose(keyOf(event.target), false));

// ---- keys: one stop for the whole picture, arrows inside it

let held = null;

function hold(key) {
  if (held) tasks.get(held).box.setAttribute("tabindex", "-1");
  held = key;
  tasks.get(key).box.setAttribute("tabindex", "0");
}

for (const task of data.tasks) {
  const matrix = task.box.transform.baseVal.getItem(0).matrix;
  task.x = matrix.e;
  task.y = matrix.f;
  task.box.setAttribute("tabindex", "-1");
  task.box.setAttribute("role", "button");
  task.box.setAttribute("aria-pressed", "false");
}
if (data.tasks.length) hold(data.tasks[0].key);

const columns = [...new Set(data.tasks.map((task) => task.x))].sort((a, b) => a - b);
const inColumn = new Map(columns.map((x) => [x, []]));
for (const task of data.tasks) inColumn.get(task.x).push(task);
for (const column of inColumn.values()) column.sort((a, b) => a.y - b.y);

function neighbour(task, key) {
  const column = inColumn.get(task.x);
  const at = column.indexOf(task);
  if (key === "ArrowUp") return column[at - 1];
  if (key === "ArrowDown") return column[at + 1];
  if (key === "Home") return inColumn.get(columns[0])[0];
  if (key === "End") return inColumn.get(columns[columns.length - 1])[0];
  const next = inColumn.get(columns[columns.indexOf(task.x) + (key === "ArrowLeft" ? -1 : 1)]);
  return next && next.reduce((best, one) => (Math.abs(one.y - task.y) < Math.abs(best.y - task.y) ? one : best));
}

// not on the drawing itself, which some browsers would make a stop of its own for it
find("picture").addEventListener("focusin", (event) => {
  const key = keyOf(event.target);
  if (key === null) return;
  aim(key);
  show(key);
});
svg.addEventListener("keydown", (event) => {
  const key = keyOf(event.target);
  if (key === null) return;
  if (event.key === "Enter" || event.key === " ") choose(key, false);
  else if (event.key === "Escape") choose(null, false);
  else if (/^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key)) {
    const next = neighbour(tasks.get(key), event.key);
    if (next) {
      hold(next.key);
      next.box.focus();
    }
  } else return;
  event.preventDefault();
});

// ---- search

function search() {
  const words = find("search").value.toLowerCase().split(/\\s+/).filter(Boolean);
  const found = data.tasks.filter((task) => words.every((word) => task.sought.includes(word)));
  svg.classList.toggle("sought", words.length > 0);
  for (const task of data.tasks) task.box.classList.remove("found");
  for (const task of found) task.box.classList.add("found");
  find("matches").replaceChildren(...found.slice(0, MOST).map((task) => {
    const made = make("button", { type: "button", "data-key": task.key, "aria-current": String(task.key === chosen) },
      make("span", { class: "id" }, task.id), make("span", { class: "soft" }, "batch " + task.batch));
    made.addEventListener("click", () => choose(task.key, true));
    return make("li", {}, made);
  }));
  const shown = found.length > MOST ? ", the first " + MOST + " shown" : "";
  find("count").textContent = found.length + " of " + data.tasks.length + " tasks" + shown;
  return found;
}
find("search").addEventListener("input", search);
find("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    const [first] = search();
    if (first) choose(first.key, true);
  } else if (event.key === "Escape") {
    event.target.value = "";
    search();
  }
});
search();

// ---- size

let scale = 1;
const width = svg.width.baseVal.value;
function resize(to) {
  scale = Math.min(4, Math.max(0.1, to));
  svg.classList.remove("fit");
  find("fit").setAttribute("aria-pressed", "false");
  svg.style.width = width * scale + "px";
  svg.style.height = "auto";
}
find("smaller").addEventListener("click", () => resize(scale / 1.25));
find("larger").addEventListener("click", () => resize(scale * 1.25));
find("fit").addEventListener("click", () => {
  const fits = find("fit").getAttribute("aria-pressed") !== "true";
  resize(1);
  svg.classList.toggle("fit", fits);
  if (fits) svg.style.width = "";
  find("fit").setAttribute("aria-pressed", String(fits));
});
"""
"""Goes on where there is a picture."""
