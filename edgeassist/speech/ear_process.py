# SPDX-License-Identifier: Apache-2.0
"""The voice child and its three pipes, seen from the parent. Turns lines into news and its end into a word.

A reader, a writer and a log thread own one pipe each; sending never blocks. A file is read piece by piece as the child
takes it, never all at once. `_WAITING` bounds the news that nobody has handled yet.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue

import msgspec

from edgeassist.runtime.child_process import ChildProcess
from edgeassist.speech.lines import News, Order
from edgeassist.speech.sent_file import SentFile
from edgeassist.wire import BadFrame
from edgeassist.worker.frames import LineSplitter

_log = logging.getLogger(__name__)
_WAITING = 1024
_news: msgspec.json.Decoder[News] = msgspec.json.Decoder(News)

OnNews = Callable[["EarProcess", News], None]
OnGone = Callable[["EarProcess", int], None]


class EarProcess:
    """A running child. Callbacks come on its reader thread; `on_gone` comes once and last, with the exit status."""

    def __init__(self, command: Sequence[str], on_news: OnNews, on_gone: OnGone) -> None:
        """Start `command`; raise OSError when that is impossible."""
        self._on_news, self._on_gone = on_news, on_gone
        self._outbox: SimpleQueue[bytes | SentFile | None] = SimpleQueue()
        self.credit = threading.BoundedSemaphore(_WAITING)
        self._retired = threading.Event()
        self._child = ChildProcess(command, "ear", lambda line: _log.debug("%s", line))
        self.pid = self._child.pid
        self._threads = [
            threading.Thread(target=run, name=f"ear-{name}", daemon=True)
            for name, run in (("reader", self._read), ("writer", self._write))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def log(self) -> str:
        """The end of what the child wrote to its log so far."""
        return self._child.log(0)

    def send(self, order: Order) -> None:
        """Queue `order` for the child."""
        self._outbox.put(msgspec.json.encode(order) + b"\n")

    def send_file(self, file: SentFile) -> None:
        """Send `file` piece by piece; orders queued meanwhile pass it."""
        self._outbox.put(file)

    def leave(self, patience_s: float = 2.0) -> None:
        """Let the child end by itself, kill it when it does not, and wait for its end."""
        self._retired.set()
        self._outbox.put(None)
        self._child.wait(patience_s)
        self.kill()
        for thread in self._threads:
            thread.join()
        self._child.log()

    def kill(self) -> None:
        """End the child now; `on_gone` follows."""
        self._child.kill()

    def _read(self) -> None:
        splitter = LineSplitter()
        try:
            while chunk := self._child.read():
                for line in splitter.feed(chunk):
                    news = _news.decode(line)
                    if self._may_tell():
                        self._on_news(self, news)
        except (BadFrame, msgspec.MsgspecError) as error:
            self._child.add_to_log(f"it said what is no news: {error}")
        self._gone()

    def _may_tell(self) -> bool:
        """Wait until the news can be handled; False when nobody will: who lets the child go waits for this thread."""
        while not self._retired.is_set():
            if self.credit.acquire(timeout=0.1):
                return True
        return False

    def _gone(self) -> None:
        """Reap the child, which closed its output, and say so: its microphone is closed from here on."""
        if (code := self._child.wait(0.5)) is None:
            self.kill()
            code = self._child.wait() or 0
        self._outbox.put(None)
        self._child.log(0.5)
        self._child.close()
        self._on_gone(self, code)

    def _write(self) -> None:
        file: SentFile | None = None
        with suppress(OSError):
            while True:
                try:
                    item = self._outbox.get(block=file is None)
                except Empty:
                    item = file.piece() if file is not None else b""
                    file = file if item else None
                if item is None:
                    break
                if isinstance(item, SentFile):
                    file = item
                elif item:
                    self._child.write(item)
        self._child.stop_writing()
        if file is not None:
            file.close()
