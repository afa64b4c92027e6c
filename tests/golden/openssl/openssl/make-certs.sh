#!/usr/bin/env bash
# TLS of the whole cluster, Mimir 2.17.4
# made by mimir-tls 0.1.0, plan bc02ef383759
#
#   make-certs.sh [FOLDER]    makes FOLDER/certs and ca/root.key beside it [.]
#
# It wants OpenSSL 1.1.1 or newer, and nothing else. Every key is PKCS#8, every
# certificate X.509 v3; those of servers have their names as subject alternative
# names, since Go reads no others, and each is for its own side alone.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A key is its owner's alone.
umask 077
mkdir -p "${1:-.}"
cd "${1:-.}"
# No key is ever written over.
mkdir "$(dirname ca/root.key)" certs
printf '[req]\ndistinguished_name = subject\n[subject]\n' >"$work/req.cnf"

# key FILE
key() {
  openssl genpkey -algorithm ED25519 -out "$1" 2>/dev/null
}

# root SUBJECT: the CA over its key, with what stands on stdin as its extensions.
root() {
  { printf '[ca]\nsubjectKeyIdentifier = hash\n' && cat; } | cat "$work/req.cnf" - >"$work/ca.cnf"
  openssl req -x509 -new -key ca/root.key -utf8 -subj "$1" -days 3650 \
    -config "$work/ca.cnf" -extensions ca -out certs/root.crt
  chmod 644 certs/root.crt
}

# leaf FOLDER NAME SUBJECT: NAME.crt and NAME.key in FOLDER, with what stands on
# stdin as its extensions.
leaf() {
  mkdir -p "$1"
  {
    printf 'basicConstraints = critical, CA:FALSE\n'
    printf 'subjectKeyIdentifier = hash\nauthorityKeyIdentifier = keyid\n'
    cat
  } >"$work/leaf.cnf"
  key "$1/$2.key"
  openssl req -new -key "$1/$2.key" -utf8 -subj "$3" -config "$work/req.cnf" -out "$work/leaf.csr"
  openssl x509 -req -in "$work/leaf.csr" -CA certs/root.crt -CAkey ca/root.key -days 730 \
    -set_serial "0x$(openssl rand -hex 16)" -extfile "$work/leaf.cnf" -out "$1/$2.crt" 2>/dev/null
  chmod 644 "$1/$2.crt"
  [[ $1 == certs ]] || cp certs/root.crt "$1/"
}

key ca/root.key
subject='/O=Mimir'
# Nobody has named the CA: its day and its key tell it from the next one.
subject+="/CN=root $(date -u +%F) $(openssl pkey -in ca/root.key -pubout -outform DER | openssl dgst -sha256 -r | cut -c1-8)"
root "$subject" <<'EXTENSIONS'
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
EXTENSIONS

leaf certs server '/O=Mimir/CN=server' <<'EXTENSIONS'
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = @names
[names]
DNS.1 = mimir.internal
DNS.2 = localhost
IP.3 = 127.0.0.1
IP.4 = ::1
EXTENSIONS

leaf certs client '/O=Mimir/CN=client' <<'EXTENSIONS'
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
EXTENSIONS
