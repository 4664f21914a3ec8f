"""A real Chromium that shows one page and is asked what it shows.

It is spoken to over two pipes (Chromium's `--remote-debugging-pipe`: descriptors 3 and 4, each
message JSON ended by a zero byte), so that no port and no library is needed.
"""

import json
import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from tests.real.programs import need_program

_OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-extensions", "--remote-debugging-pipe"),
)


class Browser:
    """One page of a running Chromium; `console` holds what it complained of, in order."""

    def __init__(self, *, commands: BinaryIO, answers: BinaryIO) -> None:
        self.console: list[str] = []
        self._commands = commands
        self._answers = answers
        self._number = 0
        self._session: dict[str, str] = {}
        self._loaded = False
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = {"sessionId": session["sessionId"]}
        for domain in ("Page", "Log", "Runtime"):
            self.ask(f"{domain}.enable")

    def show(self, url: str) -> None:
        """Loads the page, and waits until it is there."""
        self._loaded = False
        self.ask("Page.navigate", url=url)
        while not self._loaded:
            self._read()

    def evaluate(self, script: str) -> Any:
        """The value of an expression of JavaScript in the page."""
        answer = self.ask("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Presses a key and lets it go, as a keyboard does."""
        text = {"text": key} if len(key) == 1 else {"text": "\r"} if key == "Enter" else {}
        codes = {"Enter": 13, "Escape": 27, "Tab": 9}
        code = {"windowsVirtualKeyCode": codes[key]} if key in codes else {}
        self.ask("Input.dispatchKeyEvent", type="keyDown", key=key, **text, **code)
        self.ask("Input.dispatchKeyEvent", type="keyUp", key=key, **code)

    def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The answer to one command of the DevTools protocol."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": parameters, **self._session}
        self._commands.write(json.dumps(asked).encode() + b"\0")
        self._commands.flush()
        while True:
            message = self._read()
            if message.get("id") == self._number:
                assert "error" not in message, message
                result: dict[str, Any] = message["result"]
                return result

    def _read(self) -> dict[str, Any]:
        content = bytearray()
        while not content.endswith(b"\0"):
            byte = self._answers.read(1)
            assert byte, "Chromium ended"
            content += byte
        message: dict[str, Any] = json.loads(content[:-1])
        method, told = message.get("method"), message.get("params", {})
        self._loaded = self._loaded or method == "Page.loadEventFired"
        if method == "Log.entryAdded":
            self.console.append(told["entry"]["text"])
        if method == "Runtime.exceptionThrown":
            self.console.append(told["exceptionDetails"]["text"])
        return message


@contextmanager
def run_browser(folder: Path) -> Iterator[Browser]:
    """A Chromium whose profile is in the folder, until the block ends."""
    program = need_program("chromium", package="chromium")
    to_browser, from_us = os.pipe()
    to_us, from_browser = os.pipe()
    command = shlex.join([program, *_OPTIONS, f"--user-data-dir={folder}"])
    # The two must be 3 and 4 there, which only a shell gives them whatever they are here.
    script = f"exec {command} 3<&{to_browser} 4>&{from_browser}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            ["bash", "-c", script], pass_fds=(to_browser, from_browser), stdout=log, stderr=log
        )
    os.close(to_browser)
    os.close(from_browser)
    try:
        with os.fdopen(from_us, "wb") as commands, os.fdopen(to_us, "rb") as answers:
            browser = Browser(commands=commands, answers=answers)
            yield browser
            browser.ask("Browser.getVersion")
    finally:
        process.terminate()
        process.wait(timeout=20)
