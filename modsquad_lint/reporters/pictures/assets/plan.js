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
    .join("\n").toLowerCase();
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
  const words = find("search").value.toLowerCase().split(/\s+/).filter(Boolean);
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
