# SPDX-License-Identifier: Apache-2.0
"""A proof as one file to keep or to send: a page for people, JSON for machines. Loads nothing, runs nothing.

The page needs no network and holds no script. Names in it come from strangers' files and are escaped.
"""

import html
from pathlib import Path

import msgspec

from edgeassist.core.errors import BadUsage, NotFound, Unavailable
from edgeassist.core.files import replace_file
from edgeassist.core.language import later, tr
from edgeassist.core.units import elided, local_minute
from edgeassist.core.web_page import web_page
from edgeassist.store.card import ModelCard, Proof
from edgeassist.store.proof import called, rows, sentence
from edgeassist.store.proof_plot import PlotColours, plot_svg

FORMAT, VERSION = "edgeassist-proof", 1
_PAGE_SUFFIXES = (".html", ".htm")
_BROWSER = PlotColours(text="CanvasText", faint="GrayText", line="GrayText", bar="Highlight")
"""The reader's own colours, light or dark, by the names CSS has for them."""

_COMPARED = later("Compared with {source} on {when}, reading the text “{text}”, which the model was not tuned on here.")
_DIVERGENCE = later(
    "Divergence is the Kullback-Leibler divergence of this model's next-word chances from the original's, in nats; "
    "0 means no difference. A word is a token: a word or a piece of one. Speeds and memory hold for the computer "
    "they were measured on."
)
_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; background: Canvas; color: CanvasText; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: start; padding: .35rem .5rem; border-bottom: 1px solid GrayText; overflow-wrap: anywhere; }
th + th, td { text-align: end; font-variant-numeric: tabular-nums; }
.lead { font-size: 1.15rem; }
small { color: GrayText; }
@media print { :root { color-scheme: light; } body { margin: 0; max-width: none; } }
"""


class NotProved(NotFound):
    """There is nothing to report."""

    code = "not-proved"
    hint = later("Measure it first: `edgeassist models prove ID`.")

    def __init__(self, card: ModelCard) -> None:
        super().__init__(tr("What quantizing {name} cost has not been measured yet.", name=elided(card.name)))


class ReportExists(BadUsage):
    """The file to write is there already."""

    code = "report-exists"
    hint = later("Choose another name, or add --force to replace it.")

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(tr("{path} is there already; it was left as it is.", path=elided(path.name)))


class UnknownReportKind(BadUsage):
    """The file's name does not say what to write."""

    code = "unknown-report-kind"
    hint = later("End the name with .html for a page, or with .json for the numbers.")

    def __init__(self, path: Path) -> None:
        super().__init__(tr("{name} does not say which kind of report to write.", name=elided(path.name)))


class ReportNotWritten(Unavailable):
    """The folder takes no file."""

    code = "report-not-written"
    hint = later("Choose another folder.")

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(tr("{name} could not be written: {reason}.", name=elided(path.name), reason=reason))


def check_export(path: Path, *, force: bool) -> None:
    """Raise what speaks against writing a report to `path`; writes nothing."""
    if path.suffix.lower() not in (".json", *_PAGE_SUFFIXES):
        raise UnknownReportKind(path)
    if path.is_dir():
        raise ReportNotWritten(path, tr("it is a folder"))
    if not force and (path.exists() or path.is_symlink()):
        raise ReportExists(path)
    if not path.parent.is_dir():
        raise ReportNotWritten(path, tr("its folder is not there"))


def export(card: ModelCard, path: Path, *, force: bool = False) -> None:
    """Write the proof of `card` to `path`, whole or not at all: a page, or JSON when the name ends so."""
    check_export(path, force=force)
    content = as_json(card) if path.suffix.lower() == ".json" else as_html(card).encode()
    try:
        replace_file(path, content)
    except OSError as error:
        reason = error.strerror.lower() if error.strerror else tr("the system gives no reason")
        raise ReportNotWritten(path, reason) from error


def as_json(card: ModelCard) -> bytes:
    """Return the proof and what it is about as JSON; raise `NotProved`."""
    proof = _proof(card)
    about = ("id", "name", "quantization", "preset", "size_bytes", "sha256", "pruned_layers")
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "model": {name: getattr(card, name) for name in about},
        "sentence": sentence(card),
        "proof": {name: getattr(proof, name) for name in proof.__struct_fields__},
    }
    return msgspec.json.format(msgspec.json.encode(whole), indent=2) + b"\n"


def as_html(card: ModelCard) -> str:
    """Return the proof as one self-contained page; raise `NotProved`."""
    proof = _proof(card)
    title, heading = tr("What quantizing cost: {name}", name=elided(card.name)), tr("What quantizing cost")
    body = (
        f"<h1>{html.escape(heading)}</h1><p><bdi>{_safe(card.name)}</bdi></p>"
        f'<p class="lead">{html.escape(sentence(card))}</p>{_table(card)}'
        f"<figure>{plot_svg(proof, _BROWSER)}</figure>{_notes(card, proof)}"
    )
    return web_page(title, _STYLE, body)


def _table(card: ModelCard) -> str:
    heads = "".join(f'<th scope="col">{html.escape(one)}</th>' for one in (tr("Original"), tr("This model")))
    lines = (
        f'<tr><th scope="row">{html.escape(name)}</th><td>{html.escape(source)}</td><td>{html.escape(made)}</td></tr>'
        for name, source, made in rows(card)
    )
    return f"<table><thead><tr><th></th>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def _notes(card: ModelCard, proof: Proof) -> str:
    kind = {"kind": elided(card.quantization) or tr("unknown"), "preset": called(card)}
    made = tr("Type {kind}, preset {preset}.", **kind) if card.preset else tr("Type {kind}.", **kind)
    if card.pruned_layers:
        made += " " + tr("Layers left out: {layers}.", layers=", ".join(map(str, card.pruned_layers[:512])))
    compared = {"source": elided(proof.source_name), "when": elided(local_minute(proof.at), 40)}
    notes = (
        made,
        tr(_COMPARED, text=elided(proof.text), **compared),
        tr(_DIVERGENCE),
        tr("SHA-256 of this model: {sum}", sum=elided(card.sha256) or tr("unknown")),
        tr("SHA-256 of the original: {sum}", sum=elided(proof.source_sha256) or tr("unknown")),
    )
    return "".join(f"<p><small>{html.escape(note)}</small></p>" for note in notes)


def _proof(card: ModelCard) -> Proof:
    if card.proof is None:
        raise NotProved(card)
    return card.proof


def _safe(text: str, limit: int = 80) -> str:
    return html.escape(elided(text, limit))
