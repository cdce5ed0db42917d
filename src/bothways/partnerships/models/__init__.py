"""Shape only: partnerships and everything that they share. One file a subject."""

from bothways.partnerships.models.calendar import CalendarUse, DatesKind, TermCalendar, TermDates
from bothways.partnerships.models.meeting import (
    AgendaItem,
    AgendaKind,
    Attendance,
    Coming,
    Meeting,
    MeetingAction,
    MeetingState,
)
from bothways.partnerships.models.membership import Contact, Membership, MembershipKind, MembershipState, Question
from bothways.partnerships.models.need import Nudge, NudgeLine
from bothways.partnerships.models.partnership import Aim, Handover, Partnership, PartnershipKind
from bothways.partnerships.models.plan import (
    Answer,
    Asked,
    EventKind,
    GivenAnswer,
    Proposal,
    ProposalEvent,
    ProposalOwner,
    ProposalState,
)
from bothways.partnerships.models.practice import Adoption, Enquiry, Finding, Practice, PracticeLink, Stage
from bothways.partnerships.models.sharing import (
    Contribution,
    Direction,
    ExternalKind,
    ExternalPartner,
    Offer,
    Promise,
    PromiseState,
)

__all__ = [
    "Adoption",
    "AgendaItem",
    "AgendaKind",
    "Aim",
    "Answer",
    "Asked",
    "Attendance",
    "CalendarUse",
    "Coming",
    "Contact",
    "Contribution",
    "DatesKind",
    "Direction",
    "Enquiry",
    "EventKind",
    "ExternalKind",
    "ExternalPartner",
    "Finding",
    "GivenAnswer",
    "Handover",
    "Meeting",
    "MeetingAction",
    "MeetingState",
    "Membership",
    "MembershipKind",
    "MembershipState",
    "Nudge",
    "NudgeLine",
    "Offer",
    "Partnership",
    "PartnershipKind",
    "Practice",
    "PracticeLink",
    "Promise",
    "PromiseState",
    "Proposal",
    "ProposalEvent",
    "ProposalOwner",
    "ProposalState",
    "Question",
    "Stage",
    "TermCalendar",
    "TermDates",
]
