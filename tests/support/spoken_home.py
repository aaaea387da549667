# SPDX-License-Identifier: Apache-2.0
"""Names of a home for tests of understanding: two rooms alike, a device of every kind, lists and panes."""

from edgeassist.intents.names import Appliance, Named, Names

KINDS = (
    "light", "switch", "cover", "fan", "climate", "lock", "media_player", "vacuum", "sensor", "scene", "binary_sensor",
    "input_boolean", "valve", "person", "weather", "button", "input_button", "script",
)  # fmt: skip

HOME = Names(
    areas=(Named("kitchen", "Kitchen"), Named("lounge", "Living room", ("lounge",)), Named("bed", "Bedroom")),
    appliances=(
        Appliance("ceiling", "Ceiling light", ("big light",), kind="light", area="kitchen"),
        Appliance("lamp-bed", "Desk lamp", kind="light", area="bed"),
        Appliance("lamp-lounge", "Desk lamp", kind="light", area="lounge"),
        Appliance("front", "Front door", kind="lock"),
        Appliance("stereo", "Stereo", kind="media_player", area="lounge"),
    ),
    lists=(Named("food", "Groceries", ("shopping",)), Named("trip", "Weekend trip")),
    panes=(Named("workbench", "Workbench"),),
)

EVERY_KIND = Names(
    areas=HOME.areas,
    appliances=tuple(Appliance(kind, f"Zorg {kind.replace('_', ' ')}", kind=kind) for kind in KINDS),
    lists=(Named("food", "Groceries"), Named("trip", "Weekend trip")),
    panes=HOME.panes,
)
"""A home that every template finds a device for, by names that are in no template."""
