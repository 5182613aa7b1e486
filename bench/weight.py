"""What a browser transfers on its first visit to a page."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"


@dataclass(frozen=True, slots=True)
class Weight:
    """Requests and bytes before pictures; `detail` says which kinds they are of."""

    requests: int
    transferred: int
    detail: str


def weigh(address: str) -> Weight:
    """Visit a page with an empty cache at 1440 px; pictures (posters) are left out."""
    sizes: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    counts: Counter[str] = Counter()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="de-DE")
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")

        def received(event: dict[str, Any]) -> None:
            kinds[event["requestId"]] = event["type"]

        def finished(event: dict[str, Any]) -> None:
            kind = kinds.get(event["requestId"], "Other")
            if kind not in {"Image", "Manifest"}:
                sizes[kind] += int(event["encodedDataLength"])
                counts[kind] += 1

        session.on("Network.responseReceived", received)
        session.on("Network.loadingFinished", finished)
        page.goto(address, wait_until="networkidle")
        browser.close()
    detail = ", ".join(f"{kind.lower()} {counts[kind]}: {size / 1000:.1f} KB" for kind, size in sizes.most_common())
    return Weight(sum(counts.values()), sum(sizes.values()), detail)
