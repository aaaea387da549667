# SPDX-License-Identifier: Apache-2.0
"""The figures of meters and receipts in plain words: what stands in the strip and on the cards. Pure; knows no Qt."""

from dataclasses import dataclass
from datetime import datetime

from edgeassist.core.language import later, tr, trn, with_colon
from edgeassist.core.units import dotted, elided, grouped, human_bytes, human_rate, human_seconds, written
from edgeassist.telemetry.reading import Gauge, Receipt, Role, Sample
from edgeassist.telemetry.reasons import told

_NO_METHOD = later("as the system says it")
_JOULE = later("A joule (J) is one watt for one second; the full battery of a phone holds about 50,000.")
_PARTS: tuple[tuple[Role, str], ...] = (
    ("window", later("window")),
    ("voice", later("voice")),
    ("job", later("work")),
    ("other", later("others")),
)
_ROLES = {"engine": later("engine"), **dict(_PARTS)}
_PANES = {
    "chat": later("Chat"),
    "summarize": later("Summarize"),
    "translate": later("Translate"),
    "voice": later("Voice"),
}
STATES = {
    "charging": later("charging"),
    "discharging": later("on battery"),
    "full": later("full"),
    "mains": later("on mains"),
    "unknown": later("unknown"),
}
OUTCOMES = {"done": "", "cancelled": later("stopped"), "failed": later("failed")}


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as it stands on a card: large, what follows it, the line below, and all about how it was measured."""

    figure: str
    unit: str
    line: str
    tip: str


def about(name: str, gauge: Gauge, unit: str) -> str:
    """Return a figure with its method and error, or why there is none."""
    if gauge.value is None:
        return tr("{name}: {why}.", name=name, why=told(gauge.why) or tr("not measurable here"))
    error = f", ± {_short(gauge.error)} {unit}" if gauge.error else ""
    return with_colon(name, f"{_short(gauge.value)} {unit}, {told(gauge.method) or tr(_NO_METHOD)}{error}.")


def memory_bytes(sample: Sample) -> int:
    """Return what our processes hold together, as the system counts it: what two of them share counts twice."""
    return sum(one.rss_bytes for one in sample.processes)


def memory_parts(sample: Sample) -> str:
    """Return where that memory is, in megabytes: `model 398 · engine 96 · window 104`."""
    engines = [one for one in sample.processes if one.role == "engine"]
    parts = []
    if engines:
        model = sum(one.mapped_bytes for one in engines)
        parts += [(tr("model"), model), (tr("engine"), sum(one.rss_bytes for one in engines) - model)]
    for role, word in _PARTS:
        if held := sum(one.rss_bytes for one in sample.processes if one.role == role):
            parts.append((tr(word), held))
    return " · ".join(f"{word} {held / 1e6:.0f}" for word, held in parts if held > 0)


def memory_said(sample: Sample) -> Said:
    """Return the memory card."""
    figure, unit = (*human_bytes(memory_bytes(sample)).split(maxsplit=1), "")[:2]
    tips = [
        tr(
            "{process}: {held} in memory, {mapped} of it model files",
            process=tr(_ROLES[one.role]),
            held=human_bytes(one.rss_bytes),
            mapped=human_bytes(one.mapped_bytes),
        )
        for one in sample.processes
    ]
    if len(sample.processes) > 1:
        tips.append(tr("A file that two of them hold, as while a model is measured, counts in each."))
    tip = "\n".join([tr("What the processes of EdgeAssist hold, as the system says it."), *tips])
    return Said(
        figure, tr("{unit} of {size} free", unit=unit, size=human_bytes(sample.free_bytes)), memory_parts(sample), tip
    )


def battery_said(sample: Sample) -> Said:
    """Return the battery card; where there is none, its reason."""
    battery = sample.battery
    tips = (
        about(tr("Charge"), battery.percent, "%"),
        about(tr("Draw of the battery"), battery.watts, "W"),
        about(tr("Draw of the laptop"), sample.system_watts, "W"),
        about(tr("Left in the battery"), battery.left_wh, "Wh"),
        about(tr("Answers left"), sample.answers_left, tr("answers")),
    )
    if battery.percent.value is None:
        line = told(battery.percent.why) or tr("not measurable here")
        return Said("–", "", line, "\n".join(tips))
    watts = sample.system_watts if sample.system_watts.value is not None else battery.watts
    unit = (
        f"% · {written(f'{abs(watts.value):.1f}')} W" if watts.value is not None else f"% · {tr(STATES[battery.state])}"
    )
    parts = (
        (time_left(sample), answers_left(sample)) if battery.state == "discharging" else (tr(STATES[battery.state]),)
    )
    return Said(f"{battery.percent.value:.0f}", unit, " · ".join(part for part in parts if part), "\n".join(tips))


def time_left(sample: Sample) -> str:
    """Return how long the battery lasts at this draw: `4 h 10 min left`; empty where that is not known."""
    left, watts = sample.battery.left_wh.value, sample.battery.watts.value
    if left is None or watts is None or watts <= 0.1:
        return ""
    hours, minutes = divmod(round(60 * left / watts), 60)
    return tr("{hours} h {minutes} min left", hours=hours, minutes=minutes) if hours < 100 else ""


def answers_left(sample: Sample) -> str:
    """Return for how many answers the battery lasts; empty where that is not known."""
    left = sample.answers_left.value
    if left is None:
        return ""
    count = _two_digits(left)
    return trn("about {n} answer", "about {n} answers", count, n=grouped(count))


def battery_short(sample: Sample) -> tuple[str, str]:
    """Return the strip's figure and what follows it; both empty where there is no battery."""
    percent = sample.battery.percent.value
    if percent is None:
        return "", ""
    said = battery_said(sample)
    draw = said.unit.removeprefix("%").removeprefix(" · ")
    left = answers_left(sample) if sample.battery.state == "discharging" else ""
    return said.figure + " %", " · ".join(part for part in (draw, left and tr("{answers} left", answers=left)) if part)


def speed_said(sample: Sample | None, receipts: tuple[Receipt, ...], p95_ms: float) -> Said:
    """Return the speed card: of the answer under way, else of the last."""
    rate = sample.engine.answer_rate if sample is not None else 0.0
    last = next((one for one in receipts if one.answer_rate), None)
    rate = rate or (last.answer_rate if last else 0.0)
    if not rate:
        return Said("–", "", tr("no answer yet"), tr("Tokens a second, as the engine counts them."))
    first = next((one.first_token_ms for one in receipts if one.first_token_ms), 0.0)
    words = [tr("first word after {seconds}", seconds=human_seconds(first / 1000))] if first else []
    tips = [tr("Tokens (words or pieces of words) a second, as the engine counts them.")]
    if p95_ms:
        within = human_seconds(p95_ms / 1000)
        words.append(tr("nearly always within {seconds}", seconds=within))
        tips.append(
            tr("Nineteen of twenty first words of the last 7 days came within {seconds} (p95).", seconds=within)
        )
    return Said(human_rate(rate), tr("tokens/s"), " · ".join(words), "\n".join(tips))


def energy_said(receipts: tuple[Receipt, ...]) -> Said:
    """Return the card of energy per answer: of the last answer that was measured."""
    measured = next((one.joules for one in receipts if one.joules.value is not None), None)
    if measured is None or measured.value is None:
        why = next((one.joules.why for one in receipts if one.joules.why), "")
        why = told(why) or tr("no answer yet")
        return Said("–", "", why, tr("{name}: {why}.", name=tr("Energy of an answer"), why=why))
    share = f", ± {100 * measured.error / measured.value:.0f} %" if measured.error and measured.value else ""
    tip = about(tr("Energy of the last answer"), measured, "J") + "\n" + tr(_JOULE)
    return Said(_short(measured.value), tr("joules"), f"{elided(told(measured.method), 60)}{share}", tip)


def last_answer(receipt: Receipt) -> tuple[str, ...]:
    """Return what the strip says of an answer, the longest first; empty for one that never began."""
    if not receipt.answer_tokens:
        return ()
    seconds = human_seconds(receipt.first_token_ms / 1000)
    first = tr("first word after {seconds}", seconds=seconds) if receipt.first_token_ms else ""
    joules = receipt.joules.value
    energy = tr("{figure} joules", figure=_short(joules)) if joules is not None else ""
    cost = energy or tokens_said(receipt.answer_tokens)
    both = " · ".join(part for part in (cost, first) if part)
    return tr("Last answer {cost}", cost=both), both, cost


def receipt_line(receipt: Receipt) -> str:
    """Return a receipt as one line."""
    joules = receipt.joules.value
    return dotted(
        _moment(datetime.fromtimestamp(receipt.at_s).astimezone()),
        pane_word(receipt.pane),
        elided(receipt.model_name, 32),
        OUTCOMES[receipt.outcome] and tr(OUTCOMES[receipt.outcome]),
        tokens_said(receipt.answer_tokens),
        tr("{rate} tokens/s", rate=human_rate(receipt.answer_rate)) if receipt.answer_rate else "",
        f"{_short(joules)} J" if joules is not None else "",
    )


def _moment(at: datetime) -> str:
    """Return `22 Nov, 10:29 am`, as the rest of the window says it."""
    from edgeassist.intents.wording import clock_time, short_date

    return f"{short_date(at)}, {clock_time(at)}"


def receipt_details(receipt: Receipt) -> str:
    """Return all of a receipt."""
    first = human_seconds(receipt.first_token_ms / 1000) if receipt.first_token_ms else tr("none came")
    reused, rate = grouped(receipt.reused_tokens), human_rate(receipt.prompt_rate)
    lines = (
        tr("Model: {name} ({id})", name=elided(receipt.model_name), id=elided(receipt.model_id)),
        tr("Read: {tokens}, {reused} of them remembered, {rate} tokens/s", tokens=tokens_said(receipt.prompt_tokens),
           reused=reused, rate=rate),
        tr("Written: {tokens}, {rate} tokens/s", tokens=tokens_said(receipt.answer_tokens),
           rate=human_rate(receipt.answer_rate)),
        tr("First word after {first}; whole answer {whole}", first=first, whole=human_seconds(receipt.total_ms / 1000)),
        about(tr("Energy"), receipt.joules, "J"),
        tr("Memory at most: {size}", size=human_bytes(receipt.peak_bytes)),
        tr("On battery") if receipt.on_battery else tr("Not on battery, as far as is known"),
    )  # fmt: skip
    return "\n".join(lines)


def pane_word(pane: str) -> str:
    """Return what a pane is called; its id where that is not known."""
    return tr(_PANES[pane]) if pane in _PANES else pane.capitalize()


def tokens_said(count: int) -> str:
    """Return a number of tokens: `1,212 tokens`."""
    return trn("{n} token", "{n} tokens", count, n=grouped(count))


def _short(value: float) -> str:
    return grouped(value) if abs(value) >= 9.95 else written(f"{value:.1f}")


def _two_digits(value: float) -> int:
    """Return `value` with no more digits than an estimate has."""
    return int(round(value, min(0, 2 - len(str(round(value))))))
