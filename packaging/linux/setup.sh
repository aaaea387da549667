#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# EdgeAssist @VERSION@ in one file: puts the program into your own home and starts it. No root, no FUSE, no network.
# What follows this script is the program, packed; `sh THIS-FILE setup help` says what else can be asked of it.
set -eu

VERSION='@VERSION@'
SHA256='@SHA256@'
OFFSET=@OFFSET@
TOOLS_BYTES=@TOOLS_BYTES@
NEEDED_KIB=@NEEDED_KIB@
SELF=$0
LIST=_internal/files.list

usage() {
    cat <<TEXT
EdgeAssist $VERSION

Without arguments the program is put into your home, where it or a newer one is not there yet, and started; other
arguments are the program's own. Setting up:

  setup install          put it into your home and into the menu, or repair it there, and use this version from now on
  setup go-back          use the version before again, now and from the menu
  setup remove [--yes]   take the program and its entries away; chats, models and settings stay
  setup register         put the entries into the menu of programs again
  setup extract FOLDER   only unpack the program there; it runs from any folder
  setup check            compare this file with its own sum
  setup where            print the folders that are used
TEXT
}

@PARTS@

# is_settled: nothing is left to do in this home for this version.
is_settled() {
    [ "$(named current)" = "$VERSION" ] && [ -f "$program/setup" ] && is_whole "$VERSION" && is_registered
}

# install [anew]: this version is whole, used from now on, and in the menu; `anew` reads every file first.
# The drive is waited for only where something changed: a menu that cannot be written leads here at every start.
install() {
    lock
    changed=no
    if ! is_whole "$VERSION" || { [ "${1:-}" = anew ] && ! has_sums "$VERSION"; }; then
        unpack
        changed=yes
    fi
    before=$(named current)
    if [ "$before" != "$VERSION" ]; then
        if [ -n "$before" ] && [ -d "$program/$before" ]; then
            point previous "$before"
        fi
        point current "$VERSION"
        changed=yes
    fi
    keep_script
    [ "$changed" = no ] || write_out "$program"
    sweep
    if ! is_portable && ! { [ "$before" = "$VERSION" ] && is_registered; }; then
        # The menu is a convenience: that it cannot be written keeps nobody from the program.
        register 2>/dev/null || say "EdgeAssist works, but could not be put into the menu: see to $share."
    fi
    exec 9<&-
}

# start: choose the version that runs. A newer one than the one in use is put in its place, unless it was gone back from.
start() {
    find_places
    used=$(named current)
    if is_settled || { [ "$used" = "$VERSION" ] && [ ! -w "$program" ] && is_whole "$VERSION"; }; then
        return 0
    fi
    if [ -z "$used" ] || [ "$used" = "$VERSION" ]; then
        install
    elif [ ! -x "$program/current/edgeassist" ]; then
        say "EdgeAssist $used is damaged here and cannot start; $VERSION is used instead."
        install
    elif older "$VERSION" "$used"; then
        say "EdgeAssist $used is installed and starts; this file has the older $VERSION. To use that: sh FILE setup install"
    elif [ "$(named previous)" = "$VERSION" ]; then
        say "You went back to EdgeAssist $used, which starts. To use $VERSION again: sh FILE setup install"
    else
        install
    fi
}

# keep_script: leave this script, without the program behind it, where it can be found to go back or to remove.
# `changed` is yes then, unless it lies there already.
keep_script() {
    kept=$(sed -n "s/^VERSION='\(.*\)'\$/\1/p" "$program/setup" 2>/dev/null) || kept=
    if [ -n "$kept" ] && older "$VERSION" "$kept"; then
        return 0
    fi
    if [ -x "$program/setup" ] && head -c "$((OFFSET - 1))" "$SELF" | cmp -s - "$program/setup" 2>/dev/null; then
        return 0
    fi
    changed=yes
    head -c "$((OFFSET - 1))" "$SELF" >"$program/setup.part.$$"
    chmod 755 "$program/setup.part.$$"
    mv -f "$program/setup.part.$$" "$program/setup"
}

go_back() {
    find_places
    before=$(named previous)
    if [ -z "$before" ] || [ ! -x "$program/$before/edgeassist" ]; then
        fail 'There is no version of EdgeAssist before this one here.'
    fi
    lock
    now=$(named current)
    point current "$before"
    if [ -n "$now" ]; then
        point previous "$now" 2>/dev/null || {
            point current "$now" # a drive that is full; the version that is not named would go
            fail "$program cannot be changed. EdgeAssist $now is used as before."
        }
    else
        rm -f "$program/previous"
    fi
    write_out "$program"
    exec 9<&-
    printf 'EdgeAssist %s is used from now on; %s is kept.\n' "$before" "${now:-nothing else}"
    printf 'If it cannot read what the newer one wrote: edgeassist versions restore brings back the copy.\n'
}

# refuse_while_open: the program's own window says it where there is one to see.
refuse_while_open() {
    runs_in "$program" || return 0
    open='EdgeAssist is open. Close it, then remove it; nothing was removed.'
    if at_desktop && [ -n "$(asked_by_program open)" ]; then
        printf '%s\n' "$open" >&2
        exit 1
    fi
    fail "$open"
}

remove() {
    find_places
    refuse_while_open
    if [ "${1:-}" != --yes ] && ! asked; then
        printf 'Nothing was removed.\n'
        return 0
    fi
    refuse_while_open
    unregister
    rm -f "$program/current" "$program/previous"
    sweep
    rm -f "$program/setup"
    rmdir "$program" 2>/dev/null || true
    gone="EdgeAssist was removed. Chats and models stay in $data, settings where they were."
    printf '%s\n' "$gone"
    if at_desktop; then
        notified "$gone" || true
    fi
}

set_up() {
    case ${1:-help} in
    install)
        require_payload
        find_places
        install anew
        printf 'EdgeAssist %s is in %s\n' "$VERSION" "$program/$VERSION"
        ;;
    go-back) go_back ;;
    remove) remove "${2:-}" ;;
    register)
        find_places
        register 2>/dev/null || fail "EdgeAssist could not be put into the menu: $share cannot be written to."
        ;;
    extract)
        require_payload
        extract_to "${2:-}"
        ;;
    check)
        require_payload
        check
        printf 'This file is as it was published.\n'
        ;;
    where)
        find_places
        printf 'program: %s\ndata: %s\nentries: %s\n' "$program" "$data" "$share"
        ;;
    help | --help | -h) usage ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
}

if [ "${SELF##*/}" = setup ]; then
    set_up "$@"
    exit
fi
case ${1:-} in
setup)
    shift
    set_up "$@"
    exit
    ;;
--help | -h)
    usage
    exit
    ;;
esac
start
stop_showing
exec "$program/current/edgeassist" "$@"
exit
