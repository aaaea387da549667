# SPDX-License-Identifier: Apache-2.0
"""What the microphone does now, as told by the voice child and by nothing else. No Qt, and no meaning of what is said.

A wish to listen changes nothing here: only news do, so that the indicator can show nothing that is not so.
"""

from dataclasses import dataclass
from typing import Literal

from edgeassist.speech.heard import Heard
from edgeassist.speech.lines import Device, Devices, EarState, Ended, Level, News, Partial, Ready, Utterance

Show = Literal["closed", "opening", "listening", "speech", "thinking", "lost", "none", "elsewhere"]
"""As `EarState`, and: `closed`; `none` where no microphone is to be had; `elsewhere` while another part listens."""
NO_MICROPHONE = "no-microphone"
LOUD_LEVELS = 20
"""For so many levels after the last one that was too loud (a second), that is said."""


@dataclass(frozen=True, slots=True)
class EarLook:
    """All that is shown of it. `open` is the microphone's own state; `clipped`: it was too loud a moment ago.

    `looked`: it is known which microphones there are; `why_none` says more where there is none.
    """

    show: Show = "closed"
    open: bool = False
    hold: bool = False
    partial: str = ""
    clipped: bool = False
    trouble: str = ""
    hint: str = ""
    devices: tuple[Device, ...] = ()
    why_none: str = ""
    chosen: str = ""
    ready: Ready | None = None
    device: str = ""
    looked: bool = False

    @property
    def busy(self) -> bool:
        """A job of this pane is under way."""
        return self.show in ("opening", "listening", "speech", "thinking", "lost")

    @property
    def microphone(self) -> str:
        """The name of the microphone that is heard, or would be."""
        names = [one.name for one in self.devices]
        if self.device:
            return self.device
        if self.chosen in names:
            return self.chosen
        return next((one.name for one in self.devices if one.chosen), names[0] if names else "")


class Ear:
    """Takes the news of one job after the other; news of a job that is not the newest one say nothing any more."""

    def __init__(self) -> None:
        self.job = 0
        self.levels: list[Level] = []
        self._state: Show = "closed"
        self._open = self._hold = False
        self._loud = 0
        self._partial = self._trouble = self._hint = self._device = ""
        self._devices = Devices(())
        self._looked = False
        self.chosen = ""
        self.ready: Ready | None = None

    @property
    def look(self) -> EarLook:
        """What is to be shown."""
        return EarLook(
            show=self._shown(),
            open=self._open,
            hold=self._hold,
            partial=self._partial,
            clipped=self._loud > 0,
            trouble=self._trouble,
            hint=self._hint,
            devices=self._devices.devices,
            why_none=self._devices.trouble,
            chosen=self.chosen,
            ready=self.ready,
            device=self._device if self.job else "",
            looked=self._looked,
        )

    def _shown(self) -> Show:
        if self.job:
            # the child said so, but the microphone is not open: nothing is claimed that is not so
            wrong = self._state in ("listening", "speech") and not self._open
            return "opening" if wrong else self._state
        if self._open:
            return "elsewhere"
        return "none" if self._looked and not self._devices.devices else "closed"

    def begin(self, job: int, *, hold: bool) -> None:
        """Follow `job` from now on."""
        self.job, self._hold = job, hold
        self._state = "opening"
        self._loud = 0
        self._partial = self._trouble = self._hint = self._device = ""
        self.levels.clear()

    def forget(self) -> None:
        """Follow no job any more; what was kept of a sentence stays in sight."""
        self.job, self._state = 0, "closed"
        self._open = False
        self._loud = 0
        self._partial = ""
        self.levels.clear()

    def opened(self, now: bool) -> None:
        """The microphone was opened or closed, by whomever."""
        self._open = now

    def found(self, devices: Devices) -> None:
        """These microphones are there."""
        self._devices, self._looked = devices, True

    def hear(self, news: News) -> Heard | None:
        """Take one piece of news; return the utterance that came with it."""
        if isinstance(news, Devices):
            self.found(news)
        elif isinstance(news, Ready):
            self.ready = news
        elif getattr(news, "job", 0) == self.job and self.job:
            return self._of_job(news)
        return None

    def _of_job(self, news: News) -> Heard | None:
        match news:
            case EarState(state=state, device=device):
                self._state, self._device = state, device or self._device
            case Level(clipped=clipped):
                self._loud = LOUD_LEVELS if clipped else max(0, self._loud - 1)
                self.levels.append(news)
            case Partial(text=text):
                self._partial = text
            case Utterance(heard=heard):
                self._state = "thinking"
                return heard
            case Ended():
                self._end(news)
        return None

    def _end(self, ended: Ended) -> None:
        self.job, self._state = 0, "closed"
        self._loud = 0
        self.levels.clear()
        if ended.code == NO_MICROPHONE:
            self.found(Devices((), ended.message))
        elif ended.why == "failed":
            self._trouble, self._hint = ended.message, ended.hint
        else:
            self._partial = ""
