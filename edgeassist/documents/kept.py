# SPDX-License-Identifier: Apache-2.0
"""What must come through a summary or a translation unharmed: numbers, dates, addresses, placeholders, names.

Finds them and brings them to one form, so that two texts can be compared; compares nothing itself.
"""

import re
import unicodedata

from edgeassist.documents.months import MONTHS
from edgeassist.documents.sentences import sentences

_DECIMAL_COMMA = frozenset(
    {"cs", "da", "de", "el", "es", "fi", "fr", "hu", "id", "it", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sv"}
    | {"bg", "ca", "hr", "is", "lt", "lv", "sk", "sl", "sr", "tr", "uk", "vi"}
)
_SPACES = "\u00a0\u2009\u202f"
_NUMBER = re.compile(rf"(?:(?<![\w.,\-])[-\u2212](?=\d))?\d+(?:[.,'’{_SPACES}]\d+)*")
_GROUPED_BY_SPACE = re.compile(r"(?<![\d.,] )(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d])(?! \d{3}\b)")
_GROUPED = re.compile(rf"\d{{1,3}}(?:[.,'’{_SPACES}]\d{{3}})+|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}")
_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_OF = r"(?:\s+(?:de|del|of|d['’])\s*|\s+)"
_DATES = (
    re.compile(r"(?<!\d)(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?!\d)"),
    re.compile(r"(?P<y>\d{4})\s*[年년]\s*(?P<m>\d{1,2})\s*[月월](?:\s*(?P<d>\d{1,2})\s*[日일])?"),
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>\d{4})(?!\.?\d)"),
    re.compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4})(?![\d/])"),
    re.compile(
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:\.|º|er|st|nd|rd|th)?{_OF}(?P<n>{_MONTH})\b\.?(?:,?{_OF}(?P<y>\d{{4}})\b)?", re.I
    ),
    re.compile(rf"\b(?P<n>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+(?P<y>\d{{4}})\b)?", re.I),
    re.compile(rf"\b(?P<n>{_MONTH})\b\.?,?{_OF}(?P<y>\d{{4}})\b", re.I),
)
_ADDRESS = re.compile(
    r"(?<![a-z0-9+.\-])(?:[a-z][a-z0-9+.\-]{1,15}://|www\.)[^\s<>\"“”«»。、，；：！？「」『』（）【】《》]+"
    r"|(?<![a-z0-9.+_\-])[a-z0-9.+_\-]{1,64}@[\w\-]+(?:\.[\w\-]+)+",
    re.I,
)
_PLACEHOLDER = re.compile(
    r"\{\{\s*[^{}\n]{1,60}\s*\}\}|\$\{[^{}\n]{1,60}\}|\{[\w.\[\]!:,+\-<>=^#%]{0,40}\}|(?<![\w$])\$[A-Za-z_]\w*"
    r"|%\(\w+\)[#0\-+]*\d*(?:\.\d+)?[diouxXeEfFgGcrsa]"
    r"|(?<![\d%])%(?:\d+\$)?[#0\-+]*\d*(?:\.\d+)?(?:hh|h|ll|l|z)?[diouxXeEfFgGcrsa@](?![a-zA-Z])"
    r"|</?[A-Za-z][\w:\-]*(?:\s[^<>]{0,200})?/?>"
)
_WORD = re.compile(r"[^\W_]+(?:[.'’\-&][^\W_]+)*")
_JOINING = frozenset(["of", "de", "del", "la", "von", "van", "der", "den", "di", "da", "do", "dos", "du", "des"])
_JOINING_NOUNS = frozenset({"von", "van", "zu"})
_NOUNS_CAPITALISED = frozenset({"de", "lb"})
_NO_NAMES = frozenset({"I", "I'm", "I’m", "I've", "I’ve", "I'll", "I’ll", "I'd", "I’d"})
_BEFORE_A_START = re.compile(r"[:;!?.\"“”„«»‘(\[\-–—•*|\n]\s*$")


def numbers(text: str, language: str = "") -> tuple[str, ...]:
    """Return the numbers in `text` in their order, in one form: Latin digits, no grouping, a point for decimals.

    What `1,234` means is decided by `language`; an empty one is read as English. Ranges and lists give each number.
    """
    plain = _latin_digits(text)
    if language in _DECIMAL_COMMA:
        plain = _GROUPED_BY_SPACE.sub(lambda found: found[0].replace(" ", "\u202f"), plain)
    found: list[str] = []
    for match in _NUMBER.finditer(plain):
        found.extend(_values(match[0], language))
    return tuple(found)


def dates(text: str, language: str = "") -> tuple[str, ...]:
    """Return the days and months in `text` as `2024-01-05`, `2024-01` or `--01-05`, in their order.

    Of `3/4/2024` the month is told by `language` (English: the first) where the numbers leave it open.
    """
    return tuple(date for _start, _end, date in date_places(text, language))


def date_places(text: str, language: str = "") -> tuple[tuple[int, int, str], ...]:
    """Return where the days and months of `dates` stand in `text`, and each of them."""
    plain = _latin_digits(text)
    taken = bytearray(len(plain))
    found: dict[int, tuple[int, int, str]] = {}
    for form in _DATES:
        for match in form.finditer(plain):
            start, end = match.span()
            if not any(taken[start:end]) and (date := _date(match.groupdict(), language)):
                taken[start:end] = b"\1" * (end - start)
                found[start] = (start, end, date)
    return tuple(found[start] for start in sorted(found))


def addresses(text: str) -> tuple[str, ...]:
    """Return the web and mail addresses in `text`, in their order, without the full stop or bracket after them."""
    found = []
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(".,;:!?'’…*_؟،؛।")
        while address.endswith(")") and address.count("(") < address.count(")"):
            address = address[:-1].rstrip(".,;:!?")
        found.append(address)
    return tuple(found)


def placeholders(text: str) -> tuple[str, ...]:
    """Return what a program puts values or marks in place of: `{name}`, `{{x}}`, `%s`, `%(n)d`, `$VAR`, `<b>`."""
    return tuple(match[0] for match in _PLACEHOLDER.finditer(text))


def names(text: str, language: str = "") -> tuple[str, ...]:
    """Return runs of capitalised words that do not begin a sentence, in their order.

    Where nouns are capitalised too (German) only runs of two and words with capitals or digits inside count.
    """
    found: list[str] = []
    for start, end in sentences(text, language):
        found.extend(_names_of(text[start:end], language))
    return tuple(found)


def _latin_digits(text: str) -> str:
    if text.isascii():
        return text
    text = text.replace("\u066b", ".").replace("\u066c", ",")
    return "".join(str(unicodedata.decimal(one, one)) if not one.isascii() and one.isdecimal() else one for one in text)


def _values(raw: str, language: str) -> list[str]:
    sign = "-" if raw[0] in "-\u2212" else ""
    body = raw.lstrip("-\u2212")
    if value := _one_value(body, language):
        return [sign + value]
    if set(re.sub(r"\d", "", body)) == {"."}:
        return [body]
    first, *rest = re.split(r"\D", body)
    return [sign + _tidy(first), *map(_tidy, rest)]


def _one_value(body: str, language: str) -> str:
    """Return the number that `body` is, empty when it is several, or a dotted mark such as a version."""
    marks = re.sub(r"\d", "", body)
    if not marks:
        return _tidy(body)
    whole, _, part = body.rpartition(marks[-1])
    if len(marks) == 1 and marks in ".,":
        groups = len(part) == 3 and len(whole) <= 3 and not whole.startswith("0")
        decimal = "," if language in _DECIMAL_COMMA else "."
        return _tidy(whole + part) if groups and marks != decimal else _tidy(whole, part)
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1 and marks[-1] in ".," and _GROUPED.fullmatch(whole):
        return _tidy(_digits(whole), part)
    return _tidy(_digits(body)) if len(set(marks)) == 1 and _GROUPED.fullmatch(body) else ""


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _tidy(whole: str, part: str = "") -> str:
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def _date(parts: dict[str, str | None], language: str) -> str:
    """Return the date, empty when it is none."""
    year, day = parts.get("y"), parts.get("d")
    if name := parts.get("n"):
        month = MONTHS.get(name.casefold(), 0)  # "APRİL" matches and folds to another word
    elif "a" in parts:
        first, second = int(parts["a"] or 0), int(parts["b"] or 0)
        month_first = second > 12 or (first <= 12 and language in {"", "en"})
        month, day = (first, str(second)) if month_first else (second, str(first))
    else:
        month = int(parts["m"] or 0)
    if not 1 <= month <= 12 or (day is not None and not 1 <= int(day) <= 31):
        return ""
    return f"{year or '-'}-{month:02}" + (f"-{int(day):02}" if day else "")


def _names_of(sentence: str, language: str) -> list[str]:
    joining = _JOINING_NOUNS if language in _NOUNS_CAPITALISED else _JOINING
    found: list[str] = []
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(sentence):
        is_next = bool(run) and sentence[run[-1].end() : word.start()].strip() in ("", "&")
        may_begin = _capitalised(word[0]) and not _starts(sentence, word)
        if is_next and (_capitalised(word[0]) or word[0] in joining):
            run.append(word)
            continue
        found.extend(_told(sentence, run, language))
        run = [word] if may_begin else []
    return [*found, *_told(sentence, run, language)]


def _told(sentence: str, run: list[re.Match[str]], language: str) -> list[str]:
    while run and not _capitalised(run[-1][0]):
        run.pop()
    if not run:
        return []
    name = sentence[run[0].start() : run[-1].end()]
    if language in _NOUNS_CAPITALISED and len(run) == 1 and not any(not one.islower() for one in name[1:]):
        return []
    return [name]


def _capitalised(word: str) -> bool:
    return word[0].isupper() and word not in _NO_NAMES


def _starts(sentence: str, word: re.Match[str]) -> bool:
    """Tell whether a capital is due at `word` whatever it is."""
    before = sentence[: word.start()]
    return not any(map(str.isalnum, before)) or _BEFORE_A_START.search(before[-8:]) is not None
