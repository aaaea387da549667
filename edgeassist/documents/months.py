# SPDX-License-Identifier: Apache-2.0
"""The names of the months, by their number, in the languages most written in Latin letters. A table and no more."""

_NAMES = {
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "en": "january february march april may june july august september october november december",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
_SHORT = {
    "abr": 4, "ago": 8, "apr": 4, "aug": 8, "dec": 12, "dez": 12, "dic": 12, "déc": 12, "ene": 1, "feb": 2, "fev": 2,
    "jan": 1, "jul": 7, "jun": 6, "mar": 3, "mrz": 3, "nov": 11, "oct": 10, "okt": 10, "sep": 9, "sept": 9,
}  # fmt: skip

MONTHS = {name: number for names in _NAMES.values() for number, name in enumerate(names.split(), 1)} | _SHORT
"""Month numbers, 1 to 12, by names and short names in lower case."""
