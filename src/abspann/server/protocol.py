"""The words of ASGI as types, and the one word of our own."""

from collections.abc import Awaitable, Callable
from typing import Any

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BODY = "abspann.body"
"""Key in the scope: the whole request body as a file at position 0. Absent when the request has none."""
