// Everything here is an extra: each page works without it.
// htmx is pinned to 2.0.x, not 4: it is the line that django-htmx documents and that has years of use behind it,
// while 4 is a three-month-old rewrite with other defaults. Its settings are in the page's htmx-config meta tag.
import "htmx.org";
import { createAll, Button, ErrorSummary } from "govuk-frontend";
import { combobox } from "./combobox.js";
import { announce, listen } from "./live.js";
import { lists } from "./lists.js";
import { teams } from "./teams.js";

function enhance(scope) {
  for (const box of scope.querySelectorAll("[data-combobox]")) combobox(box, announce);
  for (const list of scope.querySelectorAll("[data-list]")) lists(list);
  for (const board of document.querySelectorAll("[data-board]")) teams(board);
}

document.body.classList.add("js-enabled", "govuk-frontend-supported");
for (const component of [Button, ErrorSummary]) createAll(component);
enhance(document);
listen(document, enhance);

// A passkey that was refused or stopped is said in the page, beside its button.
document.addEventListener("allauth.error", (event) => {
  const said = document.querySelector("[data-passkey-failed]");
  if (!said) return;
  event.preventDefault();
  said.hidden = false;
});
