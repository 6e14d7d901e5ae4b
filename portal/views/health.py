"""Whether this web process can reach its servers: for load balancers and the launcher."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 with the state of each server; 503 when the database is away. Pages work without the broker."""
    parts = {"database": _answers(_ask_database), "broker": _answers(cache.ping)}
    return JsonResponse(parts, status=200 if parts["database"] else 503)


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _answers(ask) -> bool:
    try:
        ask()
    except Exception:  # whatever it is: the part does not answer
        return False
    return True
