
// ---- tasks: what both views of a plan share; a view says how a task is aimed at, marked, found and shown

const findingsOf = new Map();
for (const finding of data.findings) {
  if (!findingsOf.has(finding.task)) findingsOf.set(finding.task, []);
  findingsOf.get(finding.task).push(finding);
}
// what is left out of the data is none
for (const task of data.tasks) for (const list of ["needs", "files", "neededBy"]) task[list] ??= [];
for (const task of data.tasks) {
  for (const key of task.needs) tasks.get(key).neededBy.push(task.key);
  const rules = (findingsOf.get(task.key) || []).map((one) => one.code + " " + one.name);
  task.sought = [task.id, task.squad, task.description, ...task.files.map((file) => file.path), ...rules]
    .join("\n").toLowerCase();
}

let chosen = null;

function part(title, items) {
  if (!items.length) return [];
  return [make("h3", {}, title), make("ul", { class: "list" }, ...items.map((item) => make("li", {}, item)))];
}

function fileItem(file, own) {
  const item = make("span", { class: "file" }, file.path);
  if (file.shared === undefined) return item;
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
    ["Batch", task.batch + ", " + batch.kind + (task.turn ? ", turn " + task.turn : "")],
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

function choose(key, move) {
  if (chosen) mark(chosen, false);
  chosen = key;
  aim(key);
  for (const one of document.querySelectorAll("#matches button")) {
    one.setAttribute("aria-current", String(one.dataset.key === key));
  }
  if (key === null) return;
  if (move) reveal(key);
  mark(key, true);
  show(key);
  const task = tasks.get(key);
  const batch = data.batches[task.batch - 1];
  find("said").textContent = task.id + ", batch " + task.batch + ", " + batch.kind + ". Details are shown.";
}

const keyOf = (target) => {
  const box = target instanceof Element ? target.closest(".task") : null;
  return box && tasks.has(box.id) ? box.id : null;
};

// ---- search

function search() {
  const words = find("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = data.tasks.filter((task) => words.every((word) => task.sought.includes(word)));
  seek(found, words.length > 0);
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
