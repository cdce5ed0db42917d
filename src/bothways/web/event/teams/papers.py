"""Teams on paper and as a file: lists, cards for each team, CSV and XLSX. Who is read as what is the labels' affair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.activities.queries import teams_board
from bothways.core import exports
from bothways.core.access import page
from bothways.schools.roles import Permission
from bothways.web.event.here import Here
from bothways.web.event.teams.here import draw, page_of, set_here, shows_children
from bothways.web.taking_away import taken_away


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
@shows_children
def lists(request: HttpRequest, activity_id: str, set_id: str) -> HttpResponse:
    """One list a team, to print; the same rows as a file."""
    here, found = set_here(request, activity_id, set_id)
    board = teams_board.board(found, here.person)
    if file := _file(here, board):
        return file
    shown = {"board": board, "back": page_of(found), "cards": "cards" in request.GET}
    return draw(here, "event/teams/lists.html", "event_teams", shown)


def _file(here: Here, board: teams_board.Board) -> HttpResponse | None:
    header = (_("Number"), _("Name"), _("Colour"), _("Where"), _("Who"), _("School"), _("Year"))
    named = _("%(title)s, who is where") % {"title": here.activity.title}
    return taken_away(here.request, named, header=header, rows=_lines(board))


def _lines(board: teams_board.Board) -> Iterator[Sequence[exports.Cell]]:
    for card in board.cards:
        colour = str(card.colour.words) if card.colour else ""
        for each in card.people:
            yield (card.number, card.name, colour, card.room, each.words, each.school_name, each.year_group)
