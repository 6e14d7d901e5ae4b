"""One conversation with the mail server for many mails, begun anew where the server has ended it."""

import logging
import select
from smtplib import SMTP, SMTPException

from anymail.exceptions import AnymailError
from django.core.mail import get_connection
from django.core.mail.message import EmailMessage

from notifications.mail.providers import marked, read_answer, read_api_refusal
from notifications.mail.refusals import Refusal, read_away, read_refusal

_DONE = 250
logger = logging.getLogger(__name__)


class Post:
    """It is opened at the first mail, and stays open until close()."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._talking = False

    def send(self, mail: EmailMessage) -> Refusal | None:
        """None when the server took it."""
        if self._talking and self._was_ended():
            self.close()
        talked = self._talking
        refusal = self._try(mail)
        # Servers take so many mails in one conversation, and then say 421: it has not taken this one.
        if talked and refusal and refusal.server and not refusal.unsure:
            return self._try(mail)
        return refusal

    def close(self) -> None:
        self._talking = False
        try:
            self._connection.close()
        except Exception as error:
            logger.info("The mail server did not say good-bye (%s)", error)

    def _try(self, mail: EmailMessage) -> Refusal | None:
        try:
            self._connection.open()
        except Exception as error:
            self.close()
            return read_away(error)
        self._talking = True
        try:
            taken = self._connection.send_messages([marked(mail)])
        except AnymailError as error:
            return read_api_refusal(error)
        except Exception as error:
            refusal = read_refusal(error)
            if refusal.server or not self._goes_on():
                self.close()
            return refusal
        return read_answer(mail) if taken else Refusal("The mail server took no recipient")

    def _goes_on(self) -> bool:
        """After refusing one mail a server waits for the next one, once it is told to forget this one."""
        try:
            line = getattr(self._connection, "connection", None)
            return not isinstance(line, SMTP) or line.rset()[0] == _DONE
        except (OSError, SMTPException):
            return False

    def _was_ended(self) -> bool:
        """Between two mails a server has nothing to say but that it hangs up."""
        line = getattr(self._connection, "connection", None)
        if not isinstance(line, SMTP):
            return False  # a provider's API: each mail is a request of its own
        return line.sock is None or bool(select.select([line.sock], [], [], 0)[0])
