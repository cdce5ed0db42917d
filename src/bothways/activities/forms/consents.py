"""What parents answer, by link or on paper. Nothing is chosen beforehand; yes and no are of one size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bothways.activities.forms.needs import NeedsForm
from bothways.activities.models import NeedKind
from bothways.activities.queries import consent_words
from bothways.rules import consents as rules

YES_NO = (("yes", _("Yes")), ("no", _("No")))
RELATIONS = (
    ("", _("Choose")),
    ("mother", _("Mother")),
    ("father", _("Father")),
    ("carer", _("Carer or guardian")),
    ("other", _("Somebody else who looks after them")),
)


class AnswerForm(NeedsForm):
    """One parent's answers. ``sessions`` are those that a parent may say no to; ``over`` leaves only photos."""

    kinds: tuple[NeedKind, ...] = (NeedKind.DIET, NeedKind.ACCESS)
    scopes: Sequence[str] = rules.BY_LINK

    who = forms.CharField(
        label=_("Your name"),
        max_length=120,
        help_text=_("We use it once, to tell two parents apart. We do not keep it."),
        error_messages={"required": _("Write your name.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    relationship = forms.ChoiceField(
        label=_("You are the child’s"), choices=RELATIONS, error_messages={"required": _("Choose who you are.")}
    )

    def __init__(self, *args: Any, sessions: Sequence[Any] = (), over: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = () if over else sessions
        if over:
            self.fields = {name: self.fields[name] for name in ("who", "relationship")}
        else:
            self.fields["coming"] = _yes_no(consent_words.wording("visit"))
        scopes = [(scope, consent_words.SCOPE_WORDS[scope]) for scope in self.scopes]
        self.fields["photo"] = forms.ChoiceField(
            label=consent_words.wording("photo"), choices=scopes, required=False, widget=forms.RadioSelect
        )
        for each in self.sessions:
            about = f"{each.title}: {each.opt_out_words}"
            self.fields[self._name(each)] = _yes_no(consent_words.wording("session", about=about), _instead(each))
        self.order_fields([*self.fields_asked, *(name for name in self.fields if name not in self.fields_asked)])

    @property
    def fields_asked(self) -> list[str]:
        """Who answers, then the questions, in their order."""
        asked = ["who", "relationship", "coming", "photo", *map(self._name, self.sessions)]
        return [name for name in asked if name in self.fields]

    @staticmethod
    def _name(session: Any) -> str:
        return f"session_{session.pk}"

    def clean(self) -> dict[str, Any]:
        """Something must be answered."""
        told = super().clean() or self.cleaned_data
        if not self.errors and not any(told.get(name) for name in self.fields if name not in {"who", "relationship"}):
            raise ValidationError(_("Answer at least one question."))
        return told

    def said(self) -> dict[str, Any]:
        """The answers, as `actions.consents.Said` takes them; the needs as `needs` gives them."""
        told = self.cleaned_data
        coming = told.get("coming")
        return {
            "who": told["who"],
            "relationship": told["relationship"],
            "coming": None if not coming else coming == "yes",
            "photo": told.get("photo") or None,
            "sessions": tuple(
                (each.pk, told[self._name(each)] == "yes") for each in self.sessions if told.get(self._name(each))
            ),
        }


class FamilyForm(AnswerForm):
    """The same, behind a link: a receipt may be sent."""

    email = forms.EmailField(
        label=_("Your e-mail, if you want a copy"),
        required=False,
        help_text=_("For the copy alone. We do not keep it in any list."),
        error_messages={"invalid": _("Write the address like this: name@example.com")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class PaperForm(AnswerForm):
    """The same, typed in by the school from a paper that it keeps. Paper may allow more than a link."""

    kinds = ()
    scopes = rules.SCOPES


def _yes_no(label: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=forms.RadioSelect, help_text=help_text)


def _instead(session: Any) -> str:
    if session.instead is None:
        return ""
    return str(_("If you say no, your child goes to “%(title)s”.")) % {"title": session.instead.title}
