"""One case: its page and the acts on it, for both sides."""

from django.urls import path

from portal.views import case, case_acts, files, offers, write

urlpatterns = [
    path("cases/<int:number>/", case.case, name="case"),
    path("cases/<int:number>/presence/", case.presence, name="presence"),
    path("cases/<int:number>/effect/", case.effect, name="effect"),
    path("cases/<int:number>/say/", write.say, name="say"),
    path("cases/<int:number>/owner/", case_acts.assign, name="assign"),
    path("cases/<int:number>/status/", case_acts.set_status, name="set_status"),
    path("cases/<int:number>/severity/", case_acts.severity, name="severity"),
    path("cases/<int:number>/fact/", case_acts.settle, name="settle_fact"),
    path("cases/<int:number>/category/", case_acts.category, name="case_category"),
    path("cases/<int:number>/offers/new/", offers.new, name="offer_new"),
    path("cases/<int:number>/offers/<int:offer>/", offers.offer, name="offer"),
    path("cases/<int:number>/offers/<int:offer>/answer/", offers.answer, name="offer_answer"),
    path("cases/<int:number>/offers/<int:offer>/withdraw/", offers.withdraw, name="offer_withdraw"),
    path("cases/<int:number>/escalation/", case_acts.escalation, name="escalation"),
    path("cases/<int:number>/copy/", case_acts.watch, name="watch"),
    path("cases/<int:number>/files/<int:attachment>/", files.attachment, name="attachment"),
    path("cases/<int:number>/redact/<int:message>/", case_acts.redact, name="redact"),
]
