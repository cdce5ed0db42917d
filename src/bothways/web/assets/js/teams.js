// Dragging people from team to team, beside the form that does the same with ticks and a list.
// A drop ticks that one person, chooses the team and sends the form, so there is one way that anybody is moved.

export function teams(board) {
  const form = board.querySelector("form[data-move]");
  if (!form || board.dataset.draggable) return;
  board.dataset.draggable = "yes";
  for (const person of board.querySelectorAll("[data-drag]")) {
    if (person.querySelector("[data-locked]")) continue;
    person.draggable = true;
    person.addEventListener("dragstart", (event) => {
      board.dragged = person;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    person.addEventListener("dragend", () => { board.dragged = null; });
  }
  for (const team of board.querySelectorAll("[data-team]")) receive(team, board, form);
}

function receive(team, board, form) {
  team.addEventListener("dragover", (event) => {
    if (!board.dragged) return;
    event.preventDefault();
    team.classList.add("over");
  });
  team.addEventListener("dragleave", () => team.classList.remove("over"));
  team.addEventListener("drop", (event) => {
    event.preventDefault();
    team.classList.remove("over");
    if (board.dragged && !team.contains(board.dragged)) send(board.dragged, team, form);
  });
}

function send(person, team, form) {
  for (const box of form.querySelectorAll("input[name=who]")) box.checked = person.contains(box);
  form.elements.to.value = team.dataset.team;
  form.requestSubmit(form.querySelector("button[value=move]"));
}
