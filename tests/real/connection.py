"""Requests to a real server over kept-alive connections, one a thread, at little cost each."""

import json
from http.client import HTTPConnection, HTTPException
from threading import local
from typing import Any
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Connections:
    """The connections to `host:port`."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._kept = local()
        self._all: list[HTTPConnection] = []

    def ask(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        """The JSON that a POST of the form is answered with, whatever its status."""
        _, body = self.post(path, urlencode(form).encode(), headers=FORM)
        answer: dict[str, Any] = json.loads(body)
        return answer

    def close(self) -> None:
        """Closes all of them, whichever thread made them."""
        for connection in self._all:
            connection.close()

    def post(self, path: str, body: bytes, *, headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer."""
        if not hasattr(self._kept, "connection"):
            self._kept.connection = HTTPConnection(self._place, timeout=30)
            self._all.append(self._kept.connection)
        connection: HTTPConnection = self._kept.connection
        try:
            return _posted(connection, path, body, headers=headers)
        except (ConnectionError, HTTPException):
            # A server ends what was idle for five minutes; the next request opens it anew.
            connection.close()
            return _posted(connection, path, body, headers=headers)


def _posted(
    connection: HTTPConnection, path: str, body: bytes, *, headers: dict[str, str]
) -> tuple[int, bytes]:
    connection.request("POST", path, body, headers)
    response = connection.getresponse()
    return response.status, response.read()
