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

// Adds the first items to a list, and a button that adds more.
function fill(list, items, itemOf, most) {
  list.append(...items.slice(0, most).map(itemOf));
  const rest = items.slice(most);
  if (!rest.length) return;
  const made = make("button", { type: "button", class: "more" }, "Show more (" + rest.length + " left)");
  made.addEventListener("click", () => {
    made.remove();
    fill(list, rest, itemOf, most);
  });
  list.append(made);
}

// ---- findings

function excerpt(place) {
  const says = place.says ? make("span", { class: "soft says" }, place.says) : null;
  return make("pre", {}, place.line + " | " + place.before, make("mark", {}, place.marked), place.after, says);
}

function findingItem(finding, withTask) {
  const item = make("article", { class: "finding " + finding.severity },
    make("p", {}, make("span", { class: "weight" }, finding.severity), " " + finding.code + " " + finding.name,
      make("span", { class: "soft" }, " " + data.path + ":" + finding.place.line + ":" + finding.place.column)),
    make("p", {}, finding.message));
  if (withTask && tasks.has(finding.task)) item.firstChild.append(" ", button(finding.task));
  item.append(excerpt(finding.place));
  item.append(...finding.related.map(excerpt));
  if (finding.more) item.append(make("p", { class: "soft" }, "and " + finding.more + " more places"));
  if (finding.help) item.append(make("p", { class: "soft" }, "help: " + finding.help));
  return item;
}

const NAMES = { error: "Errors", warning: "Warnings", info: "Infos" };
for (const [severity, name] of Object.entries(NAMES)) {
  const found = data.findings.filter((finding) => finding.severity === severity);
  const more = data.more[severity] || 0;
  if (!found.length && !more) continue;
  const head = name + " (" + (found.length + more) + ")";
  const list = make("div", {});
  fill(list, found, (finding) => findingItem(finding, true), MOST);
  if (more) list.append(make("p", { class: "soft" }, "and " + more + " more, which `modsquad-lint check --max-findings 0` shows"));
  find("all").append(severity === "info"
    ? make("details", { class: "folded" }, make("summary", {}, head), list)
    : make("section", {}, make("h3", {}, head), list));
}
if (!find("all").firstChild) find("all").append(make("p", { class: "soft" }, "No findings."));
