
// ---- batches, folded to counts; one of them is opened at a time

const MOST_IN_BATCH = 300;
const MOST_NAMES = 12;
const batches = find("batches");
const tasksOf = data.batches.map(() => []);
for (const task of data.tasks) tasksOf[task.batch - 1].push(task);
const largest = tasksOf.reduce((most, some) => Math.max(most, some.length), 0);

function shortly(reason) {
  const names = reason.split(", ");
  const more = names.length - MOST_NAMES;
  return names.slice(0, MOST_NAMES).join(", ") + (more > 0 ? " and " + more.toLocaleString("en") + " more" : "");
}

function foldFor(batch, at) {
  const critical = tasksOf[at].filter((task) => task.critical).length;
  const size = { max: largest, value: tasksOf[at].length, "aria-hidden": "true" };
  // batches of one task each may be tens of thousands: nothing is to be compared there
  return make("details", { class: "batch" + (batch.kind.includes("serial") ? " serial" : ""), name: "batch" },
    make("summary", {},
      make("b", {}, "Batch " + (at + 1).toLocaleString("en")), make("span", {}, batch.kind),
      largest > 1 ? make("meter", size) : null,
      critical ? make("span", { class: "onpath" }, critical + " on the critical path") : null,
      make("span", { class: "found" }), make("span", { class: "links soft" }),
      make("span", { class: "soft reason" }, shortly(batch.reason))),
    make("div", { class: "tasks" }));
}

const folds = data.batches.map(foldFor);
for (const fold of folds) batches.append(fold);
const foldOf = (task) => folds[task.batch - 1];
let sought = null;

function box(task) {
  const squad = task.tint === undefined ? "none" : "squad" + task.tint;
  const made = make("button", { type: "button", id: task.key, class: "task " + squad + (task.critical ? " critical" : ""), "aria-pressed": String(task.key === chosen) },
    make("span", { class: "id" }, (task.turn ? task.turn + ". " : "") + task.id),
    make("span", { class: "soft" }, [task.squad, task.files.length + (task.files.length === 1 ? " file" : " files")].filter(Boolean).join(" · ")));
  if (task.key === chosen) made.classList.add("chosen");
  return made;
}

// What an open batch shows: all its tasks, or those that were found; of very many the first, and the one asked for.
function unfold(at, wanted) {
  const list = folds[at].querySelector(".tasks");
  const all = sought ? tasksOf[at].filter((task) => sought.has(task.key) || task.key === wanted) : tasksOf[at];
  const needed = wanted ? all.findIndex((task) => task.key === wanted) + 1 : 0;
  list.replaceChildren();
  fill(list, all, box, Math.max(MOST_IN_BATCH, needed));
  if (!all.length) list.append(make("p", { class: "soft" }, "None of these tasks was found."));
}

for (const [at, fold] of folds.entries()) {
  fold.addEventListener("toggle", () => {
    if (!fold.open) return fold.querySelector(".tasks").replaceChildren();
    for (const other of folds) if (other !== fold) other.open = false;
    if (!fold.querySelector(".task")) unfold(at, chosen);
    aim(chosen);
  });
}

function aim(key) {
  for (const one of document.querySelectorAll(".near")) one.classList.remove("near");
  for (const fold of folds) fold.querySelector(".links").textContent = "";
  if (key === null) return;
  const task = tasks.get(key);
  const counts = new Map();
  for (const [keys, words] of [[task.needs, "before it"], [task.neededBy, "after it"]]) {
    for (const other of keys) {
      const fold = foldOf(tasks.get(other));
      find(other)?.classList.add("near");
      if (!counts.has(fold)) counts.set(fold, {});
      counts.get(fold)[words] = (counts.get(fold)[words] || 0) + 1;
    }
  }
  for (const [fold, numbers] of counts) {
    fold.querySelector(".links").textContent = Object.entries(numbers).map(([words, number]) => number + " " + words).join(", ");
  }
}

function mark(key, isChosen) {
  const made = find(key);
  if (!made) return;
  made.classList.toggle("chosen", isChosen);
  made.setAttribute("aria-pressed", String(isChosen));
}

function reveal(key) {
  const task = tasks.get(key);
  const fold = foldOf(task);
  for (const other of folds) other.open = other === fold;
  if (!find(key)) unfold(task.batch - 1, key);
  find(key).scrollIntoView({ block: "nearest" });
}

function seek(found, isSought) {
  sought = isSought ? new Set(found.map((task) => task.key)) : null;
  const numbers = folds.map(() => 0);
  for (const task of found) numbers[task.batch - 1] += 1;
  for (const [at, fold] of folds.entries()) {
    fold.querySelector(".found").textContent = isSought ? numbers[at] + " found" : "";
    fold.classList.toggle("missed", isSought && !numbers[at]);
    if (fold.open) unfold(at, null);
  }
  aim(chosen);
}

batches.addEventListener("pointerover", (event) => show(keyOf(event.target) || chosen));
batches.addEventListener("pointerleave", () => show(chosen));
batches.addEventListener("focusin", (event) => show(keyOf(event.target) || chosen));
batches.addEventListener("click", (event) => {
  const key = keyOf(event.target);
  if (key !== null) choose(key, false);
});
batches.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return choose(null, false);
  const boxes = [...batches.querySelectorAll(".task")];
  const at = boxes.indexOf(event.target);
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (at < 0 || !step || !boxes[at + step]) return;
  boxes[at + step].focus();
  event.preventDefault();
});
search();
