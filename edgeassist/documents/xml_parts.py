# SPDX-License-Identifier: Apache-2.0
"""Parses XML of a stranger's: no entity is replaced, nothing is fetched, depth and sizes stay bounded."""

from lxml import etree

from edgeassist.core.language import later
from edgeassist.documents.refusals import BrokenDocument, DocumentBomb


def parsed(data: bytes) -> etree._Element:
    """Return the root of the XML in `data`; raise a refusal when it is none or declares entities of its own."""
    refuse_entities(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BrokenDocument(later("This document is damaged: a part of it makes no sense.")) from error


def refuse_entities(data: bytes) -> None:
    """Raise `DocumentBomb` when the XML in `data` declares entities: no office program writes any.

    What is declared in an encoding that hides the word is never replaced all the same.
    """
    if b"<!ENTITY" in data:
        raise DocumentBomb(later("This document declares XML entities, which no honest one of its kind does."))


def local(node: etree._Element) -> str:
    """Return the name of `node` without its namespace; empty for comments and their like."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
