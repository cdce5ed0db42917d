// List pages: one tick box for all rows, and a running count of what is ticked.

export function lists(list) {
  const rows = [...list.querySelectorAll("input[data-pick]")];
  const all = list.querySelector("input[data-pick-all]");
  const count = list.querySelector("[data-picked]");
  if (!rows.length || !count) return;
  const none = count.textContent;
  const tally = () => {
    const picked = rows.filter((row) => row.checked).length;
    count.textContent = picked ? count.dataset.picked.replace("{n}", picked) : none;
    if (all) { all.checked = picked === rows.length; all.indeterminate = picked > 0 && picked < rows.length; }
  };
  if (all) {
    all.closest("[hidden]")?.removeAttribute("hidden");
    all.addEventListener("change", () => { for (const row of rows) row.checked = all.checked; tally(); });
  }
  list.addEventListener("change", tally);
  tally();
}
