"""The vendor's desk: queue, escalations; and the bell and search, which both sides have."""

from django.urls import path

from portal.views import bell, escalations, mails, queue, search

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/news/", queue.news, name="queue_news"),
    path("queue/act/", queue.act, name="queue_act"),
    path("escalations/", escalations.escalations, name="escalations"),
    path("bell/", bell.bell, name="bell"),
    path("bell/count/", bell.count, name="bell_count"),
    path("bell/read/", bell.read, name="bell_read"),
    path("mails/", mails.mails, name="mails"),
    path("mails/retry/", mails.retry, name="mails_retry"),
    path("search/", search.search, name="search"),
]
