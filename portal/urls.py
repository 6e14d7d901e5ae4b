"""Every address. tests/doors/ holds a row for each: role × {own, other partner's, other vendor's} thing."""

from django.urls import include, path

from portal.views import (
    brand,
    demo,
    demo_mail,
    health,
    landing,
    language,
    mail_hooks,
    mail_in,
    operator,
    operator_mails,
)

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
# allauth asks for this one when somebody tries too often
handler429 = "portal.views.errors.too_many_requests"

urlpatterns = [
    path("", landing.landing, name="landing"),
    path("health/", health.health, name="health"),
    path("demo/", demo.demo, name="demo"),
    path("demo/mail/", demo_mail.mails, name="demo_mails"),
    path("demo/mail/<str:name>/", demo_mail.mail, name="demo_mail"),
    path("demo/mail/<str:name>/html/", demo_mail.mail_html, name="demo_mail_html"),
    path("mail/in/<str:token>/", mail_in.mail_in, name="mail_in"),
    path("mail/hooks/<slug:provider>/<slug:kind>/", mail_hooks.mail_hook, name="mail_hook"),
    path("operator/", operator.operator, name="operator"),
    path("operator/mails/", operator_mails.operator_mails, name="operator_mails"),
    path("operator/mails/<int:mail>/", operator_mails.operator_mail, name="operator_mail"),
    path("operator/mails/<int:mail>/give/", operator_mails.give, name="operator_mail_give"),
    path("operator/mails/<int:mail>/discard/", operator_mails.discard, name="operator_mail_discard"),
    path("accounts/", include("portal.account_urls")),
    path("language/", language.language, name="language"),
    path("brand/<int:hue>.css", brand.brand, name="brand"),
    path("<slug:vendor>/", include("portal.urls_partner")),
    path("<slug:vendor>/", include("portal.urls_cases")),
    path("<slug:vendor>/", include("portal.urls_desk")),
    path("<slug:vendor>/", include("portal.urls_notices")),
]
