"""A Chromium that stays open: pages in it, in any width, scheme or medium, asked by script, by keyboard or printed.

It is spoken to over a pair of pipes in Chromium's own protocol, so that no package is needed for it. Every request
that a page makes is noted.
"""

import base64
import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "") or "/no") or ""
WITHOUT = "CHROMIUM does not name a Chromium to open pages in"
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
    "--remote-debugging-pipe", "--hide-scrollbars",
)  # fmt: skip
_HEIGHT = 1600
KEYS: dict[str, tuple[str, int, str]] = {
    "Tab": ("Tab", 9, ""),
    "Enter": ("Enter", 13, "\r"),
    "Space": ("Space", 32, " "),
    "Escape": ("Escape", 27, ""),
}
"""Of each key its place on the keyboard, its number and what it types."""
_SHIFT = 8
_SECONDS = 60


@dataclass(frozen=True)
class Shown:
    """How a page is shown: how wide in pixels, by day or night, on a screen or on paper."""

    width: int = 1280
    scheme: Literal["light", "dark"] = "light"
    medium: Literal["screen", "print"] = "screen"


class Browser:
    """One Chromium process."""

    def __init__(self, folder: Path) -> None:
        """Start it; what it keeps and the pages it opens are in the folder."""
        self._folder, self._number, self._rest = folder, 0, b""
        self.events: list[dict[str, Any]] = []
        into_it, self._out = os.pipe()
        self._in, out_of_it = os.pipe()
        command = [CHROMIUM, *_FLAGS, f"--user-data-dir={folder / 'profile'}"]
        # It reads from descriptor 3 and writes to 4, whatever ours are.
        script = f'exec 3<&{into_it} 4>&{out_of_it}; exec "$@"'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", script, "bash", *command], pass_fds=(into_it, out_of_it), stderr=subprocess.DEVNULL
        )
        os.close(into_it)
        os.close(out_of_it)

    def __enter__(self) -> Self:
        """The browser itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._process.kill()
        self._process.wait()
        os.close(self._in)
        os.close(self._out)

    @contextmanager
    def page(self, html: bytes, shown: Shown) -> "Iterator[Page]":
        """The page, loaded, open to scripts from outside whatever it says itself; closed again at the end."""
        file = self._folder / "page.html"
        file.write_bytes(html)
        with self.at(file.as_uri(), shown, scripts=True) as page:
            yield page

    @contextmanager
    def at(self, address: str, shown: Shown, *, scripts: bool = False) -> "Iterator[Page]":
        """The page at an address as it is, its policy against other scripts included; closed again at the end."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session)
        page.show(shown)
        for domain in ("Page", "Network"):
            self.ask(f"{domain}.enable", session)
        self.ask("Page.setBypassCSP", session, enabled=scripts)
        self.events.clear()
        self.ask("Page.navigate", session, url=address)
        self.wait_for("Page.loadEventFired")
        try:
            yield page
        finally:
            self.ask("Target.closeTarget", targetId=target)

    def ask(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """The answer to a command of the protocol."""
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while (answer := self._next()).get("id") != number:
            self.events.append(answer)
        assert "error" not in answer, f"{method}: {answer.get('error')}"
        return dict(answer["result"])

    def wait_for(self, event: str) -> None:
        """Wait until something has happened."""
        while not any(known.get("method") == event for known in self.events):
            self.events.append(self._next())

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._in, 1 << 16)
            assert more, "Chromium has stopped"
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(message))


@dataclass
class Page:
    """A page in a browser."""

    browser: Browser
    session: str

    def show(self, shown: Shown) -> None:
        """Show it so from now on."""
        self.browser.ask(
            "Emulation.setDeviceMetricsOverride",
            self.session,
            width=shown.width,
            height=_HEIGHT,
            deviceScaleFactor=1,
            mobile=False,
        )
        features = [{"name": "prefers-color-scheme", "value": shown.scheme}]
        self.browser.ask("Emulation.setEmulatedMedia", self.session, media=shown.medium, features=features)

    def run(self, script: str) -> Any:
        """What a script comes to, promises kept."""
        done = self.browser.ask(
            "Runtime.evaluate", self.session, expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    def wait(self, script: str) -> None:
        """Wait until a script comes to something true, on whatever page is there by then."""
        ends = time.monotonic() + _SECONDS
        while not self.run(script):
            assert time.monotonic() < ends, script
            time.sleep(0.02)

    def press(self, key: str, *, shift: bool = False) -> None:
        """Press a key and let it go, as the system would send it."""
        code, number, text = KEYS[key]
        event = {"key": text if key == "Space" else key, "code": code, "windowsVirtualKeyCode": number}
        event["modifiers"] = _SHIFT if shift else 0
        self.browser.ask("Input.dispatchKeyEvent", self.session, type="keyDown", text=text, **event)
        self.browser.ask("Input.dispatchKeyEvent", self.session, type="keyUp", **event)

    def write(self, text: str) -> None:
        """Type letters, one after the other."""
        for letter in text:
            self.browser.ask("Input.dispatchKeyEvent", self.session, type="keyDown", key=letter, text=letter)
            self.browser.ask("Input.dispatchKeyEvent", self.session, type="keyUp", key=letter)

    def tab_to(self, holds: str, most: int = 300, *, back: bool = False) -> int:
        """Press Tab until something holds of the place that has the focus, `here`; how often it was pressed."""
        for pressed in range(1, most + 1):
            self.press("Tab", shift=back)
            if self.run(f"(here => Boolean(here && ({holds})))(document.activeElement)"):
                return pressed
        raise AssertionError(f"the keyboard never came to: {holds}")

    def printed(self) -> bytes:
        """The page as a PDF, on the paper that its style sheet asks for."""
        self.browser.ask("Emulation.setEmulatedMedia", self.session, media="")
        done = self.browser.ask("Page.printToPDF", self.session, preferCSSPageSize=True, printBackground=True)
        return base64.b64decode(done["data"])

    def requests(self) -> list[str]:
        """Every address that it has asked for, its own first; what it holds itself is not asked for."""
        asked = [
            str(event["params"]["request"]["url"])
            for event in self.browser.events
            if event.get("method") == "Network.requestWillBeSent"
        ]
        return [address for address in asked if not address.startswith("data:")]
