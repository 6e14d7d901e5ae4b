"""The vendor's desk: queue, escalations; and the bell and search, which both sides have."""

from django.urls import path

from portal.views import bell, escalations, figure_mails, figures, mails, queue, search

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/news/", queue.news, name="queue_news"),
    path("queue/act/", queue.act, name="queue_act"),
    path("escalations/", escalations.escalations, name="escalations"),
    path("figures/", figures.figures, name="figures"),
    path("figures/cases/", figures.figure_cases, name="figure_cases"),
    path("figures/tables/<slug:table>.csv", figures.figure_table, name="figure_table"),
    path("figures/mails/", figure_mails.figure_mails, name="figure_mails"),
    path("figures/mails/<int:report>/stop/", figure_mails.stop_figure_mail, name="stop_figure_mail"),
    path("bell/", bell.bell, name="bell"),
    path("bell/count/", bell.count, name="bell_count"),
    path("bell/read/", bell.read, name="bell_read"),
    path("mails/", mails.mails, name="mails"),
    path("mails/retry/", mails.retry, name="mails_retry"),
    path("search/", search.search, name="search"),
]
