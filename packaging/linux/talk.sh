# SPDX-License-Identifier: Apache-2.0
# What the set-up says and asks, at a terminal or at a desktop. A part of setup.sh.

has() {
    command -v "$1" >/dev/null 2>&1
}

# at_desktop: nobody reads what is printed, and somebody sees a window.
at_desktop() {
    [ ! -t 2 ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]
}

# notified SENTENCE: whether the desktop shows it, beside what is done there.
notified() {
    notify-send EdgeAssist "$1" >/dev/null 2>&1 ||
        gdbus call --timeout 3 --session --dest org.freedesktop.Notifications \
            --object-path /org/freedesktop/Notifications --method org.freedesktop.Notifications.Notify \
            EdgeAssist 0 '' EdgeAssist "$1" '[]' '{}' 10000 >/dev/null 2>&1
}

# boxed SENTENCE: whether a box showed it and was closed.
boxed() {
    if has zenity; then
        ${as:-} zenity --info --no-markup --title=EdgeAssist --text="$1" >/dev/null 2>&1
    elif has kdialog; then
        ${as:-} kdialog --title EdgeAssist --msgbox "$1" >/dev/null 2>&1
    elif has xmessage && [ -n "${DISPLAY:-}" ]; then
        ${as:-} xmessage -center -title EdgeAssist "$1" >/dev/null 2>&1
    else
        return 1
    fi
}

# say SENTENCE: to whoever looks; nothing waits for an answer.
say() {
    if ! at_desktop || ! notified "$1"; then
        printf '%s\n' "$1" >&2
    fi
}

# show_working: until stop_showing. A box is there at once and stays, which a notification does not.
show_working() {
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in
    de*) working='EdgeAssist wird entpackt; gleich öffnet sich das Fenster.' ;;
    es*) working='EdgeAssist se está desempaquetando; la ventana se abrirá enseguida.' ;;
    fr*) working='EdgeAssist est en cours de décompression ; sa fenêtre va s’ouvrir.' ;;
    ar*) working='يجري فك ضغط EdgeAssist، وستفتح نافذته بعد قليل.' ;;
    *) working='EdgeAssist is being unpacked; its window opens in some seconds.' ;;
    esac
    printf '%s\n' "$working" >&2
    if at_desktop; then
        (as=exec && boxed "$working" || notified "$working") 9<&- &
        box=$!
    fi
}

# stop_showing: the box goes, and its end is waited for: what starts next is this process and would never ask for it.
stop_showing() {
    if [ -n "${box:-}" ]; then
        kill "$box" 2>/dev/null || true
        wait "$box" 2>/dev/null || true
    fi
    box=
}

fail() {
    stop_showing
    printf '%s\n' "$1" >&2
    if at_desktop; then
        boxed "$1" || notified "$1" || true
    fi
    exit 1
}

# asked_by_program WORD: what the program's own window was answered: `yes`, `no`; nothing where it could not ask.
asked_by_program() {
    [ -x "$program/current/edgeassist" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || return 0
    code=0
    "$program/current/edgeassist" --removal "$1" "$data" </dev/null >/dev/null 2>&1 || code=$?
    case $code in
    10) printf 'yes\n' ;;
    11) printf 'no\n' ;;
    esac
}

# asked: whether the program is to go. The program itself asks in the person's language; it is always there.
asked() {
    question="Take EdgeAssist off this computer? Your chats and models stay in $data, and your settings stay."
    if [ -t 0 ]; then
        printf '%s [y/N] ' "$question"
        read -r answer
        case $answer in y | Y | yes) return 0 ;; esac
        return 1
    fi
    case $(asked_by_program ask) in
    yes) return 0 ;;
    no) return 1 ;;
    esac
    if has zenity; then
        zenity --question --no-markup --title=EdgeAssist --text="$question" >/dev/null 2>&1
    elif has kdialog; then
        kdialog --title EdgeAssist --warningyesno "$question" >/dev/null 2>&1
    elif has xmessage && [ -n "${DISPLAY:-}" ]; then
        xmessage -center -title EdgeAssist -buttons 'Remove:0,Keep:1' -default Keep "$question" >/dev/null 2>&1
    else
        fail "To remove EdgeAssist, type in a terminal: sh '$program/setup' remove"
    fi
}
