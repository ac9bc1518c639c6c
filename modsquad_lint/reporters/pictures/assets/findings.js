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
