"""The partner's own pages, and what both sides read beside cases."""

from django.urls import path

from portal.views import (
    case_list,
    home,
    logo,
    new_case,
    organisation,
    policy,
    preferences,
    profile,
    receipt,
    seat,
    stop_mails,
    survey,
)

urlpatterns = [
    path("", home.home, name="home"),
    path("cases/", case_list.case_list, name="case_list"),
    path("cases/new/", new_case.new_case, name="new_case"),
    path("cases/new/forecast/", new_case.forecast, name="forecast"),
    path("cases/<int:number>/clock/<int:milestone>/", receipt.receipt, name="receipt"),
    path("policy/", policy.policy, name="policy"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("logo", logo.logo, name="logo"),
    path("seat/", seat.seat, name="seat"),
    path("me/", profile.profile, name="profile"),
    path("me/news/", preferences.preferences, name="preferences"),
    path("mails/stop/<str:token>/", stop_mails.stop_mails, name="stop_mails"),
    path("survey/<str:token>/", survey.survey, name="survey"),
]
