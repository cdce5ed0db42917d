"""Shapes of input about forming a partnership. Forms check shape only; actions save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bothways.core import clock
from bothways.core.forms import DayField, offer
from bothways.partnerships.models import MembershipKind, PartnershipKind
from bothways.partnerships.queries.forming_words import Charter, Details, Wanted
from bothways.rules import terms

_EARLIEST = 1990
KINDS = (
    (
        PartnershipKind.CLUSTER,
        _("Local cluster. Schools close to each other, often around a hub, that meet every half-term."),
    ),
    (
        PartnershipKind.ESTABLISHED,
        _("Established collaboration. Schools that have worked together before and want to go further."),
    ),
    (
        PartnershipKind.CROSS_SECTOR,
        _("Cross-sector, without a lead. State and independent schools that plan, host and teach as equals."),
    ),
)
MEMBER_KINDS = (
    (MembershipKind.FOUNDING, _("Founding member. It is in from the start.")),
    (MembershipKind.MEMBER, _("Member. It joins later and decides like the others.")),
    (MembershipKind.GUEST, _("Guest. It comes when it is asked, and may become a member.")),
)
_EMAIL_WRONG = _("Enter an e-mail address in the usual form, like name@school.sch.uk.")


def _text(label: Any, *, most: int, required: bool = False, missing: Any = "", hint: Any = "", rows: int = 0) -> Any:
    """A line of words, or a box of ``rows`` lines."""
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    errors = {"required": missing, "max_length": _("Use at most %(limit_value)s letters. Nothing was lost.")}
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint, widget=widget, error_messages=errors
    )


def _email(label: Any, *, required: bool = False, hint: Any = "") -> forms.EmailField:
    return forms.EmailField(
        label=label,
        max_length=254,
        required=required,
        help_text=hint,
        error_messages={"invalid": _EMAIL_WRONG, "required": _("Enter an e-mail address.")},
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false"}),
    )


def _years() -> list[tuple[int, str]]:
    """Next academic year, this one, and back to the first that anybody may want to name."""
    now = terms.academic_year(clock.today()).start
    return [(year, str(terms.AcademicYear(year))) for year in range(now + 1, _EARLIEST - 1, -1)]


class CharterForm(forms.Form):
    """What it is called, what it is, and what it is for."""

    name = _text(_("Name of the partnership"), most=120, required=True, missing=_("Enter the name of the partnership."))
    kind = forms.ChoiceField(
        label=_("What is it like?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is like.")},
    )
    area = _text(_("Area"), most=120, hint=_("Such as a borough or a town."))
    aims = _text(
        _("Aims"), most=4000, rows=4, hint=_("In your own words, one a line. What you plan can point at them.")
    )
    charter = _text(
        _("Charter"), most=8000, rows=6, hint=_("How you work together, and what every school brings and can expect.")
    )
    start_year = forms.TypedChoiceField(
        label=_("First academic year"), coerce=int, widget=forms.Select({"class": "govuk-input--width-10"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "start_year", _years())
        self.fields["start_year"].initial = terms.academic_year(clock.today()).start

    def charter_words(self) -> Charter:
        """What the action takes."""
        given = self.cleaned_data
        names = ("name", "kind", "area", "charter", "start_year")
        return Charter(aims=given["aims"].splitlines(), **{name: given[name] for name in names})


class StartForm(CharterForm):
    """A new partnership with one's own schools in it."""

    schools = forms.MultipleChoiceField(
        label=_("Your own schools in it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A school you answer for is in at once. Any other is asked, and its head says yes or no."),
    )
    hub = forms.ChoiceField(
        label=_("Hub"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("The school around which it turns, if there is one. You can choose it later."),
    )

    def __init__(self, *args: Any, schools: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "schools", schools)
        offer(self, "hub", [("", _("No hub, or not yet")), *schools])
        self.fields["hub"].initial = ""
        if not schools:
            del self.fields["schools"], self.fields["hub"]
        elif len(schools) == 1:
            self.fields["schools"].initial = [schools[0][0]]


class AskForm(forms.Form):
    """One school with its lead, or many pasted at once."""

    kind = forms.ChoiceField(label=_("Ask it to join as"), choices=MEMBER_KINDS, widget=forms.RadioSelect)
    school = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(required=False, max_length=200)
    name = _text(_("Who leads for it: name"), most=120)
    post = _text(_("Their post"), most=120, hint=_("Such as Science lead or Head."))
    email = _email(_("Their e-mail address"), hint=_("The question goes here. Leave blank if you don’t know it yet."))
    lines = _text(
        _("Or paste several, one a line"),
        most=20_000,
        rows=5,
        hint=_("A name or a URN, and the lead’s e-mail address behind it if you have it."),
    )

    def clean(self) -> dict[str, Any]:
        """At least one school."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not (given.get("school") or given.get("q", "").strip() or given.get("lines", "").strip() or self.errors):
            self.add_error("lines", str(_("Choose a school, or paste a list.")))
        return given

    def wanted(self) -> Wanted:
        """The one school that was chosen."""
        given = self.cleaned_data
        return Wanted(given["school"], given["kind"], given["name"], given["post"], given["email"])


class MatchForm(forms.Form):
    """One pasted line: which school it is, and whom to write to there."""

    line = forms.CharField(widget=forms.HiddenInput, max_length=500)
    school = forms.ChoiceField(label=_("Which school?"), required=False, widget=forms.RadioSelect)
    name = _text(_("Lead’s name"), most=120)
    post = _text(_("Post"), most=120)
    email = _email(_("E-mail"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "school", [*choices, ("", _("Leave this line out"))])

    def wanted(self, kind: str) -> Wanted | None:
        """The school to ask, or None when the line is left out."""
        given = self.cleaned_data
        if not given.get("school"):
            return None
        return Wanted(given["school"], kind, given["name"], given["post"], given["email"])


class BringsForm(forms.Form):
    """Giving and receiving, always both."""

    brings = _text(_("What we bring"), most=500, rows=3, hint=_("A pond, a hall, a minibus, an hour, know-how."))
    expects = _text(_("What we expect"), most=500, rows=3, hint=_("What would make it worth your while."))


class DetailsForm(BringsForm):
    """What a school may add to its yes. Everything may be left blank."""

    who = _text(_("Your name and post"), most=160, hint=_("So that the others know who said yes."))
    name = _text(_("Who leads for your school: name"), most=120, hint=_("Leave blank to leave it as it is."))
    post = _text(_("Their post"), most=120)
    email = _email(_("Their e-mail address"))

    def clean(self) -> dict[str, Any]:
        """A lead whom nobody can write to would hear nothing."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("name") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", str(_("Enter their e-mail address, so that they can be asked.")))
        return given

    def details(self) -> Details:
        """What the action takes."""
        return Details(**self.cleaned_data)


class ContactForm(forms.Form):
    """Somebody who takes part for a school."""

    name = _text(_("Name"), most=120, required=True, missing=_("Enter their name."))
    post = _text(
        _("Post"), most=120, hint=_("Such as Science lead. When it changes, the old one stays with its years.")
    )
    email = _email(_("E-mail address"))


class NewContactForm(ContactForm):
    """The same, from a day on."""

    since = DayField(
        label=_("Since"),
        required=False,
        help_text=_("Leave blank for today."),
        error_messages={"invalid": _("Enter a date, such as 2026-09-01.")},
    )
    is_lead = forms.BooleanField(label=_("They lead for the school from now on"), required=False)


class LeaveForm(forms.Form):
    """A school leaves."""

    on = DayField(
        label=_("From which day?"),
        error_messages={"required": _("Enter the day."), "invalid": _("Enter a date, such as 2026-09-01.")},
    )
    reason = _text(_("Why, if you would like to say"), most=500, rows=2)


class ReplyForm(forms.Form):
    """A reply to a school's question."""

    words = _text(_("Your reply"), most=500, rows=5, required=True, missing=_("Write your reply."))


class HandOverForm(forms.Form):
    """Who runs it next, and whether one stays."""

    who = forms.ChoiceField(label=_("Who?"), required=False, widget=forms.RadioSelect)
    email = _email(_("Or somebody else’s e-mail address"))
    how = forms.ChoiceField(
        label=_("What happens to your role?"),
        choices=[
            ("leave", _("My role ends when they say yes")),
            ("share", _("We share it")),
        ],
        initial="leave",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what happens to your role.")},
    )

    def __init__(self, *args: Any, contacts: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "who", contacts)
        if not contacts:
            del self.fields["who"]

    def clean(self) -> dict[str, Any]:
        """Somebody has to be named; a typed address wins."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not (given.get("email") or given.get("who") or self.errors):
            self.add_error("email", str(_("Choose somebody, or enter an e-mail address.")))
        return given

    def whom(self) -> str:
        """Whom to ask."""
        return str(self.cleaned_data["email"] or self.cleaned_data["who"])

    def leaves(self) -> bool:
        """Whether one's own role ends with their yes."""
        return bool(self.cleaned_data["how"] == "leave")
