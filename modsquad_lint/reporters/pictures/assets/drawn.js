
// ---- a picture of all tasks

const svg = document.querySelector("svg");
for (const task of data.tasks) task.box = find(task.key);
const lines = [...svg.querySelectorAll("[data-ends]")]
  .map((shape) => ({ shape, ends: shape.dataset.ends.split(" ") }));
const linesOf = new Map(data.tasks.map((task) => [task.key, []]));
for (const line of lines) for (const end of line.ends) linesOf.get(end).push(line);

let aimed = [];

function aim(key) {
  for (const one of aimed) one.classList.remove("near");
  aimed = [];
  svg.classList.toggle("aimed", key !== null);
  if (key === null) return;
  const near = [key, ...linesOf.get(key).flatMap((line) => line.ends)].map((end) => tasks.get(end).box);
  aimed = [...near, ...linesOf.get(key).map((line) => line.shape)];
  for (const one of aimed) one.classList.add("near");
}

function mark(key, isChosen) {
  const box = tasks.get(key).box;
  box.classList.toggle("chosen", isChosen);
  box.setAttribute("aria-pressed", String(isChosen));
  if (isChosen) hold(key);
}

function reveal(key) {
  tasks.get(key).box.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function seek(found, isSought) {
  svg.classList.toggle("sought", isSought);
  for (const task of data.tasks) task.box.classList.remove("found");
  for (const task of found) task.box.classList.add("found");
}

// ---- pointing

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

// ---- size: at first the whole picture, where it can be read so; else as it is, from the first batch

const READABLE = 0.8;
let scale = 1;
const width = svg.width.baseVal.value;
const height = svg.height.baseVal.value;
function resize(to) {
  scale = Math.min(4, Math.max(0.1, to));
  svg.classList.remove("fit");
  find("fit").setAttribute("aria-pressed", "false");
  svg.style.width = width * scale + "px";
  svg.style.height = "auto";
}
function fit(fits) {
  resize(1);
  svg.classList.toggle("fit", fits);
  if (fits) svg.style.width = "";
  find("fit").setAttribute("aria-pressed", String(fits));
}
find("smaller").addEventListener("click", () => resize(scale / 1.25));
find("larger").addEventListener("click", () => resize(scale * 1.25));
find("fit").addEventListener("click", () => fit(find("fit").getAttribute("aria-pressed") !== "true"));
const room = find("picture");
const most = Number.parseFloat(getComputedStyle(room).maxHeight) || room.clientHeight;
const whole = Math.min(room.clientWidth / width, most / height);
if (whole < 1 && whole >= READABLE) fit(true);
search();
