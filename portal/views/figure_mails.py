from django.http import HttpResponse


def figure_mails(request, vendor):
    return HttpResponse()


def stop_figure_mail(request, vendor, report):
    return HttpResponse()
