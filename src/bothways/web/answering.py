"""One school's answer to a proposal: the same behind a link and for somebody who is signed in.

On its own page GET shows and POST records; on a page of decisions a press records one of many. What is shown is this
school's part and nothing of any other school.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from bothways.core import clock, words
from bothways.core.errors import NotFound, ProductError
from bothways.partnerships.actions import plan_answer, plan_steps, sharing
from bothways.partnerships.forms.decisions import QUESTION, AnswerForm
from bothways.partnerships.queries import plan, plan_draft, plan_history, plan_waiting, plan_words, promises
from bothways.rules import consent


def respond(request: HttpRequest, asked: plan.AskedRow, *, by: Any, address: str, back: str = "") -> HttpResponse:
    """The page, or what a press on it came to. ``by`` is None behind a link; ``address`` is this page's own."""
    frame = {"address": address, "back": back, "by_link": by is None}
    if over := _over(asked):
        return render(request, "reply/plan_over.html", {**frame, **over, "asked": asked}, status=200)
    if request.method != "POST":
        return _form(request, asked, frame)
    deed = request.POST.get("answer", "")
    try:
        if deed == "question":
            question = plan_answer.ask_question(by=by, asked=asked, words=request.POST.get("words", ""))
            return render(request, "reply/plan_asked.html", {**frame, "asked": asked, "question": question})
        condition = request.POST.get(f"condition_{deed}", "")
        shown = request.POST.get("shown", "")
        row = plan_answer.answer(by=by, asked=asked, shown=shown, said=deed, condition=condition)
    except plan_steps.Moved as problem:
        return _moved(request, asked, frame, problem)
    except ProductError as problem:
        wrong = {"deed": deed, "field": problem.field, "sentence": problem.sentence}
        return _form(request, asked, frame, status=problem.status, wrong=wrong)
    return _recorded(request, row, frame)


def decided(request: HttpRequest, school_id: str, *, by: Any) -> tuple[str, str]:
    """Record one press of a page of decisions: an answer, a question, or a yes or no to a promise.

    Returns where the problem is and its sentence; nothing when there is none. NotFound for what is not this school's
    to answer. ``by`` is None behind the link of a letter.
    """
    if "promise" in request.POST:
        return _promised(request, school_id, by=by)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise NotFound
    asked = plan_waiting.asked_by_link(form.cleaned_data["asked"])
    if asked.membership.school_id != school_id:
        raise NotFound
    try:
        told = _asked_first(asked, form, by) if form.cleaned_data["said"] == QUESTION else _said(asked, form, by)
    except ProductError as problem:
        return asked.pk, problem.sentence
    messages.success(request, told)
    return "", ""


def _said(asked: plan.AskedRow, form: AnswerForm, by: Any) -> str:
    said = {name: form.cleaned_data[name] for name in ("shown", "said", "condition")}
    row = plan_answer.answer(by=by, asked=asked, by_letter=by is None, **said)
    told = {"said": plan_words.answer_words(row.answer, row.condition), "title": row.proposal.title}
    return _("Recorded: %(said)s, to ‘%(title)s’.") % told


def _asked_first(asked: plan.AskedRow, form: AnswerForm, by: Any) -> str:
    plan_answer.ask_question(by=by, asked=asked, words=form.cleaned_data["words"], by_letter=by is None)
    return _("Asked, about ‘%(title)s’. It is no answer: you can still say yes or no.") % {
        "title": asked.proposal.title
    }


def _promised(request: HttpRequest, school_id: str, *, by: Any) -> tuple[str, str]:
    found, side = promises.of_school(request.POST["promise"], school_id)
    yes = request.POST.get("said") == "yes"
    try:
        sharing.answer(by=by, promise=found, side=side, yes=yes)
    except ProductError as problem:
        return found.pk, problem.sentence
    messages.success(request, _("Recorded: it is a promise.") if yes else _("Recorded: not this time."))
    return "", ""


def _over(asked: plan.AskedRow) -> dict[str, str]:
    """Why no answer is taken any more, as a title and a text; nothing while it is."""
    found, school = asked.proposal, asked.membership.school.name
    if asked.membership.state != "yes":
        title = _("%(school)s no longer takes part in %(name)s")
        return {"title": title % {"school": school, "name": found.partnership.name}, "text": ""}
    said = {"title": found.title}
    if found.state == "called_off":
        return {"title": _("“%(title)s” is called off") % said, "text": found.call_off_reason}
    if found.state == "done":
        return {"title": _("“%(title)s” has taken place") % said, "text": ""}
    if plan_draft.last_day_to_answer(found) < clock.today():
        return {"title": _("The day of “%(title)s” has passed") % said, "text": ""}
    return {}


def _form(request: HttpRequest, asked: plan.AskedRow, frame: dict[str, Any], **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    page = {
        **frame,
        "asked": asked,
        "proposal": asked.proposal,
        "school": asked.membership.school.name,
        "terms": _terms(asked),
        "gives": plan_words.gives(asked) or _("nothing this time"),
        "gets": asked.gets or _("not written down yet"),
        "shown": plan_words.shown(asked, asked.proposal),
        "standing": _standing(asked),
        "changes": {},
        "wrong": {},
        "typed": request.POST,
        "until": words.day(plan_draft.last_day_to_answer(asked.proposal)),
        "answer_by": _answer_by(asked),
        **more,
    }
    return render(request, "reply/plan_answer.html", page, status=status)


def _answer_by(asked: plan.AskedRow) -> str:
    day = asked.proposal.answer_by
    return words.day(day) if day is not None and day >= clock.today() else ""


def _standing(asked: plan.AskedRow) -> str:
    """What the school has said to these very terms, if it has."""
    said = consent.Said(asked.answer)
    if not said or (said in consent.YESES and asked.version != asked.proposal.version):
        return ""
    return plan_words.answer_words(asked.answer, asked.condition)


def _terms(asked: plan.AskedRow) -> list[dict[str, str]]:
    found = asked.proposal
    rows = (
        (_("When"), plan_words.when(found)),
        (_("Where"), plan_words.where(found) or _("Not settled yet")),
        (_("Pupils"), plan_words.pupils_for(found, asked) or _("Not settled yet")),
        (_("Cost"), plan_words.cost(found)),
        (_("Your school would pay besides"), plan_words.pays(asked)),
    )
    return [{"key": key, "value": value} for key, value in rows if value]


def _moved(request: HttpRequest, asked: plan.AskedRow, frame: dict[str, Any], problem: ProductError) -> HttpResponse:
    """Nothing was recorded: what has changed since the page was opened, and the terms as they are now."""
    fresh = plan_waiting.asked_by_link(asked.pk)
    if over := _over(fresh):
        return render(request, "reply/plan_over.html", {**frame, **over, "asked": fresh}, status=problem.status)
    seen = plan_answer.read_shown(request.POST.get("shown", ""))
    changes = plan_history.changes_since(fresh, seen.version) if seen.version else {}
    return _form(request, fresh, frame, status=problem.status, changes=changes, moved=problem.sentence)


def _recorded(request: HttpRequest, row: plan.AskedRow, frame: dict[str, Any]) -> HttpResponse:
    found = row.proposal
    page = {
        **frame,
        "asked": row,
        "proposal": found,
        "school": row.membership.school.name,
        "said": plan_words.answer_words(row.answer, row.condition),
        "when": plan_words.when(found),
        "where": plan_words.where(found),
        "until": words.day(plan_draft.last_day_to_answer(found)),
    }
    return render(request, "reply/plan_said.html", page)
