"""Stopping the letters about a week, from the letter itself. Opening the link records nothing; a press does.

A mail program may press for its reader (RFC 8058): it sends a POST without a page before it, so none of ours is asked
for. The link alone says whose letters they are.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bothways.core.access import LINK, page
from bothways.partnerships import links
from bothways.partnerships.actions import week as actions
from bothways.partnerships.queries import needs as queries
from bothways.web.links import opened_by


@csrf_exempt
@page(may=LINK)
@opened_by(links.LETTER)
def letters(request: HttpRequest, token: str, subject_id: str) -> HttpResponse:
    """Asks first; then says that they have stopped, and how to have them again."""
    partnership, person = queries.letter_of(subject_id)
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        actions.letters_wanted(by=None, partnership=partnership, person=person, wanted=wanted)
    shown = {"name": partnership.name, "wanted": queries.wants_letters(partnership, person)}
    return render(request, "reply/letters.html", shown)


urlpatterns = [path("letters/<str:token>/", letters, name="letters_by_link")]
