/* Sorting by the head of a column, and filtering; the page reads well without either. */
const table = document.getElementById("ranking");
if (table) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const textOf = (row, at) => row.cells[at].textContent.trim();
  const numberOf = (text) => parseFloat(text.replace(/[,<\s]/g, "").replace("\u2212", "-"));
  const words = new Intl.Collator("en", { numeric: true });
  const inOrder = (at, kind, sign) => {
    const keyed = rows.map((row) => [textOf(row, at), row]);
    const known = (key) => (kind === "text" ? key !== "" : !isNaN(key));
    if (kind !== "text") keyed.forEach((pair) => { pair[0] = numberOf(pair[0]); });
    /* What is empty comes last either way. */
    return keyed.sort(([a], [b]) => known(b) - known(a) || (known(a) && sign * (
      kind === "text" ? words.compare(a, b) : a - b
    ))).map((pair) => pair[1]);
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
      body.append(...inOrder(at, head.dataset.sort, sign));
    });
  });
  const find = document.getElementById("find");
  const kind = document.getElementById("kind");
  const real = document.getElementById("real");
  const count = document.getElementById("count");
  const filter = () => {
    const part = find.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row) => {
      const name = row.cells[1];
      const full = name.querySelector("[title]");
      const text = (full ? full.title : name.textContent).toLowerCase();
      const fits = text.includes(part) && (!kind.value || textOf(row, 2) === kind.value)
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
