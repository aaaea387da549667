# SPDX-License-Identifier: Apache-2.0
# Unpacks the program, whole or not at all, and finds out whether it is whole. A part of setup.sh.

# is_published: what follows the script is what was made.
is_published() {
    has sha256sum || return 0
    found=$(tail -c "+$OFFSET" "$SELF" | sha256sum)
    [ "${found%% *}" = "$SHA256" ]
}

fail_damaged() {
    fail 'This file is damaged: it is not what was published. Download it again; nothing was changed.'
}

check() {
    is_published || fail_damaged
}

# unpacker FOLDER: unpack the stream with the tool that the file brought into the folder.
unpacker() {
    if [ -x "$1/unpacker" ]; then
        "$1/unpacker"
    else
        zstd -dcq
    fi
}

# extract FOLDER: unpack into it, which is there and empty. The sum is made meanwhile: that is a third of the time.
extract() {
    is_published 9<&- &
    summing=$!
    tools=$1/.unpacker
    trouble=$(
        {
            mkdir "$tools"
            tail -c "+$OFFSET" "$SELF" | head -c "$TOOLS_BYTES" | tar -xf - -C "$tools"
            tail -c "+$((OFFSET + TOOLS_BYTES))" "$SELF" | unpacker "$tools" | tar -xf - -C "$1"
        } 2>&1
    ) && unpacked=yes || unpacked=no
    rm -rf "$tools"
    wait "$summing" || fail_damaged
    [ "$unpacked" = yes ] && [ -f "$1/edgeassist" ] || fail "The program could not be unpacked into $1. It needs tar, and room for files. $(
        printf '%s\n' "$trouble" | head -n 1
    )"
}

# require_running FOLDER: programs in it may be run.
require_running() {
    probe=$1/probe.part.$$
    : >"$probe"
    chmod 755 "$probe"
    if [ ! -x "$probe" ]; then
        rm -f "$probe"
        fail "No program may run in $1 (it is mounted noexec). Use the .deb, or set EDGEASSIST_HOME to another drive."
    fi
    rm -f "$probe"
}

require_room() {
    free=$(df -Pk "$1" 2>/dev/null | awk 'NR == 2 { print $4 }')
    if [ -n "$free" ] && [ "$free" -lt "$NEEDED_KIB" ]; then
        fail "EdgeAssist needs $((NEEDED_KIB / 1024)) MB in $1, and $((free / 1024)) MB are free. Free some space."
    fi
}

# is_whole VERSION: it came from this file, and every file has its size.
is_whole() {
    [ "$(cat "$program/$1/.payload" 2>/dev/null)" = "$SHA256" ] && [ -x "$program/$1/edgeassist" ] &&
        [ -f "$program/$1/share/applications/edgeassist.desktop" ] && has_sizes "$program/$1"
}

has_sizes() {
    if [ ! -f "$1/$LIST" ] || ! has stat || ! has xargs; then
        return 0
    fi
    [ -s "$1/$LIST" ] || return 1 # a power cut came before it was on the drive
    (
        cd "$1"
        export LC_ALL=C
        sed -e 1d -e 's/^[0-9]* [0-9a-f]* //' -e 's/[^A-Za-z0-9._/-]/\\&/g' "$LIST" |
            xargs stat -L -c '%s %n' 2>/dev/null |
            awk 'NR == FNR { has[$0]; next } FNR > 1 { sub(/ [0-9a-f]+ /, " "); if (!($0 in has)) exit 1 }' - "$LIST"
    )
}

# has_sums VERSION: what is in every file is what was built; without a list nobody knows.
has_sums() {
    [ -f "$program/$1/$LIST" ] && has sha256sum && (
        cd "$program/$1"
        sed -e 1d -e 's/^[0-9]* \([0-9a-f]*\) /\1  /' "$LIST" | sha256sum -c >/dev/null 2>&1
    )
}

# unpack: put the program where it belongs, whole or not at all.
unpack() {
    require_room "$program"
    require_running "$program"
    show_working
    part=$program/$VERSION.part.$$
    is_whole "$VERSION" && replaces=yes || replaces=no
    trap 'rm -rf "$part"; stop_showing' EXIT
    trap 'exit 130' INT TERM HUP
    rm -rf "$part"
    mkdir "$part"
    extract "$part"
    printf '%s\n' "$SHA256" >"$part/.payload"
    write_out "$part"
    put_in_place "$part" || fail "The program could not be put into $program/$VERSION. Try again."
    rm -rf "$part" "$program/$VERSION.part.0.$$"
    trap 'stop_showing' EXIT
    trap - INT TERM HUP
}

# put_in_place FOLDER: another start may have been quicker, where there are no locks: then its folder serves.
put_in_place() {
    for _ in 1 2 3 4 5; do
        if [ "$replaces" = no ] && is_whole "$VERSION"; then
            return 0
        fi
        if [ -e "$program/$VERSION" ]; then
            mv -T "$program/$VERSION" "$program/$VERSION.part.0.$$" 2>/dev/null || true
        fi
        if mv -T "$1" "$program/$VERSION" 2>/dev/null; then
            return 0
        fi
        rm -rf "$program/$VERSION.part.0.$$"
        replaces=no
    done
    return 1
}

# write_out FOLDER: have the drive hold what is in it. What is chosen afterwards is whole, should the power go then.
write_out() {
    { sync -f "$1" || sync; } >/dev/null 2>&1 || true
}

# clear_target: leave nothing of what was unpacked from a file that is not whole; the folder was empty before.
clear_target() {
    find "$target" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
    [ "$was_there" = yes ] || rmdir "$target"
}

extract_to() {
    if [ -z "${1:-}" ]; then
        fail 'Name the folder: setup extract FOLDER'
    fi
    if [ -e "$1" ] && [ -n "$(ls -A "$1" 2>/dev/null)" ]; then
        fail "$1 is there already and not empty. Name a new folder."
    fi
    target=$1
    [ -d "$target" ] && was_there=yes || was_there=no
    mkdir -p "$1" 2>/dev/null || fail "$1 cannot be made."
    trap clear_target EXIT
    trap 'exit 130' INT TERM HUP
    require_room "$1"
    extract "$1"
    trap - EXIT INT TERM HUP
    printf 'Start it with: %s/edgeassist\n' "$1"
}

require_payload() {
    if [ "${SELF##*/}" = setup ]; then
        fail 'The program is not in this file; use the file that was downloaded.'
    fi
}
