#!/bin/bash
# Installs what the interop tests start: real mail and name servers, nearly all from Debian's packages. Safe to run again: what is there stays.
# No system service is started, now or at the next boot; the tests start private processes of their own on loopback. Nothing that is
# installed is removed: where another mail server is, Postfix is left out.
#
#   sudo tests/interop-setup.sh            install what is missing
#   tests/interop-setup.sh --check         only say what is there; exits 1 when something is missing
#
# A Debian system takes one mail transport agent. Postfix is installed; Exim and OpenSMTPD are unpacked, with the libraries that
# they need besides, under $SMTPADMIN_PEERS (/var/cache/smtpadmin-peers): exim4/ and opensmtpd/, each a small root of its own.
# Haraka comes from the npm registry into haraka/ there. It needs a Node.js that is newer than Debian 12's: where there is no
# node from version 20 on, or no npm, it is left out, and its tests are skipped.
set -euo pipefail

peers=${SMTPADMIN_PEERS:-/var/cache/smtpadmin-peers}
packages=(
    bind9 bind9-utils bind9-dnsutils nsd unbound rbldnsd dnsperf
    postfix dovecot-core sasl2-bin libsasl2-modules
    swaks libnet-ssleay-perl libauthen-sasl-perl libdigest-hmac-perl msmtp strace python3
    python3-spf python3-dnspython libmail-spf-perl
    opendkim opendkim-tools libopendkim-dev gcc libc6-dev python3-dkim python3-nacl
    openssl util-linux passwd
)
unpacked=( # directory:package:program:users that the package would have made, because the server gives up root for them
    exim4:exim4-daemon-heavy:/usr/sbin/exim4:Debian-exim
    "opensmtpd:opensmtpd:/usr/sbin/smtpd:opensmtpd,opensmtpq"
)

haraka=3.3.4 # of its plugins none; no script of a package is run, and none of them is needed

export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true LC_ALL=C
export PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin

say() { printf 'interop-setup: %s\n' "$*"; }
fail() { printf 'interop-setup: %s\n' "$*" >&2; exit 1; }

usage() { sed -n '2,12s/^# \{0,1\}//p' "$0"; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# An unpacked server counts when its program is there and finds all its libraries.
unpacked_runs() { # directory program
    [ -x "$peers/$1$2" ] && ! LD_LIBRARY_PATH="$(library_path "$1")" ldd "$peers/$1$2" | grep -q 'not found'
}

library_path() { # directory
    find "$peers/$1" -name 'lib*.so*' -printf '%h:' 2>/dev/null
}

missing_packages() { local p; for p in "${packages[@]}"; do installed "$p" || echo "$p"; done; }

missing_unpacked() {
    local entry directory package program users
    for entry in "${unpacked[@]}"; do
        IFS=: read -r directory package program users <<< "$entry"
        if installed "$package"; then continue; fi
        # shellcheck disable=SC2086 # a list of words
        if ! unpacked_runs "$directory" "$program" || ! getent passwd ${users//,/ } > /dev/null; then echo "$entry"; fi
    done
}

haraka_possible() {
    command -v npm > /dev/null && command -v node > /dev/null && [ "$(node --print 'process.versions.node.split(".")[0]')" -ge 20 ]
}

haraka_installed() { [ "$(cat "$peers/haraka/version" 2> /dev/null)" = "$haraka" ]; }

# Registries that lag behind lack what the latest libmime asks for.
install_haraka() {
    stage=$(mktemp -d "$peers/.haraka.XXXXXX")
    printf '{ "private": true, "dependencies": { "Haraka": "%s" }, "overrides": { "libmime": "5.3.7" } }\n' "$haraka" > "$stage/package.json"
    (cd "$stage" && npm install --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error) || {
        say "haraka $haraka could not be installed from the npm registry. Its tests will be skipped."
        return 0
    }
    printf '%s\n' "$haraka" > "$stage/version"
    chmod 755 "$stage"
    rm -rf "$peers/haraka"
    mv "$stage" "$peers/haraka"
    stage=
}

# What an installation would bring is what the package needs and this system lacks. Packages of settings alone stay away.
# A private copy that runs as root needs no set-user-ID bits, so none are left lying about.
unpack() { # directory package program
    local root=$peers/$1 wanted file
    stage=$(mktemp -d "$peers/.$1.XXXXXX")
    mkdir "$stage/packages" "$stage/root"
    wanted=$(apt-get --simulate --no-install-recommends install "$2" | awk '$1 == "Inst" { print $2 }' | grep -E "^(lib|$2\$)") ||
        fail "no package $2 to be had."
    # shellcheck disable=SC2086 # a list of words
    (cd "$stage/packages" && apt-get -qq -o APT::Sandbox::User=root -o Acquire::Retries=3 download $wanted) ||
        fail "could not download $2 with its libraries."
    for file in "$stage"/packages/*.deb; do
        dpkg-deb --extract "$file" "$stage/root" || fail "could not unpack ${file##*/}."
    done
    chmod -R u-s,g-s "$stage/root"
    chmod 755 "$stage/root"
    rm -rf "$root"
    mv "$stage/root" "$root"
    rm -rf "$stage"
    stage=
    unpacked_runs "$1" "$3" || fail "$2 was unpacked under $root, but does not find its libraries."
}

add_users() { # name,name
    local user
    for user in ${1//,/ }; do
        getent passwd "$user" > /dev/null ||
            useradd --system --user-group --badname --home-dir /nonexistent --no-create-home --shell /usr/sbin/nologin "$user" ||
            fail "could not add the user $user."
    done
}

# A package whose set-up starts a service asks this file first; 101 means "do not" (Debian Policy 9.3.3.1).
forbid_services() {
    if [ -e /usr/sbin/policy-rc.d ]; then return; fi
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
    own_policy=yes
}

# Installing one mail server removes another: then it is better to do without.
spare_other_mail_server() {
    local removed kept=() package
    removed=$(apt-get --simulate --no-install-recommends install "${lacking[@]}" | awk '$1 == "Remv" { print $2 }' | paste -sd ' ')
    if [ -z "$removed" ]; then return; fi
    say "postfix is left out: installing it would remove $removed. Its tests will be skipped."
    for package in "${lacking[@]}"; do if [ "$package" != postfix ]; then kept+=("$package"); fi; done
    lacking=("${kept[@]}")
}

# What was installed just now is for the tests alone, so it does not start at boot either.
disable_services() { # package...
    local unit
    command -v systemctl > /dev/null || return 0
    for unit in $(dpkg -L "$@" | sed -n 's#.*/systemd/system/\([^/@]*\.service\)$#\1#p' | sort -u); do
        systemctl disable --quiet "$unit" 2> /dev/null || true # one that cannot be enabled cannot be disabled either
    done
}

stage=
own_policy=
clean_up() {
    if [ -n "$stage" ]; then rm -rf "$stage"; fi
    if [ -n "$own_policy" ]; then rm -f /usr/sbin/policy-rc.d; fi
}
trap clean_up EXIT

mode=install
case ${1:-} in
    '') ;;
    --check) mode=check ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
esac

type dpkg-query apt-get > /dev/null 2>&1 ||
    fail 'this system has no apt-get: the interop tests take their servers from Debian packages, and will be skipped.'

mapfile -t lacking < <(missing_packages)
mapfile -t lacking_unpacked < <(missing_unpacked)
missing=("${lacking[@]}" "${lacking_unpacked[@]%%:*}")
if ! haraka_possible; then
    say 'haraka is left out: it needs npm and node, version 20 or later. Its tests will be skipped.'
elif ! haraka_installed; then
    missing+=(haraka)
fi
if [ ${#missing[@]} -eq 0 ]; then
    say 'everything is there.'
    exit 0
fi
say "missing: ${missing[*]}"
if [ $mode = check ]; then exit 1; fi
[ "$(id -u)" -eq 0 ] || fail 'must run as root to install packages (try: sudo tests/interop-setup.sh). The tests of what is missing will be skipped.'

mkdir -p "$peers"
chmod 755 "$peers"
if haraka_possible && ! haraka_installed; then install_haraka; fi
if [ ${#lacking[@]} -eq 0 ] && [ ${#lacking_unpacked[@]} -eq 0 ]; then
    say 'done.'
    exit 0
fi

say 'reading the package lists'
apt-get -qq -o Acquire::Retries=3 update || fail 'apt-get update failed: is the package source reachable? The tests of what is missing will be skipped.'

if [ ${#lacking[@]} -gt 0 ]; then spare_other_mail_server; fi
if [ ${#lacking[@]} -gt 0 ]; then
    forbid_services
    echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
    apt-get -qq --yes --no-install-recommends -o Acquire::Retries=3 -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 \
        install "${lacking[@]}" || fail "apt-get install failed for: ${lacking[*]}"
    disable_services "${lacking[@]}"
fi

if [ ${#lacking_unpacked[@]} -gt 0 ]; then
    for entry in "${lacking_unpacked[@]}"; do
        IFS=: read -r directory package program users <<< "$entry"
        add_users "$users"
        if ! unpacked_runs "$directory" "$program"; then
            say "unpacking $package under $peers/$directory"
            unpack "$directory" "$package" "$program"
        fi
    done
fi
say 'done.'
