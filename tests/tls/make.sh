#!/bin/bash
# Makes the certificates of `it/certificates`, all for the key in `key.pem`. The key of the authority is not kept, so
# this makes all of them anew.
set -euo pipefail
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

authority() {
    openssl ecparam -name prime256v1 -genkey -noout -out "$work/$1.key"
    openssl req -x509 -new -key "$work/$1.key" -sha256 -days 36500 -subj "/CN=$1" -out "$work/$1.pem" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
}

# NAME AUTHORITY FROM UNTIL HASH EXTENSIONS
leaf() {
    : >"$work/index"
    printf '%s\n' '[ca]' 'default_ca=d' '[d]' "database=$work/index" "new_certs_dir=$work" 'policy=p' 'rand_serial=yes' \
        'unique_subject=no' '[p]' 'commonName=supplied' '[e]' "$6" >"$work/ca.conf"
    openssl req -new -key key.pem -subj "/CN=127.0.0.1" -out "$work/leaf.csr"
    openssl ca -batch -notext -config "$work/ca.conf" -cert "$work/$2.pem" -keyfile "$work/$2.key" -in "$work/leaf.csr" \
        -startdate "$3" -enddate "$4" -md "$5" -extensions e -out "bad/$1.pem" 2>"$work/log" || cat "$work/log"
}

mkdir -p bad
authority trusted
authority unknown
cp "$work/trusted.pem" authority.pem
past=20200101000000Z soon=20200201000000Z later=21200101000000Z end=21250101000000Z
host='subjectAltName=IP:127.0.0.1'
server=$host$'\nextendedKeyUsage=serverAuth'
leaf good trusted $past $later sha256 "$server"
mv bad/good.pem good.pem
leaf expired trusted $past $soon sha256 "$server"
leaf not-yet-valid trusted $later $end sha256 "$server"
leaf other-host trusted $past $later sha256 $'subjectAltName=IP:127.0.0.2,DNS:example.com\nextendedKeyUsage=serverAuth'
leaf name-in-subject-only trusted $past $later sha256 'extendedKeyUsage=serverAuth'
leaf unknown-authority unknown $past $later sha256 "$server"
leaf for-clients trusted $past $later sha256 "$host"$'\nextendedKeyUsage=clientAuth'
leaf sha1 trusted $past $later sha1 "$server"
leaf is-an-authority trusted $past $later sha256 "$server"$'\nbasicConstraints=critical,CA:TRUE'
openssl req -x509 -new -key key.pem -sha256 -days 36500 -subj /CN=127.0.0.1 -addext "$host" -out bad/signs-itself.pem
