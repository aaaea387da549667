# SPDX-License-Identifier: Apache-2.0
# The entries in the menu of programs, the types of files, the icons. A part of setup.sh.

refresh() {
    if has update-mime-database; then
        update-mime-database "$share/mime" >/dev/null 2>&1 || true
    fi
    if has update-desktop-database; then
        update-desktop-database -q "$share/applications" >/dev/null 2>&1 || true
    fi
    if [ -f "$share/icons/hicolor/icon-theme.cache" ] && has gtk-update-icon-cache; then
        gtk-update-icon-cache -q -t "$share/icons/hicolor" >/dev/null 2>&1 || true
    fi
}

# The path as the Exec line of a desktop entry wants it: quoted, each rule of that format kept.
quoted() {
    printf '%s' "$1" | sed -e 's/\\/\\\\\\\\/g' -e 's/["`$]/\\\\&/g' -e 's/%/%%/g'
}

is_registered() {
    is_portable || { [ -f "$share/applications/edgeassist.desktop" ] && [ -f "$share/mime/packages/edgeassist.xml" ]; }
}

# register: each step goes on when the one before failed; whether all is there is looked at last.
register() {
    from=$program/current/share
    entry=$share/applications/edgeassist.desktop
    mkdir -p "$share/applications" || true
    mkdir -p "$share/mime/packages" || true
    (cd "$from" && find icons -type f) | while IFS= read -r one; do
        mkdir -p "$share/${one%/*}" && cp -f "$from/$one" "$share/$one" || true
    done
    cp -f "$from/mime/packages/edgeassist.xml" "$share/mime/packages/edgeassist.xml" || true
    write_entry >"$entry.part.$$" && mv -f "$entry.part.$$" "$entry" || rm -f "$entry.part.$$" || true
    if [ ! -e "$bin/edgeassist" ] && [ ! -L "$bin/edgeassist" ]; then
        mkdir -p "$bin" 2>/dev/null && ln -s "$program/current/edgeassist" "$bin/edgeassist" 2>/dev/null || true
    fi
    refresh
    [ -f "$entry" ] && [ -f "$share/mime/packages/edgeassist.xml" ]
}

write_entry() {
    start=$(quoted "$program/current/edgeassist" | sed -e 's/[\\&|]/\\&/g')
    remove=$(quoted "$program/setup" | sed -e 's/[\\&|]/\\&/g')
    sed -e "s|^Exec=edgeassist\(.*\)|Exec=\"$start\"\1|" "$from/applications/edgeassist.desktop" || return 1
    printf 'Actions=Remove;\n'
    printf '\n[Desktop Action Remove]\nName=Remove EdgeAssist\nName[de]=EdgeAssist entfernen\nName[es]=Quitar EdgeAssist\nName[fr]=Retirer EdgeAssist\nName[ar]=إزالة EdgeAssist\nExec=REMOVE\n' |
        sed -e "s|REMOVE|\"$remove\" remove|"
}

unregister() {
    if [ ! -f "$share/applications/edgeassist.desktop" ] ||
        ! grep -qF "$(quoted "$program/setup")" "$share/applications/edgeassist.desktop"; then
        return 0 # these entries lead to another installation
    fi
    rm -f "$share/applications/edgeassist.desktop" "$share/mime/packages/edgeassist.xml"
    for icon in "$share"/icons/hicolor/*/apps/edgeassist.png "$share"/icons/hicolor/*/apps/edgeassist.svg; do
        rm -f "$icon"
    done
    if [ "$(readlink "$bin/edgeassist" 2>/dev/null)" = "$program/current/edgeassist" ]; then
        rm -f "$bin/edgeassist"
    fi
    refresh
}
