"""Notices: what both sides read, the desk's acts on them, and what one subscribes to."""

from django.urls import path

from portal.views import notice_changes, notice_desk, notice_ending, notice_feeds, notice_links, notices

urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/new/", notice_desk.new, name="notice_new"),
    path("notices/addresses/", notice_feeds.renew, name="notice_addresses"),
    path("notices/feed/<str:token>/", notice_feeds.feed, name="notice_feed"),
    path("notices/calendar/<str:token>.ics", notice_feeds.calendar, name="notice_calendar"),
    path("notices/<int:notice>/", notices.notice, name="notice"),
    path("notices/<int:notice>/edit/", notice_desk.edit, name="notice_edit"),
    path("notices/<int:notice>/publish/", notice_desk.publish, name="notice_publish"),
    path("notices/<int:notice>/correct/", notice_changes.correct, name="notice_correct"),
    path("notices/<int:notice>/end/", notice_ending.end, name="notice_end"),
    path("notices/<int:notice>/withdraw/", notice_changes.withdraw, name="notice_withdraw"),
    path("notices/<int:notice>/answer/", notice_ending.answer, name="notice_answer"),
    path("cases/<int:number>/incident/", notice_links.link, name="case_incident"),
]
