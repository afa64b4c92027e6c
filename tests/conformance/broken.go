package main

import (
	"bytes"
	"crypto"
	"crypto/elliptic"
	"crypto/x509"
	"fmt"
	"math/big"
	"slices"
)

// brokenFlaws are certificates that Go cannot parse. A leaf like that stops its
// own side; an intermediate is found by the other one.
var brokenFlaws = slices.Concat(
	extensions("broken names", 17, element(0x04), element(0x30, []byte{0x82, 5, 1}), sans(email("gr\xfcn")), sans(dns("gr\xfcn")), sans(uri("gr\xfcn")), sans(element(0x87, []byte{1, 2, 3}))),
	extensions("broken resource", 17, resources("https://a b/", "https://x..y/", "http://[::1/", "http://x:y/", "http://[1.2.3.4]/", "http://x/%zz", "http://[x]/", "http://us er@x/", "http://x/\x7f", "://x", "1:x")...),
	extensions("broken key usage", 15, element(0x04), []byte{3, 2, 1, 1}),
	extensions("broken basic constraints", 19, element(0x04), element(0x30, []byte{1, 1, 1}), element(0x30, []byte{1, 1, 0xff, 2, 1, 0xff}), element(0x30, marshal(new(big.Int).Lsh(big.NewInt(1), 63)))),
	extensions("broken usages", 37, element(0x04), element(0x30, element(0x06, []byte{0x80}))),
	extensions("broken key identifier", 14, element(0x30)),
	extensions("broken authority key identifier", 35, element(0x04), element(0x30, []byte{0x80, 9})),
	extensions("broken distribution points", 31, element(0x04), element(0x30, element(0x04)), element(0x30, element(0x30, element(0xa0, element(0x04)))), element(0x30, element(0x30, element(0xa0)))),
	extensions("broken policies", 32, element(0x04), element(0x30, element(0x30)), element(0x30, element(0x30, policy(1)), element(0x30, policy(1))), element(0x30, element(0x30, element(0x06, []byte{0x80, 1})))),
	extensions("broken mappings", 33, element(0x04), element(0x30, element(0x30, policy(1)))),
	extensions("broken policy constraints", 36, element(0x04), element(0x30, []byte{0x80, 0}), element(0x30, []byte{0x81, 2, 0, 1})),
	extensions("broken inhibition", 54, element(0x04), element(0x02, []byte{0, 0})),
	extensions("broken constraints", 30, element(0x30), element(0x04), append(nameConstraints(nil, [][]byte{dns("x")}), 0), element(0x30, element(0xa0)),
		element(0x30, element(0xa0, element(0x04))), element(0x30, element(0xa2, []byte{5, 0})), permitted(dns("a..b")), permitted(dns("a.")), permitted(dns("gr\xfcn")),
		permitted(element(0x87, []byte{10, 0, 0, 0})), permitted(element(0x87, []byte{10, 0, 0, 0, 255, 0, 255, 0})),
		permitted(email("a@b@c d")), permitted(email("a..b")), permitted(email("gr\xfcn")), permitted(uri("10.0.0.1")), permitted(uri("a b")), permitted(uri("gr\xfcn"))),
	variants("broken key", brokenKeys(), func(c *certificate, value []byte) { c.spki = value }),
	variants("broken subject", brokenNames(), func(c *certificate, value []byte) { c.subject = value }),
	parts("serial", element(0x04), element(0x02), element(0x02, []byte{0, 1})),
	parts("extensions", element(0xa3, element(0x04)), element(0xa3, element(0x30, element(0x04))), element(0xa3, element(0x30, element(0x30, null))), element(0xa3, element(0x30, element(0x30, oidOf(2, 5, 29, 14), null))), element(0xa3, element(0x30, element(0x30, oidOf(2, 5, 29, 14), []byte{1, 1, 1})))),
	parts("signature", element(0x04), element(0x03), element(0x03, []byte{9})),
	parts("signed", element(0x04), element(0x30, element(0xa0)), element(0x30, marshal(1), element(0x04))),
	variants("broken algorithm", [][]byte{element(0x04), element(0x30), element(0x30, element(0x06, []byte{0x80})), element(0x30, oidOf(1, 2, 3), []byte{5})}, func(c *certificate, value []byte) {
		c.algorithm = algorithm{name: "broken", identifier: value, hash: crypto.SHA256}
	}),
	variants("broken outer algorithm", [][]byte{element(0x04), element(0x30)}, func(c *certificate, value []byte) { c.outer = &algorithm{identifier: value} }),
	variants("broken validity", brokenDates(), func(c *certificate, value []byte) { c.validity = value }),
	[]flaw{
		{name: "critical key identifier", apply: func(d *draft) { d.broken().with(14, true, element(0x04, []byte{1})) }},
		{name: "critical authority key identifier", apply: func(d *draft) { d.broken().with(35, true, element(0x30)) }},
		{name: "broken access", apply: func(d *draft) {
			d.broken().access(false, pick(d.Rand, element(0x04), element(0x30, element(0x04)), element(0x30, element(0x30))))
		}},
		{name: "critical access", apply: func(d *draft) { d.broken().access(true, element(0x30)) }},
		{name: "access and distribution points", apply: func(d *draft) {
			c := d.member()
			c.access(false, element(0x30, element(0x30, oidOf(1, 3, 6, 1, 5, 5, 7, 48, 1), uri("http://ocsp.example.com"))))
			c.with(31, false, element(0x30, element(0x30, element(0xa0, element(0xa0, uri("http://crl.example.com"))))))
		}},
		{name: "an extension twice", apply: func(d *draft) { c := d.broken(); c.extensions = append(c.extensions, c.extensions[0]) }},
		{name: "two algorithms", apply: func(d *draft) { d.broken().outer = &oddAlgorithms[0] }},
		{name: "version 4", apply: func(d *draft) { d.broken().version = pick(d.Rand, 4, 7) }},
		{name: "version -1", apply: func(d *draft) { d.broken().version = 0 }},
		{name: "negative serial", apply: func(d *draft) { d.broken().serial = big.NewInt(-int64(d.IntN(9999)) - 1) }},
		{name: "odd strings", apply: func(d *draft) {
			p, c := d.authority()
			c.subject = pick(d.Rand, called(0x13, "a b'*&"), called(0x14, "t\xe9"), called(0x16, "i@a"), called(0x12, "1 2"), called(0x1e, "\x00a\x20\xac"), called(0x0c, "\u20ac\u00ad\u200b"), called(0x1e, "\xd8\x01\x00a"))
			// Nobody finds out what it is called as long as it signs well.
			p.roots = []*certificate{d.newCA("Root", nil)}
			p.roots[0].subject = c.subject
		}},
		{name: "cut off", apply: func(d *draft) { d.spoil(func(der []byte) []byte { return der[:len(der)-1-d.IntN(len(der)/2)] }) }},
		{name: "something behind it", apply: func(d *draft) { d.spoil(func(der []byte) []byte { return append(der, 0) }) }},
		{name: "a byte changed", apply: func(d *draft) {
			d.spoil(func(der []byte) []byte { der[d.IntN(60)] ^= byte(1 << d.IntN(8)); return der })
		}},
		{name: "a byte changed anywhere", apply: func(d *draft) {
			d.spoil(func(der []byte) []byte { der[d.IntN(len(der))] ^= byte(1 << d.IntN(8)); return der })
		}},
		{name: "a key of an unknown kind", apply: func(d *draft) { d.member().spki = pick(d.Rand, oddKeys()...) }},
		{name: "an intermediate of an unknown kind", apply: func(d *draft) { d.below(d.party()).spki = pick(d.Rand, oddKeys()...) }},
		{name: "an RSA key longer than TLS takes", apply: func(d *draft) {
			p := d.party()
			c := d.newCA("Long", nil)
			modulus := new(big.Int).Lsh(big.NewInt(1), uint(pick(d.Rand, 8191, 8192, 8200)))
			c.spki = rsaKey(modulus.Add(modulus, big.NewInt(1)), 65537)
			p.more = append(p.more, c)
		}},
	},
	variants("odd RSA key", oddRSAKeys(), nil),
)

// variants are flaws that are alike, a value each.
func variants(name string, values [][]byte, change func(c *certificate, value []byte)) (all []flaw) {
	for index, value := range values {
		all = append(all, flaw{name: fmt.Sprintf("%s %d", name, index), apply: func(d *draft) {
			if change != nil {
				change(d.broken(), value)
				return
			}
			// The key of a CA, whose signatures are looked at.
			p, c := d.authority()
			d.rekey(p, c, d.ring.rsa[0])
			c.spki = value
		}})
	}
	return all
}

func extensions(name string, last int, values ...[]byte) []flaw {
	// Key identifiers must not be critical.
	critical := last != 14 && last != 35
	return variants(name, values, func(c *certificate, value []byte) { c.with(last, critical, value) })
}

// parts are flaws of a part that is not what it should be.
func parts(name string, values ...[]byte) []flaw {
	return variants("broken "+name, values, func(c *certificate, value []byte) { c.parts = map[string][]byte{name: value} })
}

func resources(uris ...string) (values [][]byte) {
	for _, text := range uris {
		values = append(values, sans(dns("ingester.mimir.svc"), uri(text)))
	}
	return values
}

func permitted(name []byte) []byte { return nameConstraints([][]byte{name}, nil) }

// access is the extension authorityInfoAccess.
func (c *certificate) access(critical bool, value []byte) {
	c.extensions = append(c.extensions, extension{Id: []int{1, 3, 6, 1, 5, 5, 7, 1, 1}, Critical: critical, Value: value})
}

func brokenDates() [][]byte {
	good := element(0x17, []byte("260101000000Z"))
	return [][]byte{
		element(0x04), element(0x30), element(0x30, element(0x17, []byte("2601010000")), good), element(0x30, good, element(0x18, []byte("20260101000000"))),
		element(0x30, element(0x17, []byte("261301000000Z")), good), element(0x30, element(0x0c, []byte("now")), good),
		element(0x30, element(0x18, []byte("20260101000000.5Z")), good), element(0x30, element(0x17, []byte("260101000000+0100")), good),
	}
}

// called is a name of one string.
func called(tag byte, name string) []byte {
	return element(0x30, element(0x31, element(0x30, oidOf(2, 5, 4, 3), element(tag, []byte(name)))))
}

func brokenNames() [][]byte {
	return [][]byte{
		element(0x04), element(0x30, element(0x30)), element(0x30, element(0x31, element(0x04))), element(0x30, element(0x31, element(0x30, element(0x04)))), element(0x30, element(0x31, element(0x30, oidOf(2, 5, 4, 3)))),
		called(0x13, "a@b"), called(0x0c, "\xff"), called(0x16, "\xff"), called(0x12, "x"), called(0x1e, "abc"), called(0x04, "x"), called(0x1c, "abcd"),
	}
}

func rsaKey(modulus *big.Int, exponent int) []byte {
	return spki(oidRSA, null, marshal(struct {
		N *big.Int
		E int
	}{modulus, exponent}))
}

var oidRSA, oidDSA, oidEC = oidOf(1, 2, 840, 113549, 1, 1, 1), oidOf(1, 2, 840, 10040, 4, 1), oidOf(1, 2, 840, 10045, 2, 1)

func brokenKeys() [][]byte {
	base := elliptic.P256().Params()
	point := slices.Concat([]byte{4}, base.Gx.FillBytes(make([]byte, 32)), base.Gy.FillBytes(make([]byte, 32)))
	wrong := bytes.Clone(point)
	wrong[64] ^= 1
	p256, p521 := oidOf(1, 2, 840, 10045, 3, 1, 7), oidOf(1, 3, 132, 0, 35)
	ec := func(curve, point []byte) []byte { return spki(oidEC, curve, point) }
	of := func(value byte, count int) []byte { return append([]byte{4}, bytes.Repeat([]byte{value}, count)...) }
	odd := big.NewInt(3233)
	return [][]byte{
		element(0x04), element(0x30), element(0x30, element(0x04)), element(0x30, element(0x30, oidOf(1, 3, 101, 112)), []byte{3, 1, 9}), element(0x30, element(0x30, element(0x06, []byte{0x80}))),
		ec(p256, wrong), ec(p256, of(0xff, 64)), ec(p256, point[:64]), ec(p256, append([]byte{2}, point[1:33]...)), ec(p521, point), ec(p521, of(1, 132)), ec(p521, of(0xff, 132)),
		ec(oidOf(1, 3, 132, 0, 10), point), ec(null, point), ec(oidOf(1, 3, 132, 0, 33), of(1, 56)), ec(oidOf(1, 3, 132, 0, 34), of(1, 96)), ec(oidOf(1, 3, 132, 0, 33), of(1, 5)), ec(oidOf(1, 3, 132, 0, 34), of(1, 5)), ec(oidOf(1, 3, 132, 0, 33), of(0xff, 56)), ec(oidOf(1, 3, 132, 0, 34), of(0xff, 96)),
		spki(oidOf(1, 3, 101, 112), nil, []byte{1, 2, 3}), spki(oidOf(1, 3, 101, 112), null, make([]byte, 32)),
		spki(oidRSA, nil, null), spki(oidRSA, null, null), spki(oidRSA, null, element(0x30)), spki(oidRSA, null, element(0x30, marshal(5))),
		rsaKey(big.NewInt(-5), 3), rsaKey(odd, -3),
		spki(oidDSA, element(0x30, marshal(1), marshal(2), marshal(3)), null), spki(oidDSA, null, marshal(7)), spki(oidDSA, element(0x30, marshal(1), marshal(2), marshal(0)), marshal(7)),
	}
}

// oddKeys are well written, and of no use.
func oddKeys() [][]byte {
	return [][]byte{
		spki(oidOf(1, 2, 3, 4), nil, []byte{1}), spki(oidOf(1, 3, 101, 110), nil, make([]byte, 32)), spki(oidDSA, element(0x30, marshal(11), marshal(5), marshal(3)), marshal(7)),
	}
}

func oddRSAKeys() (keys [][]byte) {
	modulus := new(big.Int).Lsh(big.NewInt(3), 1100)
	modulus.Add(modulus, big.NewInt(1))
	for _, exponent := range []int{1, 2, 4, 3, 1<<31 - 1, 1<<31 + 1, 1 << 40} {
		keys = append(keys, rsaKey(modulus, exponent))
	}
	return append(keys, rsaKey(new(big.Int).Lsh(modulus, 1), 65537))
}

func spki(oid, parameters, key []byte) []byte {
	return element(0x30, element(0x30, oid, parameters), element(0x03, []byte{0}, key))
}

// broken is a certificate to break: the leaf, or one sent behind it.
func (d *draft) broken() *certificate {
	p := d.party()
	if chance(d.Rand, 3) {
		return p.leaf
	}
	return d.below(p)
}

func (d *draft) spoil(change func(der []byte) []byte) {
	c := d.broken()
	c.spoil = append(c.spoil, change)
}

// unusable are keys that Go reads in PKCS#8 and cannot sign with, or not at all.
func unusable() [][]byte {
	seed := element(0x04, element(0x04, make([]byte, 32)))
	return [][]byte{
		element(0x30, marshal(0), element(0x30, oidOf(1, 3, 101, 110)), seed),
		element(0x30, marshal(0), element(0x30, oidOf(1, 3, 101, 113)), seed),
		element(0x30, marshal(0), element(0x30, oidOf(1, 3, 101, 112)), element(0x04, element(0x04, make([]byte, 31)))),
		element(0x30, element(0x30, oidOf(1, 2, 840, 113549, 1, 5, 13), element(0x30)), element(0x04, make([]byte, 64))),
		element(0x30, marshal(1), element(0x04, make([]byte, 32)), element(0xa0, oidOf(1, 2, 840, 10045, 3, 1, 7))),
		element(0x30, marshal(1), element(0x04, bytes.Repeat([]byte{0xff}, 32)), element(0xa0, oidOf(1, 2, 840, 10045, 3, 1, 7))),
		element(0x30, marshal(1), element(0x04, bytes.Repeat([]byte{1}, 32)), element(0xa0, oidOf(1, 3, 132, 0, 10))),
		element(0x30), nil,
	}
}

// plainKey is a key in the form that has no label of its own.
func plainKey(key any) string { return block("PRIVATE KEY", must(x509.MarshalPKCS8PrivateKey(key))) }
