#
#   make-certs-cfssl.sh [FOLDER]    makes FOLDER/{{folder}} and {{root_key}} beside it [.]
#
# It wants cfssl and cfssljson 1.2 or newer, and nothing else. What it makes means
# what make-certs.sh makes; keys are in the forms of cfssl, which Mimir reads, too.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# A key is its owner's alone.
umask 077
mkdir -p "${1:-.}"
cd "${1:-.}"
# No key is ever written over.
mkdir "$(dirname {{root_key}})" {{folder}}

cat >"$work/profiles.json" <<'JSON'
{{profiles}}
JSON

# leaf FOLDER NAME PROFILE: NAME.crt and NAME.key in FOLDER, for the request on
# stdin.
leaf() {
  mkdir -p "$1"
  cfssl gencert -loglevel=4 -ca {{root}} -ca-key {{root_key}} \
    -config "$work/profiles.json" -profile "$3" - | cfssljson -bare "$work/leaf"
  mv "$work/leaf.pem" "$1/$2.crt"
  mv "$work/leaf-key.pem" "$1/$2.key"
  chmod 644 "$1/$2.crt"
  [[ $1 == {{folder}} ]] || cp {{root}} "$1/"
}

cat >"$work/ca.json" <<'JSON'
{{ca}}
JSON
{{#unnamed}}
# Nobody has named the CA: its day and a number tell it from the next one.
name="root $(date -u +%F) $(od -An -N4 -tx4 /dev/urandom | tr -d ' ')"
sed "s/\"CN\": \"root\"/\"CN\": \"$name\"/" "$work/ca.json" >"$work/named.json"
mv "$work/named.json" "$work/ca.json"
{{/unnamed}}
cfssl gencert -loglevel=4 -initca "$work/ca.json" | cfssljson -bare "$work/root"
mv "$work/root.pem" {{root}}
mv "$work/root-key.pem" {{root_key}}
chmod 644 {{root}}
