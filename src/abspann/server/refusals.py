"""What the guard refuses, and the small plain answers it gives: two languages, no scripts, never kept."""

import asyncio
from dataclasses import dataclass

from abspann.server.protocol import Receive, Scope, Send

LINGER_SECONDS = 2.0
LINGER_BYTES = 8 << 20

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">\
<title>{title}</title></head><body><h1>{title}</h1><p>{sentence}</p></body></html>
"""


@dataclass(frozen=True)
class Refusal:
    """One reason to say no: a status, a title and a sentence for the reader in both languages."""

    status: int
    german: tuple[str, str]
    english: tuple[str, str]
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Refused(Exception):
    """Raised where the reason is found; `Guard` turns it into the answer."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.english[1])
        self.refusal = refusal


UNREADABLE = Refusal(
    400,
    ("Unlesbare Anfrage", "Der Server versteht diese Anfrage nicht."),
    ("Unreadable request", "The server cannot understand this request."),
)
INCOMPLETE = Refusal(
    400,
    ("Unvollständige Anfrage", "Die Anfrage kam nicht vollständig an. Bitte noch einmal senden."),
    ("Incomplete request", "The request did not arrive complete. Please send it again."),
)
METHOD = Refusal(
    405,
    ("Nicht erlaubt", "Diese Art von Anfrage gibt es hier nicht."),
    ("Not allowed", "There is no such kind of request here."),
    ((b"allow", b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),),
)
TOO_SLOW = Refusal(
    408,
    ("Zu langsam", "Die Anfrage kam zu langsam an. Bitte noch einmal senden."),
    ("Too slow", "The request arrived too slowly. Please send it again."),
)
TOO_LARGE = Refusal(
    413,
    ("Zu groß", "Das ist mehr, als hier auf einmal angenommen wird."),
    ("Too large", "This is more than is accepted here at once."),
)
BUSY = Refusal(
    503,
    ("Gerade ist viel los", "Bitte in ein paar Sekunden noch einmal versuchen."),
    ("Very busy right now", "Please try again in a few seconds."),
    ((b"retry-after", b"5"),),
)


async def refuse(refusal: Refusal, scope: Scope, receive: Receive, send: Send, *, unread: bool) -> None:
    """Answers with the refusal. With `unread` the sender is still sending: the connection ends after the answer.

    A sender who gets a reset while still sending never reads why. So the answer goes out at once but is kept open
    while the rest is thrown away, for at most `LINGER_SECONDS` and `LINGER_BYTES`.
    """
    # Whoever asks for «100 Continue» sends nothing before it, and is not invited by waiting for it.
    linger = unread and not any(name == b"expect" for name, _ in scope["headers"])
    body, headers = _page(refusal, scope)
    if unread:
        headers.append((b"connection", b"close"))
    if not linger:
        headers.append((b"content-length", str(len(body)).encode()))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": linger})
    if linger:
        await _throw_away_the_rest(receive)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _page(refusal: Refusal, scope: Scope) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    english = scope["path"] == "/en" or scope["path"].startswith("/en/")
    title, sentence = refusal.english if english else refusal.german
    language = "en" if english else "de"
    if any(name == b"accept" and b"text/html" in value for name, value in scope["headers"]):
        kind, text = b"text/html", PAGE.format(language=language, title=title, sentence=sentence)
    else:
        kind, text = b"text/plain", f"{title}. {sentence}\n"
    return text.encode(), [
        (b"content-type", kind + b"; charset=utf-8"),
        (b"content-language", language.encode()),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cache-control", b"no-store"),
        *refusal.headers,
    ]


async def _throw_away_the_rest(receive: Receive) -> None:
    left, more = LINGER_BYTES, True
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while more and left > 0:
                message = await receive()
                left -= len(message.get("body", b"")) + 256  # a flood of tiny pieces is no cheaper to take
                more = message.get("more_body", False)
    except TimeoutError:
        pass
