"""A lesson online, for classes at school and for families at home."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways.activities.kinds.kind import Kind, Needs, Slot

KIND = Kind(
    key="online",
    name=_("Online lesson"),
    about=_("One presenter, many classes, and families who join from home."),
    needs=Needs(by_name=False, risk=False, consent=False, online=True),
    slots=(
        Slot(0, 5, _("Joining"), "arrival", audience="all"),
        Slot(5, 30, _("The lesson"), "talk", audience="all"),
        Slot(35, 10, _("Questions"), "talk", audience="all"),
    ),
    usual=(
        (_("Schools that lead"), _("a presenter, and somebody who watches the questions")),
        (_("Every school"), _("classes that join")),
    ),
    outcomes=("science_further", "aspirations"),
)
