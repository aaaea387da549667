# SPDX-License-Identifier: Apache-2.0
"""This laptop in a few lines: free memory, cores, warmth, which processor code answers, what locks the network."""

from PySide6.QtWidgets import QFrame

from edgeassist.core.language import tr, trn
from edgeassist.core.units import human_bytes
from edgeassist.kit.parts import column, tip, words
from edgeassist.runtime.state import EngineState
from edgeassist.telemetry.reading import Sample
from edgeassist.ui.live_words import about
from edgeassist.ui.network_ports import NetworkState


class LaptopCard(QFrame):
    """Shows what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setAccessibleName(tr("This laptop"))
        self._cores = 0
        self.summary = words(tr("Measuring…"), "reading")
        self.path, self.network = words(""), words("")
        parts = (words(tr("This laptop"), "figure"), self.summary)
        layout = column(*parts, spacing=8, margins=(16,) * 4)
        for title, label in ((tr("Processor code"), self.path), (tr("Network"), self.network)):
            layout.addWidget(words(title, "small"))
            layout.addWidget(label)
        layout.addStretch(1)
        self.setLayout(layout)

    def show_cores(self, cores: int) -> None:
        """Show how many cores there are from the next sample on."""
        self._cores = cores

    def show_sample(self, sample: Sample) -> None:
        """Show what was measured."""
        free, whole = human_bytes(sample.free_bytes), human_bytes(sample.total_bytes)
        parts = [tr("{free} free of {whole} memory", free=free, whole=whole)]
        if self._cores:
            parts.append(trn("{n} core", "{n} cores", self._cores))
        if sample.celsius.value is not None:
            parts.append(f"{sample.celsius.value:.0f} °C")
        if sample.models_bytes:
            parts.append(tr("models take {size}", size=human_bytes(sample.models_bytes)))
        self.summary.setText(", ".join(parts) + ".")
        self.summary.setToolTip(tip(about(tr("Temperature"), sample.celsius, "°C")))

    def show_state(self, state: EngineState, network: NetworkState) -> None:
        """Show the engine's code, and what stands between it and the network."""
        proven = tr("The fastest that was proven to work here ({variant})", variant=state.variant)
        self.path.setText(proven if state.variant else tr("The engine has not started yet."))
        switch = tr("Locked offline") if network.offline else tr("Only what you ask for goes out")
        self.network.setText(" · ".join(part for part in (switch, _kept_in(state.sandbox)) if part))
        locks = tr("the engine has {locks}", locks=", ".join(state.sandbox)) if state.sandbox else ""
        self.network.setToolTip(locks)


def _kept_in(locks: tuple[str, ...]) -> str:
    """Return in plain words what keeps the engine from the network."""
    if "seccomp" in locks:
        return tr("the system keeps the engine from the network")
    return tr("the engine's own code keeps it from the network") if locks else ""
