"""A headless Chromium, driven through a pipe in its own protocol; needs no package."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-sync"),
    *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
    *("--remote-debugging-pipe", "--window-size=1400,1000", "--hide-scrollbars"),
)
# Chromium reads from descriptor 3, and writes to 4
_START = (
    "import os, sys; i, o = map(int, sys.argv[1:3]); os.dup2(i, 100); os.dup2(o, 101);"
    "os.dup2(100, 3); os.dup2(101, 4); os.execv(sys.argv[3], sys.argv[3:])"
)


class Browser:
    """One browser; each method waits until its work is done."""

    def __init__(self, into: int, out_of: int) -> None:
        self._into, self._out_of = into, out_of
        self._number = 0
        self._read = b""
        self._session: str | None = None
        self._target: str | None = None
        self.events: list[dict[str, Any]] = []

    def _ask(self, method: str, **parameters: object) -> dict[str, Any]:
        self._number += 1
        message: dict[str, object] = {
            "id": self._number,
            "method": method,
            "params": parameters,
        }
        if self._session:
            message["sessionId"] = self._session
        os.write(self._into, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            more = os.read(self._out_of, 1 << 16)
            assert more, "the browser has gone"
            self._read += more
        message, self._read = self._read.split(b"\0", 1)
        value: dict[str, Any] = json.loads(message)
        return value

    def open(
        self, path: Path, scheme: str = "light", window: tuple[int, int] = (1400, 1000)
    ) -> None:
        """Show a file, once it has loaded; what it asks for and complains of is in `events`."""
        self.visit(path.as_uri(), scheme, window)

    def visit(
        self, address: str, scheme: str = "light", window: tuple[int, int] = (1400, 1000)
    ) -> None:
        """Likewise what stands at an address of this machine."""
        self._session = None
        before = self._target
        target = self._target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        if before:
            self._ask("Target.closeTarget", targetId=before)
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.events.clear()
        for domain in ("Network", "Log", "Runtime", "Page"):
            self._ask(f"{domain}.enable")
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self._ask("Emulation.setEmulatedMedia", features=[feature])
        self._ask("Emulation.setFocusEmulationEnabled", enabled=True)
        width, height = window
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._ask("Emulation.setDeviceMetricsOverride", **size)
        self._ask("Page.navigate", url=address)
        while (
            self.run("document.readyState") != "complete"
            or self.run("location.href") == "about:blank"
        ):
            time.sleep(0.01)

    def media(self, kind: str) -> None:
        """Show the page as on paper ("print")."""
        self._ask("Emulation.setEmulatedMedia", media=kind)

    def run(self, script: str) -> Any:  # noqa: ANN401 - whatever the page answers
        """The value of an expression in the page."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def text(self, selector: str) -> str:
        found = self.run(f"document.querySelector({json.dumps(selector)}).innerText")
        assert isinstance(found, str)
        return found

    def texts(self, selector: str) -> list[str]:
        """The text of each element, SVG's included."""
        every = f"[...document.querySelectorAll({json.dumps(selector)})]"
        found = self.run(f"{every}.map((each) => each.textContent)")
        assert isinstance(found, list)
        return found

    def point_at(self, selector: str, *, click: bool = False) -> None:
        """Move the mouse to the middle of an element, as a person does."""
        box = self.run(
            f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        place = {"x": box[0], "y": box[1]}
        self._ask("Input.dispatchMouseEvent", type="mouseMoved", **place)
        for kind in ("mousePressed", "mouseReleased") if click else ():
            button = {"button": "left", "clickCount": 1}
            self._ask("Input.dispatchMouseEvent", type=kind, **place, **button)

    def press(self, *keys: str) -> None:
        for key in keys:
            text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            names = {"key": key, "code": key, "windowsVirtualKeyCode": _CODES.get(key, 0)}
            self._ask("Input.dispatchKeyEvent", type="keyDown", text=text, **names)
            self._ask("Input.dispatchKeyEvent", type="keyUp", **names)

    def type(self, text: str) -> None:
        self._ask("Input.insertText", text=text)

    def accessible(self) -> set[tuple[str, str]]:
        """Role and name of all that the page offers to a screen reader."""
        nodes = self._ask("Accessibility.getFullAXTree")["nodes"]
        return {
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node["ignored"]
        }

    def screenshot(self) -> bytes:
        """The page as a PNG."""
        return base64.b64decode(self._ask("Page.captureScreenshot")["data"])

    def requests(self) -> list[str]:
        """All that the page has asked for, itself included."""
        return [
            event["params"]["request"]["url"]
            for event in self.events
            if event.get("method") == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """What the browser says against the page: errors, and what its policy forbids."""
        return [
            json.dumps(event["params"])
            for event in self.events
            if event.get("method") in {"Log.entryAdded", "Runtime.exceptionThrown"}
        ]


_CODES = {"Tab": 9, "Enter": 13, "Escape": 27, "End": 35, "Home": 36} | {
    f"Arrow{side}": 37 + at for at, side in enumerate(("Left", "Up", "Right", "Down"))
}


@contextmanager
def started(profile: Path) -> Iterator[Browser]:
    """A browser with a profile of its own; without Chromium the test is skipped."""
    program = next(filter(None, map(shutil.which, _NAMES)), None)
    if program is None:
        pytest.skip("no Chromium is on PATH")
    theirs, ours = os.pipe()
    answers, replies = os.pipe()
    command = [sys.executable, "-c", _START, str(theirs), str(replies), program, *_QUIET]
    with subprocess.Popen(
        [*command, f"--user-data-dir={profile}", "about:blank"],
        pass_fds=(theirs, replies),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        os.close(theirs)
        os.close(replies)
        try:
            yield Browser(ours, answers)
        finally:
            running.kill()
            os.close(ours)
            os.close(answers)
