/* A link to a panel opens it; on paper all are open. */
const panels = [...document.querySelectorAll("details.panel")];
const openTarget = () => {
  const panel = panels.find((p) => p.id === location.hash.slice(1));
  if (!panel) return;
  panel.open = true;
  panel.scrollIntoView();
  panel.querySelector("summary").focus({ preventScroll: true });
};
addEventListener("hashchange", openTarget);
/* The same link again changes no hash. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#f']");
  if (link && link.getAttribute("href") === location.hash) openTarget();
});
openTarget();
const all = document.getElementById("all");
if (all) {
  const nameAll = () => { all.textContent = panels.every((p) => p.open) ? "Close all" : "Open all"; };
  all.hidden = panels.length < 2;
  all.addEventListener("click", () => {
    const open = !panels.every((p) => p.open);
    panels.forEach((p) => { p.open = open; });
    nameAll();
  });
  panels.forEach((p) => p.addEventListener("toggle", nameAll));
}
let closed = [];
addEventListener("beforeprint", () => {
  closed = panels.filter((p) => !p.open);
  closed.forEach((p) => { p.open = true; });
});
addEventListener("afterprint", () => closed.forEach((p) => { p.open = false; }));
