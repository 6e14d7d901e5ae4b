"""A provider's API instead of SMTP: what it answers is read as a mail server's answer is."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from launch import ports
from notifications.mail.refusals import PAUSES, pause_away
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, State
from notifications.telling import sweep_announcements
from tenants.scope import working
from tests.cast import TUESDAY, submitted

TAKEN = (200, b'[{"To": "x@y.example", "MessageID": "1", "ErrorCode": 0, "Message": "OK"}]')
HANGS_UP = (0, b"")


class _Postmark(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answers = self.server.answers  # type: ignore[attr-defined]
        status, body = answers.pop(0) if answers else TAKEN
        if not status:
            self.close_connection = True
            return
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words) -> None:
        pass


@pytest.fixture
def provider(settings) -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Postmark) as server:
        server.answers = []  # type: ignore[attr-defined]
        settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
        url = f"http://127.0.0.1:{server.server_address[1]}/"
        settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "t", "POSTMARK_API_URL": url}
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def mails(cast):
    """(state, attempts) of every mail."""
    with working(cast.revalize.vendor):
        return list(Delivery.objects.filter(channel="email").order_by("id").values_list("state", "attempts"))


@pytest.fixture
def told(cast):
    submitted(cast.nordwind)
    sweep_announcements(TUESDAY)
    return cast


def send(at=TUESDAY):
    return sweep_mails(lambda: at, seconds=60)


def test_what_is_wrong_with_one_mail_fails_it_alone(told, provider):
    provider.answers = [(422, b'{"ErrorCode": 300, "Message": "Invalid email request"}')]
    assert send() == 1
    assert mails(told) == [(State.FAILED, 1), (State.SENT, 1)]


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_what_is_wrong_with_the_provider_or_our_account_counts_for_no_mail(told, provider, status):
    provider.answers = [(status, b"{}")]
    assert send() == 0
    assert mails(told) == [(State.WAITING, 0)] * 2
    assert send(TUESDAY + pause_away()) == 2


def test_a_provider_that_cannot_be_reached_counts_for_no_mail(told, provider, settings):
    there = settings.ANYMAIL
    settings.ANYMAIL = {**there, "POSTMARK_API_URL": f"http://127.0.0.1:{ports.any_free()}/"}
    assert send() == 0
    assert mails(told) == [(State.WAITING, 0)] * 2
    settings.ANYMAIL = there
    assert send(TUESDAY + pause_away()) == 2


def test_a_provider_that_hangs_up_may_have_taken_the_mail(told, provider):
    provider.answers = [HANGS_UP]
    assert send() == 0
    assert mails(told) == [(State.WAITING, 1), (State.WAITING, 0)]
    assert send(TUESDAY + PAUSES[0]) == 2
