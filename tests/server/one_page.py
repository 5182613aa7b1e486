"""From the guard to a Django of one page and back: asks some requests and prints, as JSON, what became of them."""

import asyncio
import json
import sys

from asking import ask, piece, scope_of
from django.conf import settings
from django.core.signals import request_finished
from django.http import HttpRequest, JsonResponse
from django.urls import path

STREET = "straße/"
CHUNKED = (b"transfer-encoding", b"chunked")
FORM = (b"content-type", b"multipart/form-data; boundary=b")
UPLOAD = [
    piece(b'--b\r\nContent-Disposition: form-data; name="file"; filename="f"\r\n\r\n', more=True),
    piece(b"x" * 200_000, more=True),
    piece(b"\r\n--b--\r\n"),
]


def page(request: HttpRequest) -> JsonResponse:
    file = request.FILES.get("file")
    told = {
        "size": file.size if file else len(request.body),
        "secure": request.is_secure(),
        "client": request.META["REMOTE_ADDR"],
        "host": request.get_host(),
        "path": request.path_info,
    }
    return JsonResponse(told)


urlpatterns = [path("", page), path(STREET, page)]


async def main() -> None:
    from abspann.server.asgi import application  # it reads the settings that stand below

    proxied = [(b"x-forwarded-proto", b"https"), (b"x-forwarded-for", b"192.0.2.1")]
    street = scope_of("POST", f"/{STREET}", [CHUNKED], raw_path=b"/stra%C3%9Fe/")
    answers = [
        await ask(application, scope_of(headers=proxied)),
        await ask(application, scope_of("POST", headers=[CHUNKED, FORM]), UPLOAD),
        await ask(application, scope_of("POST", headers=[CHUNKED]), [piece(b"x" * 300_001)]),
        await ask(application, street, [piece(b"12345")]),
        await ask(application, scope_of(path="/\ufffd", raw_path=b"/%FF")),
    ]
    await asyncio.sleep(0.1)
    told = [json.loads(answer.body) if answer.status == 200 else answer.status for answer in answers]
    print(json.dumps([told, len(finished), sys.getswitchinterval()]))


if __name__ == "__main__":
    finished: list[int] = []
    request_finished.connect(lambda **_: finished.append(1), weak=False)
    settings.configure(
        SECRET_KEY="x",
        ALLOWED_HOSTS=["film.example"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        TRUSTED_PROXIES=["203.0.113.9"],
        BODY_LIMIT=300_000,
        UPLOAD_LIMIT=600_000,
    )
    asyncio.run(main())
