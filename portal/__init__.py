# The web process enqueues tasks too: without the app it would talk to a default broker.
from portal.celery import app as celery_app

__all__ = ["celery_app"]
