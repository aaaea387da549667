# SPDX-License-Identifier: Apache-2.0
# Where the versions of the program lie, which of them is used, which is open; one set-up at a time. A part of setup.sh.

find_places() {
    if [ -z "${HOME:-}" ]; then
        fail 'EdgeAssist does not know your home folder: HOME is not set.'
    fi
    share=${XDG_DATA_HOME:-$HOME/.local/share}
    case $share in /*) ;; *) share=$HOME/.local/share ;; esac
    if [ -n "${EDGEASSIST_HOME:-}" ]; then
        data=$EDGEASSIST_HOME/data
    else
        data=$share/EdgeAssist
    fi
    case $data in /*) ;; *) data=$(pwd)/$data ;; esac
    program=$data/program
    bin=$HOME/.local/bin
    if [ "${SELF##*/}" = setup ]; then
        stay_here
    fi
}

# stay_here: the script that was kept beside the versions serves these and no others, whatever the environment says.
stay_here() {
    case $SELF in */*) here=$(cd "${SELF%/*}" && pwd) ;; *) here=$(pwd) ;; esac
    if [ "$(cd "$program" 2>/dev/null && pwd -P)" != "$(cd "$here" && pwd -P)" ]; then
        program=$here
        data=${program%/*}
        case $data in */EdgeAssist) share=${data%/*} ;; esac
    fi
    for folder in "$program"/*; do
        [ ! -f "$folder/.payload" ] || return 0
    done
    [ -L "$program/current" ] || fail "$program holds no EdgeAssist. Nothing was changed."
}

is_portable() {
    case $data in "$share/EdgeAssist") return 1 ;; esac
}

# lock: one set-up at a time in this program folder; the lock ends with this process. The folder of a person's data,
# which may not be there yet, is made for that person alone.
lock() {
    (umask 077 && mkdir -p "$program" 2>/dev/null) && [ -w "$program" ] ||
        fail "EdgeAssist cannot write to $program. Unlock that folder, or set EDGEASSIST_HOME to one you can write to."
    exec 9<"$program"
    flock 9 2>/dev/null || true # without locks, names of its own still keep one start apart from another
}

# older ONE OTHER: whether version ONE comes before OTHER; 1.0rc1 and 1.0.dev1 come before 1.0.
older() {
    awk -v one="$1" -v other="$2" 'BEGIN {
        sub(/[+].*/, "", one); sub(/[+].*/, "", other)
        n = split(one, a, "."); m = split(other, b, ".")
        for (i = 1; i <= n || i <= m; i++) {
            if (a[i] + 0 != b[i] + 0) exit !(a[i] + 0 < b[i] + 0)
            x = a[i]; sub(/^[0-9]+/, "", x); y = b[i]; sub(/^[0-9]+/, "", y)
            if (x == y) continue
            if (x == "" || y == "") exit !(y == "")
            p = x; sub(/[0-9]+$/, "", p); q = y; sub(/[0-9]+$/, "", q)
            if (p != q) exit !(p < q)
            exit !(substr(x, length(p) + 1) + 0 < substr(y, length(q) + 1) + 0)
        }
        exit 1
    }'
}

# point NAME AT: make the link NAME in the program folder lead to the folder AT, at once.
point() {
    ln -sfn "$2" "$program/$1.part.$$"
    mv -fT "$program/$1.part.$$" "$program/$1" 2>/dev/null || {
        rm -f "$program/$1.part.$$"
        ln -sfn "$2" "$program/$1"
    }
}

named() {
    readlink "$program/$1" 2>/dev/null || true
}

# runs_in FOLDER: whether a program in it is open.
runs_in() {
    runs=$(cd "$1" 2>/dev/null && pwd -P) || return 1
    ls -l /proc/[0-9]*/exe 2>/dev/null | grep -qF " -> $runs/"
}

# sweep: delete what no link leads to any more and is not open, and what a kill left half done.
sweep() {
    for folder in "$program"/*; do
        name=${folder##*/}
        case $name in
        *.part.*)
            [ -d "/proc/${name##*.}" ] || rm -rf "$folder"
            continue
            ;;
        "$(named current)" | "$(named previous)") continue ;;
        esac
        if [ ! -L "$folder" ] && [ -f "$folder/.payload" ] && ! runs_in "$folder"; then
            rm -rf "$folder"
        fi
    done
}
