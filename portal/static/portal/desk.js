// The queue by keyboard: the arrows go from row to row, Home and End to the first and
// the last. Without JavaScript the tab key does the same, more slowly.

const STEPS = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity };

function walk(event) {
  const step = STEPS[event.key];
  const rows = [...event.currentTarget.querySelectorAll("tbody th a")];
  const here = rows.indexOf(document.activeElement);
  if (!step || here < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  rows[Math.min(Math.max(here + step, 0), rows.length - 1)].focus();
}

for (const table of document.querySelectorAll("[data-rows]")) {
  table.addEventListener("keydown", walk);
}
