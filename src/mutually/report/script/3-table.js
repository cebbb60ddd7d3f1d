/* Sorting by the head of a column, and filtering; the page reads well without either. */
const table = document.getElementById("ranking");
if (table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const textOf = (row, at) => row.cells[at].textContent.trim();
  const numberOf = (text) => parseFloat(text.replace(/[,<\s]/g, "").replace("\u2212", "-"));
  const compare = (at, kind, sign) => (one, other) => {
    const [a, b] = [textOf(one, at), textOf(other, at)];
    if (kind === "text") {
      /* What is empty comes last either way. */
      if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
      return sign * a.localeCompare(b, "en", { numeric: true });
    }
    const [x, y] = [numberOf(a), numberOf(b)];
    if (isNaN(x) || isNaN(y)) return (isNaN(x) ? 1 : 0) - (isNaN(y) ? 1 : 0);
    return sign * (x - y);
  };
  heads.forEach((head, at) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const was = head.getAttribute("aria-sort");
      /* Information and shares are looked at from the largest on. */
      const first = /MI|Share|^n$|Interval/.test(button.textContent) ? "descending" : "ascending";
      const other = first === "ascending" ? "descending" : "ascending";
      const now = was === first ? other : first;
      heads.forEach((h) => h.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", now);
      const sign = now === "ascending" ? 1 : -1;
      body.append(...[...rows].sort(compare(at, head.dataset.sort, sign)));
    });
  });
  const find = document.getElementById("find");
  const kind = document.getElementById("kind");
  const real = document.getElementById("real");
  const count = document.getElementById("count");
  const filter = () => {
    const words = find.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row) => {
      const name = row.cells[1];
      const full = name.querySelector("[title]");
      const text = (full ? full.title : name.textContent).toLowerCase();
      const fits = text.includes(words) && (!kind.value || textOf(row, 2) === kind.value)
        && !(real && real.checked && row.classList.contains("no"));
      row.hidden = !fits;
      shown += fits;
    });
    count.textContent = shown === rows.length ? "" : `${shown} of ${rows.length} columns`;
  };
  [find, kind, real].forEach((control) => control && control.addEventListener("input", filter));
  document.getElementById("controls").hidden = false;
  /* Where the browser restores a form, the table follows. */
  addEventListener("pageshow", filter);
}
