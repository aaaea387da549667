# SPDX-License-Identifier: Apache-2.0
"""The frame of every page that is written for a person to keep or to send: it loads nothing and runs nothing.

It says its language and which way that is read, and takes the reader's own colours, light or dark. Knows no content.
"""

from html import escape

from edgeassist.core.language import RIGHT_TO_LEFT, code

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def web_page(title: str, style: str, body: str) -> str:
    """Return a whole page in the person's language; `body` is HTML, `title` plain text."""
    way = "rtl" if code() in RIGHT_TO_LEFT else "ltr"
    return (
        f'<!doctype html>\n<html lang="{code()}" dir="{way}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{style}</style></head><body>{body}</body></html>\n"
    )
