# SPDX-License-Identifier: Apache-2.0
"""What macOS is told of the application: its name, why it hears, the files it opens. Plain values, read by the spec."""

IDENTIFIER = "org.edgeassist.EdgeAssist"
MICROPHONE = (
    "EdgeAssist listens only while you hold the key or press the button to speak. What you say stays on this Mac."
)


def info(version: str) -> dict[str, object]:
    """Return the entries of Info.plist beyond those that PyInstaller writes itself."""
    return {
        "CFBundleName": "EdgeAssist",
        "CFBundleDisplayName": "EdgeAssist",
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["en", "de", "es", "fr", "ar"],
        "LSMinimumSystemVersion": "13.0",
        "LSApplicationCategoryType": "public.app-category.productivity",
        "NSHighResolutionCapable": True,
        "NSSupportsAutomaticGraphicsSwitching": True,
        "NSMicrophoneUsageDescription": MICROPHONE,
        "CFBundleDocumentTypes": [
            _opened("Language model", f"{IDENTIFIER}.gguf", "Alternate"),
            _opened("Field pack of EdgeAssist", f"{IDENTIFIER}.edgepack", "Owner"),
        ],
        "UTImportedTypeDeclarations": [_kind(f"{IDENTIFIER}.gguf", "Language model", "gguf", "public.data")],
        "UTExportedTypeDeclarations": [
            _kind(f"{IDENTIFIER}.edgepack", "Field pack of EdgeAssist", "edgepack", "public.zip-archive")
        ],
    }


def _opened(name: str, kind: str, rank: str) -> dict[str, object]:
    return {
        "CFBundleTypeName": name,
        "CFBundleTypeRole": "Viewer",
        "LSHandlerRank": rank,
        "LSItemContentTypes": [kind],
    }


def _kind(identifier: str, name: str, suffix: str, parent: str) -> dict[str, object]:
    return {
        "UTTypeIdentifier": identifier,
        "UTTypeDescription": name,
        "UTTypeConformsTo": [parent],
        "UTTypeTagSpecification": {"public.filename-extension": [suffix]},
    }
