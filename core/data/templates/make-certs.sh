#
#   make-certs.sh [FOLDER]    makes FOLDER/{{folder}} and {{root_key}} beside it [.]
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
mkdir "$(dirname {{root_key}})" {{folder}}
printf '[req]\ndistinguished_name = subject\n[subject]\n' >"$work/req.cnf"

# key FILE
key() {
  openssl genpkey {{genpkey}} -out "$1" 2>/dev/null
}

# root SUBJECT: the CA over its key, with what stands on stdin as its extensions.
root() {
  { printf '[ca]\nsubjectKeyIdentifier = hash\n' && cat; } | cat "$work/req.cnf" - >"$work/ca.cnf"
  openssl req -x509 -new -key {{root_key}} -utf8 -subj "$1" {{digest}}-days {{ca_days}} \
    -config "$work/ca.cnf" -extensions ca -out {{root}}
  chmod 644 {{root}}
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
  openssl req -new -key "$1/$2.key" -utf8 -subj "$3" {{digest}}-config "$work/req.cnf" -out "$work/leaf.csr"
  openssl x509 -req -in "$work/leaf.csr" -CA {{root}} -CAkey {{root_key}} {{digest}}-days {{leaf_days}} \
    -set_serial "0x$(openssl rand -hex 16)" -extfile "$work/leaf.cnf" -out "$1/$2.crt" 2>/dev/null
  chmod 644 "$1/$2.crt"
  [[ $1 == {{folder}} ]] || cp {{root}} "$1/"
}

key {{root_key}}
subject={{ca_subject}}
{{#unnamed}}
# Nobody has named the CA: its day and its key tell it from the next one.
subject+="/CN=root $(date -u +%F) $(openssl pkey -in {{root_key}} -pubout -outform DER | openssl dgst -sha256 -r | cut -c1-8)"
{{/unnamed}}
root "$subject" <<'EXTENSIONS'
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
{{constraint}}
EXTENSIONS
