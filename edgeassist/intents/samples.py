# SPDX-License-Identifier: Apache-2.0
"""Commands to try, in each language that the window has. Never translated: each is understood as it stands."""

SAMPLES = {
    "en": ("set a timer for ten minutes", "turn on the kitchen lights", "what is 45 psi in bar"),
    "de": ("stelle einen Timer auf zehn Minuten", "schalte alle Lichter aus", "wie viel sind 45 psi in bar"),
    "es": ("pon un temporizador de diez minutos", "apaga todas las luces", "cuánto son 45 psi en bar"),
    "fr": ("mets un minuteur de dix minutes", "éteins toutes les lumières", "combien font 45 psi en bar"),
    "ar": ("اضبط مؤقتًا لمدة خمس دقائق", "كم يساوي خمسة وعشرون زائد سبعة", "كم الساعة الآن؟"),
}


def samples_in(language: str) -> tuple[str, ...]:
    """Return commands in the language of the code `language`; English ones, which are always understood, else."""
    return SAMPLES.get(language.partition("-")[0], SAMPLES["en"])
