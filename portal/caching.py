"""What lies in the cache is JSON: nobody who writes there can make us run code."""

import json
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.core.serializers.json import DjangoJSONEncoder


class JSONSerializer:
    """Serialise for RedisCache; raises TypeError for what JSON cannot say."""

    def dumps(self, value: Any) -> int | bytes:
        """Return whole numbers as they are, so that the server can count on them."""
        if type(value) is int:
            return value
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()

    def loads(self, data: bytes) -> Any:
        """Return the value; a number is JSON too."""
        return json.loads(data)


class CacheClient(RedisCacheClient):
    """Keep the client: building one costs more than asking the server (0.3 ms)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._clients: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the one client for reading or writing; threads may share it."""
        if write not in self._clients:
            self._clients[write] = super().get_client(key, write=write)
        return self._clients[write]


class Cache(RedisCache):
    """Django's cache in Valkey, with a client that is kept."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = CacheClient
