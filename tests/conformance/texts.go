package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/tls"
	"strings"
	"time"
)

// textFlaws are those of options and files, after the certificates are written.
var textFlaws = []flaw{
	{name: "no client certificate", late: true, apply: func(d *draft) { d.c.Cert, d.c.Key = nil, nil }},
	{name: "no client certificate where one must be", late: true, apply: func(d *draft) {
		d.c.Cert, d.c.Key = nil, nil
		d.ask()
	}},
	{name: "client key alone", late: true, apply: func(d *draft) { d.c.Cert, d.c.Key = nil, text(plainKey(d.ring.p256[0])) }},
	{name: "client certificate alone", late: true, apply: func(d *draft) { d.c.Cert, d.c.Key = text(bundle([]*certificate{d.client.leaf})), nil }},
	{name: "server key alone", late: true, apply: func(d *draft) { d.c.ServerCert = nil }},
	{name: "server certificate alone", late: true, apply: func(d *draft) { d.c.ServerKey = nil }},
	{name: "plaintext client", late: true, apply: func(d *draft) { d.c.Plaintext = true; d.c.Protocol = "" }},
	{name: "plaintext on both sides", late: true, apply: func(d *draft) { d.c.Plaintext, d.c.ServerKey = true, nil }},
	{name: "client trusts nobody", late: true, apply: func(d *draft) { d.c.CA = pick(d.Rand, nil, text("nonsense\n"), d.c.ServerKey) }},
	{name: "server trusts nobody", late: true, apply: func(d *draft) {
		d.ask()
		d.c.ServerCA = pick(d.Rand, nil, text("nonsense\n"), d.c.Key)
	}},
	{name: "client trusts more", late: true, apply: func(d *draft) { d.c.CA = d.mix(d.c.CA, bundle(d.client.roots)) }},
	{name: "server trusts more", late: true, apply: func(d *draft) { d.ask(); d.c.ServerCA = d.mix(d.c.ServerCA, bundle(d.server.roots)) }},
	{name: "policy misspelt", late: true, apply: func(d *draft) {
		d.c.ClientAuth = pick(d.Rand, "RequiredAndVerifyClientCert", "requireandverifyclientcert", "1", " NoClientCert")
	}},
	{name: "CA without policy", late: true, apply: func(d *draft) {
		d.c.ClientAuth = pick(d.Rand, "", "NoClientCert")
		d.c.ServerCA = text(bundle(d.client.roots))
	}},
	{name: "policy", late: true, apply: func(d *draft) { d.ask() }},
	{name: "server files swapped", late: true, apply: func(d *draft) { d.c.ServerCert, d.c.ServerKey = d.c.ServerKey, d.c.ServerCert }},
	{name: "client files swapped", late: true, apply: func(d *draft) { d.c.Cert, d.c.Key = d.c.Key, d.c.Cert }},
	{name: "another server key", late: true, apply: func(d *draft) { d.c.ServerKey = text(encodeKey(d.Rand, d.otherKey(d.server))) }},
	{name: "another client key", late: true, apply: func(d *draft) {
		d.c.Cert, d.c.Key = d.pair(d.client)
		d.c.Key = text(encodeKey(d.Rand, d.otherKey(d.client)))
	}},
	{name: "an unusable key", late: true, apply: func(d *draft) {
		*d.file(true) = text(block(pick(d.Rand, "PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"), pick(d.Rand, unusable()...)))
	}},
	{name: "no key in the key", late: true, apply: func(d *draft) {
		*d.file(true) = text(pick(d.Rand, "nonsense", "-----BEGIN PRIVATE KEY-----\nAA\n", block("CERTIFICATE", []byte{1}), block("X", []byte{1})+block("Y", nil), block("CERTIFICATE", nil)+block("CERTIFICATE", nil), block("PUBLIC KEY", []byte{1})))
	}},
	{name: "an encrypted key", late: true, apply: func(d *draft) {
		*d.file(true) = text("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n")
	}},
	{name: "no certificate in the certificate", late: true, apply: func(d *draft) {
		*d.file(false) = text(pick(d.Rand, "nonsense", block("PRIVATE KEY", []byte{1}), block("X", []byte{1})+block("Y", []byte{2}), block("PRIVATE KEY", nil)+block("EC PRIVATE KEY", nil), block("TRUSTED CERTIFICATE", nil)))
	}},
	{name: "parameters before the key", late: true, apply: func(d *draft) { file := d.file(true); *file = text(block("EC PARAMETERS", []byte{1}) + **file) }},
	{name: "words around the PEM", late: true, apply: func(d *draft) {
		file := d.file(chance(d.Rand, 2))
		*file = text("Bag Attributes: x\r\n" + strings.ReplaceAll(**file, "\n", pick(d.Rand, "\n", "\r\n", " \n")) + "\nThe end")
	}},
	{name: "nonsense in the chain", late: true, apply: func(d *draft) {
		file := d.file(false)
		*file = text(**file + block("CERTIFICATE", pick(d.Rand, []byte{0x30, 3, 1, 1, 1}, nil, []byte{0x30, 0})))
	}},
	{name: "a headed CA", late: true, apply: func(d *draft) {
		d.c.CA = text(strings.ReplaceAll(*orNothing(d.c.CA), "CERTIFICATE-----\nM", "CERTIFICATE-----\nNote: x\n\nM"))
	}},

	{name: "client version", late: true, apply: func(d *draft) { d.c.Min = d.version() }},
	{name: "server version", late: true, apply: func(d *draft) { d.c.ServerMin = d.version() }},
	{name: "server at TLS 1.3, client older", late: true, apply: func(d *draft) { d.older(); d.c.ServerMin = "VersionTLS13" }},
	{name: "client suites", late: true, apply: func(d *draft) { d.c.Suites = d.suites(", ") }},
	{name: "server suites", late: true, apply: func(d *draft) { d.older(); d.c.ServerSuites = d.suites(",") }},
	{name: "suites on both sides", late: true, apply: func(d *draft) { d.older(); d.c.Suites, d.c.ServerSuites = d.suites(","), d.suites(",") }},
	{name: "a suite on both sides", late: true, apply: func(d *draft) {
		d.older()
		d.c.Suites = pick(d.Rand, allSuites()...)
		d.c.ServerSuites = d.c.Suites
	}},
	{name: "a version that is none", late: true, apply: func(d *draft) {
		word := pick(d.Rand, "TLS12", "VersionTLS14", "versiontls12", "VersionSSL30", "\"1.2\"")
		if chance(d.Rand, 2) {
			d.c.Min = word
		} else {
			d.c.ServerMin = word
		}
	}},
	{name: "a suite that is none", late: true, apply: func(d *draft) {
		word := pick(d.Rand, "AES", ",", "TLS_RSA_WITH_AES_128_CBC_SHA, TLS_AES_128_GCM_SHA256", "tls_aes_128_gcm_sha256", " ", "TLS_FALLBACK_SCSV")
		if chance(d.Rand, 2) {
			d.c.Suites = word
		} else {
			d.c.ServerSuites = word
		}
	}},
	{name: "both sides wrong", late: true, apply: func(d *draft) { d.c.ServerKey, d.c.Min = text("nonsense"), "TLS12" }},
	{name: "weak key over TLS 1.2", late: true, apply: func(d *draft) {
		d.older()
		d.releaf(d.party(), pick(d.Rand, append(d.ring.p224, d.ring.weak...)...))
	}},
	{name: "weak key", late: true, apply: func(d *draft) { d.ask(); d.releaf(d.party(), pick(d.Rand, append(d.ring.p224, d.ring.weak...)...)) }},
	{name: "TLS 1.2", late: true, apply: func(d *draft) { d.c.Max = "VersionTLS12" }},
	{name: "TLS 1.2, asked for a certificate", late: true, apply: func(d *draft) { d.ask(); d.c.Max = "VersionTLS12" }},
	{name: "TLS 1.2, none where one must be", late: true, apply: func(d *draft) {
		d.c.Max, d.c.Cert, d.c.Key = "VersionTLS12", nil, nil
		d.c.ClientAuth = pick(d.Rand, "RequireAnyClientCert", "RequireAndVerifyClientCert")
		d.c.ServerCA = text(bundle(d.client.roots))
	}},
	{name: "old TLS", late: true, apply: func(d *draft) {
		d.ask()
		d.c.Max, d.c.Min, d.c.ServerMin = pick(d.Rand, "VersionTLS10", "VersionTLS11"), "VersionTLS10", "VersionTLS10"
	}},
	{name: "old TLS, which one side refuses", late: true, apply: func(d *draft) { d.c.Max, d.c.Min = pick(d.Rand, "VersionTLS10", "VersionTLS11"), "VersionTLS10" }},
	{name: "no version is left", late: true, apply: func(d *draft) { d.c.Max, d.c.Min = "VersionTLS11", pick(d.Rand, "", "VersionTLS12") }},
	{name: "old TLS with Ed25519", late: true, apply: func(d *draft) {
		d.ask()
		d.c.Max, d.c.Min, d.c.ServerMin = pick(d.Rand, "VersionTLS10", "VersionTLS11"), "VersionTLS10", "VersionTLS10"
		d.releaf(d.party(), pick(d.Rand, d.ring.others[2]...))
	}},
	{name: "an empty certificate behind it, TLS 1.2", late: true, apply: func(d *draft) {
		file := d.file(false)
		*file = text(**file + block("CERTIFICATE", nil))
		d.ask()
		d.c.Max = "VersionTLS12"
	}},
	{name: "an empty certificate behind it, TLS 1.2, twice as often", late: true, apply: func(d *draft) {
		d.c.ServerCert = text(*orNothing(d.c.ServerCert) + block("CERTIFICATE", nil))
		d.c.Max = "VersionTLS12"
	}},
	{name: "an address without a host", late: true, apply: func(d *draft) { d.c.Address, d.c.ServerName = ":9095", "" }},
	{name: "a key to agree with", late: true, apply: func(d *draft) { *d.file(true) = text(block("PRIVATE KEY", unusable()[0])) }},
	{name: "a certificate for a key", late: true, apply: func(d *draft) { *d.file(true) = text(block("CERTIFICATE", []byte{1})) }},
	{name: "weak key over RSA key exchange", late: true, apply: func(d *draft) {
		d.releaf(d.server, pick(d.Rand, d.ring.weak...))
		d.c.Suites = "TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA"
		d.c.ServerSuites, d.c.Max = d.c.Suites, "VersionTLS12"
	}},
	{name: "half a second", late: true, apply: func(d *draft) { d.now = d.now.Add(time.Second / 2).Truncate(time.Second) }},
}

// older keeps one side from TLS 1.3.
func (d *draft) older() {
	version := pick(d.Rand, "VersionTLS12", "VersionTLS12", "VersionTLS12", "VersionTLS11")
	if chance(d.Rand, 2) {
		d.c.Max = version
	} else {
		d.c.ServerMax = version
	}
	if version == "VersionTLS11" {
		d.c.Min, d.c.ServerMin = "VersionTLS10", "VersionTLS10"
	}
}

// releaf writes a side's pair anew, with another key.
func (d *draft) releaf(p *party, key crypto.Signer) {
	leaf := d.newLeaf(d.signerOf(p), p.isClient)
	leaf.key = key
	leaf.identify()
	p.leaf = leaf
	if p.isClient {
		d.c.Cert, d.c.Key = d.pair(p)
	} else {
		d.c.ServerCert, d.c.ServerKey = d.pair(p)
	}
}

// otherKey is not a side's own, and as often as not of the same kind.
func (d *draft) otherKey(p *party) crypto.Signer {
	if _, isEC := p.leaf.key.(*ecdsa.PrivateKey); isEC && chance(d.Rand, 2) {
		return pick(d.Rand, append(d.ring.p224, append(d.ring.others[1], d.ring.p256...)...)...)
	}
	return pick(d.Rand, pick(d.Rand, d.ring.others...)...)
}

// ask has the server ask for a certificate.
func (d *draft) ask() {
	d.c.ClientAuth = pick(d.Rand, "RequestClientCert", "RequireAnyClientCert", "RequireClientCert", "VerifyClientCertIfGiven", "RequireAndVerifyClientCert")
	if d.c.ServerCA == nil {
		d.c.ServerCA = text(bundle(d.client.roots))
	}
}

// file is a key or a chain of one of the sides.
func (d *draft) file(isKey bool) **string {
	if chance(d.Rand, 2) {
		d.c.Cert, d.c.Key = d.pair(d.client)
		if isKey {
			return &d.c.Key
		}
		return &d.c.Cert
	}
	d.c.ServerCert, d.c.ServerKey = d.pair(d.server)
	if isKey {
		return &d.c.ServerKey
	}
	return &d.c.ServerCert
}

func orNothing(of *string) *string {
	if of == nil {
		return text("")
	}
	return of
}

// mix puts more certificates before or behind, and sometimes nonsense between.
func (d *draft) mix(pool *string, more string) *string {
	parts := []string{*orNothing(pool), more}
	if chance(d.Rand, 2) {
		parts[0], parts[1] = parts[1], parts[0]
	}
	return text(strings.Join(parts, pick(d.Rand, "", "\n", "# a comment\n", block("CERTIFICATE", []byte{1}), "-----BEGIN CERTIFICATE-----\nAA\n")))
}

func (d *draft) version() string {
	return pick(d.Rand, "VersionTLS10", "VersionTLS11", "VersionTLS12", "VersionTLS13")
}

func allSuites() (names []string) {
	for _, suite := range append(tls.CipherSuites(), tls.InsecureCipherSuites()...) {
		names = append(names, suite.Name)
	}
	return names
}

func (d *draft) suites(between string) string {
	var names []string
	for range 1 + d.IntN(5) {
		names = append(names, pick(d.Rand, allSuites()...))
	}
	return strings.Join(names, between)
}
