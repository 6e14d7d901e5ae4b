"""The cache in the broker. Only what may be lost is kept there, so that a broker that is away is an empty cache."""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError, TimeoutError

SAID_EVERY = 60  # seconds between two warnings of a process
logger = logging.getLogger(__name__)


class _Warning:
    said_at = -float(SAID_EVERY)

    def say(self, error: Exception) -> None:
        now = time.monotonic()
        if now - self.said_at >= SAID_EVERY:
            self.said_at = now
            logger.warning("The cache is away (%s); pages do without", error)


warning = _Warning()


def _or_else(method: Callable, answer: Callable[..., Any]) -> Callable:
    """The method, and where the broker is away what `answer` says for the same arguments."""

    @wraps(method)
    def ask(self, *args):
        try:
            return method(self, *args)
        except (ConnectionError, TimeoutError) as error:
            warning.say(error)
            return answer(*args)

    return ask


class Client(RedisCacheClient):
    """`add` says that it stored: who waits for a lock gets it at once. `incr` is left as it is, nobody counts here."""

    add = _or_else(RedisCacheClient.add, lambda *args: True)
    get = _or_else(RedisCacheClient.get, lambda key, default: default)
    set = _or_else(RedisCacheClient.set, lambda *args: None)
    touch = _or_else(RedisCacheClient.touch, lambda *args: False)
    delete = _or_else(RedisCacheClient.delete, lambda *args: False)
    get_many = _or_else(RedisCacheClient.get_many, lambda *args: {})
    has_key = _or_else(RedisCacheClient.has_key, lambda *args: False)
    set_many = _or_else(RedisCacheClient.set_many, lambda *args: None)
    delete_many = _or_else(RedisCacheClient.delete_many, lambda *args: None)


class BrokerCache(RedisCache):
    def __init__(self, server, params):
        super().__init__(server, params)
        self._class = Client

    def ping(self) -> None:
        """Raises redis' errors while the broker is away."""
        self._cache.get_client().ping()
