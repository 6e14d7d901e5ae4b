"""The vendor's desk: queue, escalations; and the bell and search, which both sides have."""

from django.urls import path

from portal.views import (
    bell,
    escalations,
    feedback,
    figure_mails,
    figures,
    incoming_mails,
    mails,
    queue,
    search,
    survey_terms,
    views,
)

urlpatterns = [
    path("queue/", queue.queue, name="queue"),
    path("queue/news/", queue.news, name="queue_news"),
    path("queue/act/", queue.act, name="queue_act"),
    path("queue/views/", views.save, name="save_view"),
    path("queue/views/<int:view>/", views.change, name="change_view"),
    path("escalations/", escalations.escalations, name="escalations"),
    path("escalations.csv", escalations.escalations_csv, name="escalations_csv"),
    path("feedback/", feedback.feedback, name="feedback"),
    path("feedback/<int:survey>/<slug:question>/remove/", feedback.remove, name="feedback_remove"),
    path("feedback/<int:follow_up>/claim/", feedback.claim, name="feedback_claim"),
    path("feedback/<int:follow_up>/done/", feedback.finish, name="feedback_done"),
    path("feedback/tables/<slug:table>.csv", feedback.feedback_table, name="feedback_table"),
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
    path("mails/in/", incoming_mails.incoming_mails, name="incoming_mails"),
    path("mails/in/<int:mail>/retry/", incoming_mails.retry, name="incoming_mail_retry"),
    path("mails/dead/<int:address>/", incoming_mails.start_again, name="mails_start_again"),
    path("settings/surveys/", survey_terms.survey_terms, name="survey_terms"),
    path("search/", search.search, name="search"),
]
