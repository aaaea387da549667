# SPDX-License-Identifier: Apache-2.0
"""Writes the components of a program folder as CycloneDX 1.6: one file that tools for audits read. Judges nothing.

No time and no random number stands in it: the same folder gives the same bytes.
"""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component as Listed
from cyclonedx.model.component import ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from deliverables import version
from packageurl import PackageURL

if TYPE_CHECKING:
    from licences import Component

NAME = "sbom.cdx.json"


def document(found: Sequence["Component"]) -> str:
    """Return the list as JSON text."""
    licences = LicenseFactory()
    ours = Listed(
        name="EdgeAssist",
        version=version(),
        type=ComponentType.APPLICATION,
        bom_ref="edgeassist",
        licenses=[licences.make_from_string("Apache-2.0")],
    )
    bom = Bom(components=[_listed(one, licences) for one in found])
    bom.metadata.component = ours
    bom.register_dependency(ours, list(bom.components))
    text = make_outputter(bom, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string(indent=1)
    return _without_chance(text)


def _listed(one: "Component", licences: LicenseFactory) -> Listed:
    is_package = one.kind == "Python package"
    return Listed(
        name=one.name,
        version=one.version or None,
        type=ComponentType.LIBRARY,
        bom_ref=f"{'pypi' if is_package else 'native'}:{one.name}",
        purl=PackageURL("pypi", None, one.name.lower().replace("_", "-"), one.version) if is_package else None,
        licenses=[licences.make_from_string(one.licence)],
    )


def _without_chance(text: str) -> str:
    """Take the time out, and make the number of the list from what is in it."""
    read = json.loads(text)
    read["metadata"].pop("timestamp", None)
    read.pop("serialNumber", None)
    read["serialNumber"] = f"urn:uuid:{uuid5(NAMESPACE_URL, json.dumps(read, sort_keys=True))}"
    return json.dumps(read, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
