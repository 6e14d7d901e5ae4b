"""The case and what hangs on it. Rows carry vendor, partner and customer, so that policies are plain equalities."""

from cases.models.case import Case, CaseNumber, Status, Watcher
from cases.models.escalation import EscalationStep
from cases.models.event import Audience, CaseEvent, EventKind
from cases.models.figures import CaseFigure, DailyFigure, DailySpread, FiguresDue, MonthlyFigure, MonthlySpread
from cases.models.message import Attachment, Message
from cases.models.milestone import Milestone
from cases.models.offer import Offer, OfferEnd
from cases.models.saved_view import SavedView

__all__ = [
    "Attachment",
    "Audience",
    "Case",
    "CaseEvent",
    "CaseFigure",
    "CaseNumber",
    "DailyFigure",
    "DailySpread",
    "EscalationStep",
    "EventKind",
    "FiguresDue",
    "Message",
    "Milestone",
    "MonthlyFigure",
    "MonthlySpread",
    "Offer",
    "OfferEnd",
    "SavedView",
    "Status",
    "Watcher",
]
