"""About proposals and each school’s answer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.messages.message import Message

TERMS = {
    "school": "Ferry Bank Primary",
    "partnership": "Halton Science Partnership",
    "title": "SuperStar ambassadors’ day",
    "when": "Thursday 3 December 2026, 9am to noon",
    "day": "Thursday 3 December",
    "where": "Marlpit Lane Primary, the hall",
    "pupils": "18 pupils, Year 4",
    "cost": "£15 for each school",
    "pays": "£8",
    "gives": "The hall and one adult (Rooms and grounds, 3 staff hours)",
    "gets": "Four ambassadors who can run an activity",
    "first_name": "Robin",
    "link": "/reply/plan/sample/",
}

MESSAGES: tuple[Message, ...] = (
    Message(
        kind="plan.ask",
        about=_("A school is asked whether it is in, with one link that answers."),
        subject=_("%(school)s: yes or no to %(day)s?"),
        sample={**TERMS, "answer_by": "Friday 27 November"},
        button=_("See it and answer"),
    ),
    Message(
        kind="plan.nudge",
        about=_("A school has not answered yet. Only schools that still owe an answer get it."),
        subject=_("%(school)s: still time to say yes or no to %(day)s"),
        sample={
            **{name: words for name, words in TERMS.items() if name not in {"pupils", "pays", "gives", "gets"}},
            "answer_by": "Friday 27 November",
        },
        button=_("See it and answer"),
    ),
    Message(
        kind="plan.changed",
        about=_("Something that a school said yes to has changed, so it is asked again."),
        subject=_("%(school)s: %(title)s has changed. Still yes?"),
        sample={**TERMS, "answer_by": "Friday 27 November", "changes": "When: 9am → 10am"},
        button=_("See what changed and answer again"),
    ),
    Message(
        kind="plan.changed_told",
        about=_(
            "Something has changed. A school that said no, later or nothing yet is told; it need not answer again."
        ),
        subject=_("%(title)s has changed: for %(school)s to know"),
        sample={**TERMS, "changes": "When: 9am → 10am"},
        button=_("See what changed"),
    ),
    Message(
        kind="plan.called_off",
        about=_("Something that schools were asked about does not take place."),
        subject=_("Called off: %(title)s, %(day)s"),
        sample={**TERMS, "reason": "The hall’s roof is being mended."},
        button=_("See what was planned"),
    ),
    Message(
        kind="plan.settled",
        about=_("What a school made its yes depend on is met, so it is in."),
        subject=_("%(school)s: what you asked for is met, so you are in"),
        sample={**TERMS, "condition": "the coach is shared", "words": "Old Quay pays half of it."},
        button=_("See it, or change your answer"),
    ),
    Message(
        kind="plan.reply",
        about=_("Somebody replied to a school’s question about a proposal."),
        subject=_("%(school)s: a reply about %(title)s"),
        sample={**TERMS, "question": "Is there parking for a coach?", "reply": "Yes, behind the hall until noon."},
        button=_("Answer yes or no"),
    ),
    Message(
        kind="plan.question",
        about=_("A school asks something before it answers. Goes to whoever looks after the proposal."),
        subject=_("%(school)s asks about %(title)s"),
        sample={
            "school": "Ferry Bank Primary",
            "partnership": "Halton Science Partnership",
            "title": "SuperStar ambassadors’ day",
            "first_name": "Kim",
            "words": "Is there parking for a coach?",
            "asked_by": "The science lead",
            "link": "/w/halton/plan/sample/",
        },
        button=_("Reply"),
    ),
    Message(
        kind="plan.left",
        about=_("A school that was in is no longer, after it was confirmed. Goes to whoever looks after it."),
        subject=_("%(school)s is no longer in: %(title)s"),
        sample={
            "school": "Ferry Bank Primary",
            "partnership": "Halton Science Partnership",
            "title": "SuperStar ambassadors’ day",
            "first_name": "Kim",
            "said": "Not this time",
            "when": "Thursday 3 December 2026, 9am to noon",
            "link": "/w/halton/plan/sample/answers/",
        },
        button=_("See who is in"),
    ),
)
