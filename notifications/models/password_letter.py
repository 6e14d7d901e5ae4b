"""Somebody asked for a new password: what is to be sent, without a link and without knowing yet whether to anybody."""

from datetime import datetime
from uuid import uuid4

from django.db import models


class PasswordLetterQuerySet(models.QuerySet["PasswordLetter"]):
    def due(self, at: datetime):
        """Letters to send at the aware UTC instant `at`; also those whose lease ran out."""
        return self.filter(send_at__lte=at).order_by("send_at", "id")


class PasswordLetter(models.Model):
    """One an address, until it is sent. Global: a person is one with all vendors, and strangers ask as well.

    Whose address it is, is looked up when the letter is written: asking is the same work for every address, so nobody
    learns from its time which ones are known. The link is made then too, and is stored nowhere.
    """

    email = models.EmailField(unique=True)
    key = models.UUIDField(default=uuid4)  # of the Message-ID: the same for every attempt
    asked_at = models.DateTimeField()
    send_at = models.DateTimeField()  # the next attempt; while it is being sent, the end of the lease
    attempts = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=400, blank=True)  # what the mail server said last

    objects = PasswordLetterQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["send_at"], name="password_letter_due")]

    def __str__(self):
        return f"asked {self.asked_at}"
